import { el, fill, show } from './dom.js';
import { siteUrl } from './site.js';
import { texts } from './texts.js';

const MOBILE = { type: 'tel', inputmode: 'numeric', autocomplete: 'tel-national', maxlength: '20' };
const CODE = { type: 'text', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '10' };
const SECOND_MS = 1000;

/** The code of the error that wants a proof first. */
export const NOT_PROVED = 'proof_needed';

/** 核对手机号: a number, the one-time code that was sent to it, and then on with what was wanted. */
export class ProofForm {
  /**
   * @param {ApiClient} api
   * @param {string} why one sentence that says what the proof is for
   * @param {(answer: {conversation: string, messages: Object[]}) => void} onProved
   */
  constructor(api, why, onProved) {
    this.api = api;
    this.onProved = onProved;
    this.mobile = el('input', Object.assign({ class: 'input', 'aria-label': texts.proof.mobile, placeholder: texts.proof.mobile }, MOBILE));
    this.code = el('input', Object.assign({ class: 'input', 'aria-label': texts.proof.code, placeholder: texts.proof.code }, CODE));
    this.send = el('button', { type: 'submit', class: 'button primary', text: texts.proof.send });
    this.confirm = el('button', { type: 'submit', class: 'button primary wide', text: texts.proof.confirm });
    this.note = el('p', { class: 'proof-note', role: 'status' });
    this.second = el('form', { class: 'proof-step', hidden: true, on: { submit: (event) => this.prove(event) } },
      this.code, this.confirm);
    this.element = el('div', { class: 'proof' },
      el('p', { class: 'proof-why', text: why }),
      el('form', { class: 'proof-step proof-line', on: { submit: (event) => this.sendCode(event) } }, this.mobile, this.send),
      this.second, this.note);
    this.offerProvider().catch(() => {}); // the number is enough
  }

  /** Where the city has an identity of its own, that proves it as well. */
  async offerProvider() {
    const { provider } = await this.api.identity();
    if (provider) this.element.append(el('a', { class: 'button wide', href: siteUrl(provider), text: texts.proof.provider }));
  }

  focus() {
    this.mobile.focus();
  }

  async sendCode(event) {
    event.preventDefault();
    await this.whileBusy(this.send, async () => {
      const sent = await this.api.sendCode(this.mobile.value.trim());
      this.say(texts.proof.sent(sent.mobile, Math.round(sent.valid_seconds / 60)), false);
      show(this.second, true);
      this.code.focus();
      this.countDown(sent.pause_seconds);
    });
  }

  async prove(event) {
    event.preventDefault();
    await this.whileBusy(this.confirm, async () => this.onProved(await this.api.prove(this.code.value.trim())));
  }

  async whileBusy(button, work) {
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      this.say(error.message, true);
    }
    if (!this.waiting || button !== this.send) button.disabled = false;
  }

  /** The same number can have another code only after a while; the button says how long. */
  countDown(seconds) {
    this.waiting = seconds > 0;
    this.send.disabled = this.waiting;
    this.send.textContent = this.waiting ? texts.proof.sendIn(seconds) : texts.proof.sendAgain;
    if (this.waiting && this.element.isConnected) setTimeout(() => this.countDown(seconds - 1), SECOND_MS);
  }

  say(text, isProblem) {
    fill(this.note, text);
    this.note.classList.toggle('problem', isProblem);
  }
}
