import { el, uniqueId } from './dom.js';
import { texts } from './texts.js';

/** More options than this are easier to find in a list that opens. */
const MOST_VISIBLE_OPTIONS = 6;

const INPUT_ATTRIBUTES = {
  person_name: { autocomplete: 'name' },
  mobile: { type: 'tel', inputmode: 'tel', autocomplete: 'tel', maxlength: '20' },
  id_no: { autocapitalize: 'characters', autocomplete: 'off', spellcheck: 'false', maxlength: '22' },
  uscc: { autocapitalize: 'characters', autocomplete: 'off', spellcheck: 'false', maxlength: '22' },
  area: { inputmode: 'decimal' },
  integer: { inputmode: 'numeric' },
};

/**
 * The input for one kind of answer.
 *
 * @param {Object} row a row of the draft
 * @param {string} label used as the accessible name
 * @returns {{element: HTMLElement, focus: () => void, read: () => string}} what is read is
 *   written like any other answer in plain Chinese: options by their labels
 */
export function fieldEditor(row, label) {
  const options = row.options || [];
  if (row.kind === 'choices') return optionList(row, options, label, 'checkbox');
  if (row.kind === 'yes_no') return optionList(row, options.length > 0 ? options : yesNo(), label, 'radio');
  if (row.kind === 'choice') {
    return options.length > MOST_VISIBLE_OPTIONS ? selectBox(row, options, label) : optionList(row, options, label, 'radio');
  }
  if (row.kind === 'address') return textArea(row, label);
  if (row.kind === 'date' && isIsoDateOrEmpty(row.raw)) return inputBox(row, label, { type: 'date' });
  return inputBox(row, label, INPUT_ATTRIBUTES[row.kind] || {});
}

function yesNo() {
  return [{ value: 'yes', label: texts.review.yes }, { value: 'no', label: texts.review.no }];
}

function inputBox(row, label, attributes) {
  const input = el('input', Object.assign({ type: 'text', class: 'input', 'aria-label': label }, attributes));
  input.value = rawText(row);
  const unit = row.kind === 'area' ? el('span', { class: 'input-unit', text: texts.review.squareMetres }) : null;
  return simpleField(input, el('div', { class: 'input-line' }, input, unit));
}

function textArea(row, label) {
  const input = el('textarea', { class: 'input', rows: '3', 'aria-label': label });
  input.value = rawText(row);
  return simpleField(input, input);
}

function selectBox(row, options, label) {
  const select = el('select', { class: 'input', 'aria-label': label },
    el('option', { value: '', text: texts.review.pleaseChoose }),
    options.map((option) => el('option', { value: option.label, text: option.label })));
  const chosen = options.find((option) => isChosen(row, option));
  select.value = chosen ? chosen.label : '';
  return simpleField(select, select);
}

function simpleField(input, element) {
  return { element, focus: () => input.focus(), read: () => input.value.trim() };
}

function optionList(row, options, label, type) {
  const name = uniqueId('option');
  const inputs = options.map((option) => {
    const input = el('input', { type, name, value: option.label });
    input.checked = isChosen(row, option);
    return input;
  });
  const element = el('div', { class: 'option-list', role: type === 'radio' ? 'radiogroup' : 'group', 'aria-label': label },
    options.map((option, index) => el('label', { class: 'option' }, inputs[index], el('span', { text: option.label }))));
  return {
    element,
    focus: () => (inputs.find((input) => input.checked) || inputs[0]).focus(),
    read: () => inputs.filter((input) => input.checked).map((input) => input.value).join('、'),
  };
}

function isChosen({ raw }, option) {
  if (typeof raw === 'boolean') return option.value === (raw ? 'yes' : 'no');
  return Array.isArray(raw) ? raw.indexOf(option.value) >= 0 : raw === option.value;
}

function rawText(row) {
  // "30万元" is easier to check than 300000, and is read just as well.
  if (row.kind === 'money') return row.value_text || '';
  return row.raw === null || row.raw === undefined ? '' : String(row.raw);
}

function isIsoDateOrEmpty(raw) {
  return !raw || /^\d{4}-\d\d-\d\d$/.test(raw);
}
