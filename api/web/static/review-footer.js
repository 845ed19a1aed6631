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
    this.checkbox = el('input', { type: 'checkbox', on: { change: () => this.setProblem(null) } });
    this.consentText = el('span', {});
    /** Belongs to the scrolling part: a long sentence in large text would fill a small screen. */
    this.consent = el('section', { class: 'review-group consent' },
      el('h3', { text: texts.review.consentTitle }),
      el('label', { class: 'option' }, this.checkbox, this.consentText));
    this.note = el('p', { class: 'submit-note', role: 'status' });
    this.goTo = el('button', { type: 'button', class: 'button small', text: texts.review.goToMissing, on: { click: onGoToMissing } });
    this.button = el('button', { type: 'button', class: 'button primary wide', text: texts.review.submit, on: { click: onSubmit } });
    fill(footer, el('div', { class: 'submit-line' }, this.note, this.goTo), this.button);
    this.busy = false;
    this.problem = null;
  }

  update(draft) {
    this.draft = draft;
    this.consentText.textContent = draft.consent_text;
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
    this.checkbox.checked = false;
    this.refresh();
  }

  reset() {
    this.checkbox.checked = false;
    this.busy = false;
    this.problem = null;
  }

  refresh() {
    const { ready, missing } = this.draft;
    this.button.disabled = !ready || !this.checkbox.checked || this.busy;
    this.button.textContent = this.busy ? texts.review.submitting : texts.review.submit;
    show(this.goTo, !ready);
    this.note.classList.toggle('problem', Boolean(this.problem));
    this.note.classList.toggle('ready', !this.problem && this.canSubmit);
    fill(this.note, icon(this.canSubmit && !this.problem ? 'check' : 'alert'),
      el('span', { text: this.problem || this.sentence(ready, missing) }));
  }

  get canSubmit() {
    return this.draft.ready && this.checkbox.checked;
  }

  sentence(ready, missing) {
    if (!ready) return missing.length > 0 ? texts.review.missing(missing) : texts.review.notReady;
    return this.checkbox.checked ? texts.review.readyNote : texts.review.needConsent;
  }
}
