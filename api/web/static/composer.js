import { el, show } from './dom.js';
import { icon } from './icons.js';
import { dictationButton } from './speech.js';
import { texts } from './texts.js';

const LONGEST_TEXT = 2000;

/** With a mouse there is a keyboard: Enter sends and the box may take the focus. */
export const hasMouse = () => window.matchMedia('(hover: hover) and (pointer: fine)').matches;

/** The text box at the bottom of the conversation. */
export class Composer {
  /**
   * @param {Object} options
   * @param {(text: string) => void} options.onSend
   * @param {() => void} options.onAttach
   */
  constructor({ onSend, onAttach }) {
    this.onSend = onSend;
    this.box = el('textarea', {
      class: 'composer-box',
      rows: '1',
      maxlength: String(LONGEST_TEXT),
      'aria-label': texts.chat.input,
      placeholder: texts.chat.placeholderFirst,
      on: { input: () => this.adjust(), keydown: (event) => this.onKey(event) },
    });
    this.attach = el('button', { type: 'button', class: 'composer-attach', hidden: true, on: { click: onAttach } },
      icon('attach'));
    this.send = el('button', { type: 'submit', class: 'composer-send', disabled: true },
      icon('send'), el('span', { class: 'for-readers', text: texts.chat.send }));
    this.element = el('form', {
      class: 'composer',
      on: {
        submit: (event) => {
          event.preventDefault();
          this.submit();
        },
      },
    }, this.attach, this.box, dictationButton((text) => this.takeBack(text)), this.send);
  }

  /** @param {string|null} materialName the file being asked for, null hides the button */
  offerAttach(materialName) {
    show(this.attach, Boolean(materialName));
    if (materialName) this.attach.setAttribute('aria-label', texts.chat.attach(materialName));
  }

  setConversationStarted(started) {
    this.box.placeholder = started ? texts.chat.placeholder : texts.chat.placeholderFirst;
  }

  focusIfMouse() {
    if (hasMouse()) this.box.focus();
  }

  /** Puts a refused message back, before whatever has been typed since. */
  takeBack(text) {
    this.box.value = [text, this.box.value].filter(Boolean).join('\n');
    this.adjust();
    this.box.focus();
  }

  onKey(event) {
    // While an input method composes, Enter picks a Chinese candidate (229 on older browsers).
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing || !hasMouse()) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = '';
    this.adjust();
    // On a phone the keyboard would cover half of the reply.
    if (!hasMouse()) this.box.blur();
    this.onSend(text);
  }

  adjust() {
    this.send.disabled = this.box.value.trim() === '';
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight}px`;
  }
}
