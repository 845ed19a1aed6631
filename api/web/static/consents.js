import { el, fill, show } from './dom.js';
import { texts } from './texts.js';

/**
 * What has to be agreed to before submitting: that all is true, that each department may see
 * its part, and separately what is sensitive.
 */
export class Consents {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.truth = this.tick();
    this.sensitive = this.tick();
    /** Ticks by the id of the department; kept while the department stays. */
    this.departments = new Map();
    this.truthText = el('span', {});
    this.sensitiveText = el('span', {});
    this.list = el('div', {});
    this.all = el('button', {
      type: 'button', class: 'button small', text: texts.review.agreeAll, on: { click: () => this.agreeToAll() },
    });
    this.sensitivePart = el('label', { class: 'option' }, this.sensitive, this.sensitiveText);
    this.element = el('section', { class: 'review-group consent' },
      el('h3', { text: texts.review.consentTitle }),
      el('label', { class: 'option' }, this.truth, this.truthText),
      el('fieldset', { class: 'consent-departments' },
        el('legend', { text: texts.review.consentDepartments }), this.list, this.all),
      this.sensitivePart);
  }

  tick() {
    return el('input', { type: 'checkbox', on: { change: () => this.onChange() } });
  }

  update(draft) {
    this.truthText.textContent = draft.consent_text;
    this.sensitiveText.textContent = draft.sensitive_text;
    this.needsSensitive = Boolean(draft.sensitive_text);
    show(this.sensitivePart, this.needsSensitive);
    const known = this.departments;
    const ids = draft.departments.map((department) => department.id);
    if (ids.join() === Array.from(known.keys()).join()) return;
    this.departments = new Map(ids.map((id) => [id, known.get(id) || this.tick()]));
    fill(this.list, draft.departments.map((department) => el('label', { class: 'option' },
      this.departments.get(department.id), el('span', { text: department.name }))));
  }

  agreeToAll() {
    this.departments.forEach((tick) => { tick.checked = true; });
    this.onChange();
  }

  withdraw() {
    [this.truth, this.sensitive, ...this.departments.values()].forEach((tick) => { tick.checked = false; });
  }

  get agreed() {
    return Array.from(this.departments.entries()).filter(([, tick]) => tick.checked).map(([id]) => id);
  }

  get complete() {
    return this.truth.checked && this.agreed.length === this.departments.size
      && (!this.needsSensitive || this.sensitive.checked);
  }

  /** What is sent with the submission. */
  get given() {
    return { consent: this.truth.checked, departments: this.agreed, sensitive: this.needsSensitive && this.sensitive.checked };
  }
}
