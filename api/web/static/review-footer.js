import { Consents } from './consents.js';
import { el, fill, show } from './dom.js';
import { icon } from './icons.js';
import { texts } from './texts.js';

/** Consent and the submit button, with a sentence that says what is still missing. */
export class ReviewFooter {
  /**
   * @param {HTMLElement} footer the fixed part of the sheet
   * @param {{onSubmit: () => void, onGoToMissing: () => void}} handlers
   */
  constructor(footer, { onSubmit, onGoToMissing }) {
    /** Belongs to the scrolling part: a long sentence in large text would fill a small screen. */
    this.consents = new Consents(() => this.setProblem(null));
    this.note = el('p', { class: 'submit-note', role: 'status' });
    this.goTo = el('button', { type: 'button', class: 'button small', text: texts.review.goToMissing, on: { click: onGoToMissing } });
    this.button = el('button', { type: 'button', class: 'button primary wide', text: texts.review.submit, on: { click: onSubmit } });
    this.footer = footer;
    this.showButton();
    this.busy = false;
    this.problem = null;
  }

  showButton() {
    fill(this.footer, el('div', { class: 'submit-line' }, this.note, this.goTo), this.button);
  }

  /** In the place of the button: the form by which somebody proves who they are. */
  showProof(form) {
    fill(this.footer, form.element);
    form.focus();
  }

  update(draft) {
    this.draft = draft;
    this.consents.update(draft);
    this.refresh();
  }

  setBusy(busy) {
    this.busy = busy;
    this.refresh();
  }

  /** @param {string|null} problem shown until the citizen changes something */
  setProblem(problem) {
    this.problem = problem;
    this.refresh();
  }

  /** A changed application has to be agreed to anew. */
  withdrawConsent() {
    this.consents.withdraw();
    this.refresh();
  }

  reset() {
    this.showButton();
    this.consents.withdraw();
    this.busy = false;
    this.problem = null;
  }

  refresh() {
    const { ready, missing } = this.draft;
    this.button.disabled = !ready || !this.consents.complete || this.busy;
    this.button.textContent = this.busy ? texts.review.submitting : texts.review.submit;
    show(this.goTo, !ready);
    this.note.classList.toggle('problem', Boolean(this.problem));
    this.note.classList.toggle('ready', !this.problem && this.canSubmit);
    fill(this.note, icon(this.canSubmit && !this.problem ? 'check' : 'alert'),
      el('span', { text: this.problem || this.sentence(ready, missing) }));
  }

  get canSubmit() {
    return this.draft.ready && this.consents.complete;
  }

  sentence(ready, missing) {
    if (!ready) return missing.length > 0 ? texts.review.missing(missing) : texts.review.notReady;
    return this.consents.complete ? texts.review.readyNote : texts.review.needConsent;
  }
}
