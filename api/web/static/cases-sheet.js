import { StatusCard } from './cards/status-card.js';
import { el, fill } from './dom.js';
import { Sheet, sheetNotice } from './sheet.js';
import { texts } from './texts.js';

/** 我的办件: every case of this citizen with its progress. */
export class CasesSheet {
  constructor(frame, context) {
    this.api = context.api;
    this.sheet = new Sheet(frame, { title: texts.cases.title, back: texts.cases.back });
  }

  open() {
    this.sheet.open();
    this.load();
  }

  async load() {
    fill(this.sheet.body, sheetNotice(texts.cases.loading));
    try {
      const { cases } = await this.api.cases();
      fill(this.sheet.body, cases.length > 0
        ? el('div', { class: 'case-list' }, cases.map((status) => new StatusCard(status).element))
        : sheetNotice(texts.cases.empty, texts.cases.emptyHint));
    } catch (error) {
      fill(this.sheet.body, sheetNotice(texts.cases.failed, error.message,
        { text: texts.cases.retry, press: () => this.load() }));
    }
  }
}
