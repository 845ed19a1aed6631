import { el, show, uniqueId } from './dom.js';
import { icon } from './icons.js';

const FOCUSABLE = 'button:not([disabled]), a[href], input:not([disabled]):not([hidden]), select, textarea, summary';
const HISTORY_MARK = 'yichuangSheet';

/**
 * A full-height dialog over the conversation. Built by hand because the phones
 * this page is made for have no native <dialog>.
 *
 * The Back key of the phone closes the sheet instead of leaving the page, so an
 * open sheet owns one entry of the browser history.
 */
export class Sheet {
  /** @param {HTMLElement} frame the conversation, hidden from screen readers meanwhile */
  constructor(frame, { title, back }) {
    this.frame = frame;
    const titleId = uniqueId('sheet-title');
    this.body = el('div', { class: 'sheet-body' });
    this.footer = el('footer', { class: 'sheet-footer', hidden: true });
    this.backButton = el('button', { type: 'button', class: 'sheet-back', on: { click: () => this.close() } },
      icon('left'), el('span', { text: back }));
    this.panel = el('section', { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': titleId },
      el('header', { class: 'sheet-head' }, this.backButton, el('h2', { id: titleId, text: title })),
      this.body,
      this.footer);
    this.element = el('div', {
      class: 'sheet-layer',
      hidden: true,
      on: {
        keydown: (event) => this.onKey(event),
        mousedown: (event) => event.target === this.element && this.close(),
      },
    }, this.panel);
    frame.append(this.element);
    this.onBack = () => this.hide();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    if (this.isOpen) return;
    this.returnFocus = this.frame.getRootNode().activeElement || document.activeElement;
    show(this.element, true);
    this.frame.firstElementChild.setAttribute('aria-hidden', 'true');
    this.body.scrollTop = 0;
    this.backButton.focus();
    history.pushState({ [HISTORY_MARK]: true }, '');
    window.addEventListener('popstate', this.onBack);
  }

  /** For when what had the focus has been replaced: without it no key reaches the sheet. */
  takeFocus() {
    this.backButton.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.hide();
    if (history.state && history.state[HISTORY_MARK]) history.back();
  }

  hide() {
    window.removeEventListener('popstate', this.onBack);
    show(this.element, false);
    this.frame.firstElementChild.removeAttribute('aria-hidden');
    if (this.returnFocus && this.returnFocus.isConnected) this.returnFocus.focus({ preventScroll: true });
  }

  onKey(event) {
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab') this.keepFocusInside(event);
  }

  keepFocusInside(event) {
    const stops = Array.from(this.panel.querySelectorAll(FOCUSABLE)).filter((stop) => stop.offsetParent !== null);
    const first = stops[0];
    const last = stops[stops.length - 1];
    const { activeElement } = this.frame.getRootNode();
    if (event.shiftKey && activeElement === first) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  }
}

/** What a sheet shows while it waits, or when it has nothing to show. */
export function sheetNotice(text, hint, button) {
  return el('div', { class: 'sheet-notice', role: 'status' },
    el('span', { class: 'sheet-notice-mark' }, icon('window')),
    el('p', { class: 'sheet-notice-text', text }),
    hint && el('p', { class: 'sheet-notice-hint', text: hint }),
    button && el('button', { type: 'button', class: 'button', text: button.text, on: { click: button.press } }));
}
