import { el } from '../dom.js';
import { dateWithWeekday } from '../format.js';
import { icon } from '../icons.js';
import { texts } from '../texts.js';

/** The proof that the application has been taken in. */
export class ReceiptCard {
  constructor(receipt) {
    this.element = el('section', { class: 'card receipt' },
      el('header', { class: 'receipt-head' },
        el('span', { class: 'receipt-seal' }, icon('check')),
        el('div', {},
          el('h3', { text: texts.receipt.title }),
          el('p', { text: receipt.path_name }))),
      el('div', { class: 'receipt-body' },
        el('dl', { class: 'receipt-facts' },
          fact(texts.receipt.caseNo, receipt.case_no, 'receipt-number'),
          receipt.promised_by
            && fact(texts.receipt.promised, texts.receipt.promisedBy(dateWithWeekday(receipt.promised_by)))),
        el('h4', { text: texts.receipt.departments(receipt.departments.length) }),
        el('ul', { class: 'chips' }, receipt.departments.map((name) => el('li', { text: name }))),
        el('p', { class: 'card-note', text: texts.receipt.note })));
  }
}

function fact(name, value, className) {
  return el('div', {}, el('dt', { text: name }), el('dd', { class: className, text: value }));
}
