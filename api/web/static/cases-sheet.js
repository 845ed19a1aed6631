import { StatusCard } from './cards/status-card.js';
import { el, fill } from './dom.js';
import { NOT_PROVED, ProofForm } from './proof-form.js';
import { Sheet, sheetNotice } from './sheet.js';
import { texts } from './texts.js';

const LOOK_MS = 5000;

/** 我的办件: every case of this citizen with its progress, and who this citizen is. */
export class CasesSheet {
  constructor(frame, context) {
    this.context = context;
    this.api = context.api;
    this.sheet = new Sheet(frame, { title: texts.cases.title, back: texts.cases.back });
  }

  open() {
    this.sheet.open();
    this.load();
  }

  /** Begin with the number by which everything is found that was begun elsewhere. */
  find() {
    this.sheet.open();
    this.askForProof(texts.proof.whyFind);
  }

  async load() {
    this.shown = null;
    fill(this.sheet.body, sheetNotice(texts.cases.loading));
    await this.context.opened(); // whoever is quicker than the conversation is no stranger
    try {
      this.show(...await Promise.all([this.api.cases(), this.api.identity()]));
      this.watch();
    } catch (error) {
      if (error.code === NOT_PROVED) this.askForProof(texts.proof.whyCases);
      else {
        fill(this.sheet.body, sheetNotice(texts.cases.failed, error.message,
          { text: texts.cases.retry, press: () => this.load() }));
      }
    }
  }

  show(found, identity) {
    this.shown = JSON.stringify(found);
    fill(this.sheet.body, found.cases.length > 0
      ? el('div', { class: 'case-list' }, found.cases.map((status) => new StatusCard(status).element))
      : sheetNotice(texts.cases.empty, texts.cases.emptyHint), this.identityLine(identity));
  }

  /** While the sheet is open it follows what the departments do. */
  watch() {
    clearTimeout(this.nextLook);
    this.nextLook = setTimeout(() => this.look(), LOOK_MS);
  }

  /** Look for changes; what has not changed is not drawn again, so nobody loses their place. */
  async look() {
    clearTimeout(this.nextLook);
    if (!this.sheet.isOpen || this.shown === null) return;
    if (!document.hidden) {
      try {
        const found = await this.api.cases();
        const place = this.sheet.body.scrollTop;
        if (this.shown !== null && JSON.stringify(found) !== this.shown) this.show(found, await this.api.identity());
        this.sheet.body.scrollTop = place;
      } catch {
        // The next look tries again.
      }
    }
    this.watch();
  }

  /** Who is here, with a way out; or, to somebody who may have applied elsewhere, the way to that. */
  identityLine({ mobile }) {
    if (mobile) {
      return el('p', { class: 'identity-line' }, el('span', { text: texts.proof.known(mobile) }),
        el('button', { type: 'button', class: 'button small', text: texts.proof.leave, on: { click: () => this.leave() } }));
    }
    return el('p', { class: 'identity-line' }, el('span', { text: texts.proof.elsewhere }),
      el('button', {
        type: 'button', class: 'button small', text: texts.proof.find, on: { click: () => this.askForProof(texts.proof.whyFind) },
      }));
  }

  askForProof(why) {
    this.shown = null;
    const form = new ProofForm(this.api, why, async (answer) => {
      await this.context.onProved(answer);
      await this.load();
      this.sheet.takeFocus(); // the field that had it is gone
    });
    fill(this.sheet.body, el('section', { class: 'review-group' }, form.element));
    form.focus();
  }

  async leave() {
    await this.api.leave();
    this.sheet.close();
    await this.context.startAnew();
  }
}
