import { el, fill, show } from './dom.js';
import { fieldEditor } from './field-editor.js';
import { icon } from './icons.js';
import { texts } from './texts.js';

/** One answer in the review sheet: read, and corrected in place. */
export class ReviewRow {
  /** @param {(id: string, value: string) => Promise<string|null>} save resolves to what is wrong, if anything */
  constructor(row, save) {
    this.save = save;
    this.editor = null;
    this.element = el('div', { class: 'row' });
    this.update(row);
  }

  get isEditing() {
    return this.editor !== null;
  }

  /** Takes over a newer state, but never from under somebody who is typing. */
  update(row) {
    this.row = row;
    this.element.classList.toggle('open-point', needsAnswer(row));
    if (!this.isEditing) this.showValue();
  }

  showValue() {
    const { row } = this;
    const action = row.answered ? texts.review.edit : texts.review.fill;
    const actionLabel = row.answered ? texts.review.editNamed(row.label) : texts.review.fillNamed(row.label);
    this.button = row.editable !== false && el('button', {
      type: 'button', class: row.answered ? 'row-edit' : 'row-edit fill', 'aria-label': actionLabel, text: action,
      on: { click: () => this.edit() },
    });
    fill(this.element,
      el('div', { class: 'row-main' },
        this.labelLine(),
        el('p', { class: row.answered ? 'row-value' : 'row-value empty', text: row.answered ? row.value_text : texts.review.empty }),
        row.problem && el('p', { class: 'row-problem' }, icon('alert'), el('span', { text: row.problem }))),
      this.button);
  }

  labelLine() {
    const { row } = this;
    const users = (row.needed_by || []).length;
    return el('p', { class: 'row-label' },
      el('span', { text: row.label }),
      row.filled_by !== 'citizen' && row.answered && el('span', { class: 'tag', text: texts.review.automatic }),
      users > 1 && el('span', { class: 'tag shared', text: texts.review.shared(users) }));
  }

  edit() {
    const { row } = this;
    this.editor = fieldEditor(row, row.label);
    this.problem = el('p', { class: 'row-problem', role: 'alert', hidden: true });
    this.saveButton = el('button', { type: 'submit', class: 'button primary small', text: texts.review.save });
    this.showProblem(row.problem);
    fill(this.element, el('form', {
      class: 'row-form',
      on: {
        submit: (event) => {
          event.preventDefault();
          this.submit();
        },
        keydown: (event) => this.onKey(event),
      },
    },
    this.labelLine(),
    row.help && el('p', { class: 'row-help', text: row.help }),
    this.editor.element,
    row.example && el('p', { class: 'row-help', text: texts.review.example(row.example) }),
    this.problem,
    (row.needed_by || []).length > 0 && el('p', { class: 'row-help', text: texts.review.usedBy(row.needed_by) }),
    el('div', { class: 'row-actions' }, this.saveButton,
      el('button', { type: 'button', class: 'button small plain', text: texts.review.cancel, on: { click: () => this.finish() } }))));
    this.editor.focus();
  }

  onKey(event) {
    if (event.key !== 'Escape') return;
    // Escape ends the editing, not the whole sheet.
    event.stopPropagation();
    this.finish();
  }

  async submit() {
    this.saveButton.disabled = true;
    this.saveButton.textContent = texts.review.saving;
    const problem = await this.save(this.row.id, this.editor.read());
    if (problem) {
      this.saveButton.disabled = false;
      this.saveButton.textContent = texts.review.save;
      this.showProblem(problem);
      this.editor.focus();
    } else {
      this.finish();
    }
  }

  showProblem(text) {
    fill(this.problem, icon('alert'), el('span', { text: text || '' }));
    show(this.problem, Boolean(text));
  }

  finish() {
    this.editor = null;
    this.showValue();
    if (this.button) this.button.focus();
  }
}

export function needsAnswer(row) {
  return !row.answered || Boolean(row.problem);
}
