import { show } from './dom.js';
import { texts } from './texts.js';

const NEAR_PX = 90;
const TOP_MARGIN_PX = 12;

/**
 * Keeps the conversation where the citizen wants it: at the end while they
 * follow it, untouched while they read further up.
 */
export class ScrollKeeper {
  constructor(scroller, jumpButton) {
    this.scroller = scroller;
    this.jumpButton = jumpButton;
    this.nearEnd = true;
    scroller.addEventListener('scroll', () => {
      this.nearEnd = this.distanceToEnd() < NEAR_PX;
      if (this.nearEnd) show(jumpButton, false);
    }, { passive: true });
    jumpButton.addEventListener('click', () => this.toEnd());
    // The visible part shrinks when the keyboard opens or the text box grows.
    if (window.ResizeObserver) {
      new ResizeObserver(() => this.nearEnd && this.toEnd()).observe(scroller);
    }
  }

  distanceToEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    show(this.jumpButton, false);
  }

  animateFromNowOn() {
    this.scroller.classList.add('smooth');
  }

  /** A reply longer than the screen is shown from its beginning, not from its end. */
  revealReply(element) {
    const offset = element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    const startOfReply = this.scroller.scrollTop + offset - TOP_MARGIN_PX;
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const target = Math.min(startOfReply, end);
    this.scroller.scrollTop = target;
    // Known before the scroll event tells: a resize in between must not pull to the end.
    this.nearEnd = end - target < NEAR_PX;
    if (this.nearEnd) show(this.jumpButton, false);
    else this.offerJump(texts.chat.moreBelow);
  }

  /** News must not move the page under somebody who reads further up. */
  revealNews(element) {
    if (this.nearEnd) this.revealReply(element);
    else this.offerJump(texts.chat.newMessages);
  }

  offerJump(text) {
    this.jumpButton.firstElementChild.textContent = text;
    show(this.jumpButton, true);
  }
}
