import { el, fill, show } from './dom.js';
import { NOT_PROVED, ProofForm } from './proof-form.js';
import { withRetry } from './retry.js';
import { ReviewFooter } from './review-footer.js';
import { ReviewRow } from './review-row.js';
import { departmentsSection, MaterialsSection, summaryLine } from './review-sections.js';
import { Sheet, sheetNotice } from './sheet.js';
import { texts } from './texts.js';

/** 核对申请: everything that was answered, correctable in place, and the submission. */
export class ReviewSheet {
  constructor(frame, context) {
    this.context = context;
    this.sheet = new Sheet(frame, { title: texts.review.title, back: texts.review.back });
    this.footer = new ReviewFooter(this.sheet.footer, {
      onSubmit: () => this.submit(),
      onGoToMissing: () => this.goToMissing(),
    });
    this.rows = new Map();
    context.draft.subscribe((draft) => {
      if (this.sheet.isOpen && draft) this.show(draft);
    });
  }

  open() {
    this.rows.clear();
    this.structure = null;
    this.footer.reset();
    if (this.materials) this.materials.dispose();
    this.materials = new MaterialsSection(this.context);
    this.sheet.open();
    this.load();
  }

  async load() {
    show(this.sheet.footer, false);
    fill(this.sheet.body, sheetNotice(texts.review.loading));
    try {
      const draft = await this.context.draft.refresh();
      if (!draft) fill(this.sheet.body, sheetNotice(texts.review.noDraft));
    } catch (error) {
      fill(this.sheet.body, sheetNotice(texts.review.loadFailed, error.message,
        { text: texts.review.retry, press: () => this.load() }));
    }
  }

  show(draft) {
    this.draft = draft;
    const structure = structureOf(draft);
    // Rebuilding moves elements and takes away the focus, so it is done only when it has to be.
    if (structure !== this.structure) this.rebuild(draft);
    else eachRow(draft, (row) => this.rows.get(row.id).update(row));
    this.structure = structure;
    this.materials.update(draft.materials);
    fill(this.summary, summaryLine(draft));
    this.footer.update(draft);
    show(this.sheet.footer, true);
  }

  rebuild(draft) {
    const known = this.rows;
    this.rows = new Map();
    eachRow(draft, (row) => {
      const view = known.get(row.id) || new ReviewRow(row, (id, value) => this.save(id, value));
      view.update(row);
      this.rows.set(row.id, view);
    });
    const groups = draft.groups.map((group) => el('section', { class: 'review-group' },
      el('h3', { text: group.title }),
      group.rows.map((row) => this.rows.get(row.id).element)));
    this.summary = el('div', {});
    const { scrollTop } = this.sheet.body;
    fill(this.sheet.body,
      el('p', { class: 'review-path', text: draft.path.name }),
      this.summary, groups, this.materials.element, departmentsSection(draft.departments), this.footer.consents.element);
    this.sheet.body.scrollTop = scrollTop;
  }

  /** @returns {Promise<string|null>} what is wrong with the answer, in the server's words */
  async save(id, value) {
    try {
      const answer = await this.context.api.saveAnswers({ [id]: value });
      const problem = answer.errors && answer.errors[id];
      this.footer.setProblem(null);
      this.context.onMessages(answer.messages || []);
      this.context.draft.replace(answer);
      return problem || null;
    } catch (error) {
      return error.status ? error.message : texts.review.saveFailed;
    }
  }

  goToMissing() {
    const point = this.sheet.body.querySelector('.open-point');
    if (!point) return;
    point.scrollIntoView({ block: 'center' });
    const button = point.querySelector('button');
    if (button) button.focus({ preventScroll: true });
  }

  async submit() {
    const unsaved = Array.from(this.rows.values()).find((row) => row.isEditing);
    if (unsaved) {
      this.footer.setProblem(texts.review.unsaved);
      unsaved.element.scrollIntoView({ block: 'center' });
      unsaved.editor.focus();
      return;
    }
    this.footer.setProblem(null);
    this.footer.setBusy(true);
    try {
      const answer = await withRetry(() => this.context.api.submitDraft(this.draft.version, this.footer.consents.given));
      this.sheet.close();
      this.context.onMessages(answer.messages);
    } catch (error) {
      await this.explainFailure(error);
    }
  }

  /** Only once per application: after that the submission goes on by itself. */
  askForProof() {
    const form = new ProofForm(this.context.api, texts.proof.whySubmit, async (answer) => {
      await this.context.onProved(answer);
      this.footer.showButton();
      await this.context.draft.refresh();
      await this.submit();
    });
    this.footer.setBusy(false);
    this.footer.showProof(form);
  }

  async explainFailure(error) {
    if (error.code === NOT_PROVED) {
      this.askForProof();
      return;
    }
    // Somewhere else the draft may have changed: show what it is now beside the reason.
    if (error.status === 409) {
      await this.context.draft.refresh().catch(() => {});
      this.footer.withdrawConsent();
    }
    this.footer.setBusy(false);
    this.footer.setProblem(error.status && !error.retryable ? error.message : texts.review.submitFailed);
  }
}

/** Changes when questions or departments come or go, not when an answer changes. */
function structureOf(draft) {
  const groups = draft.groups.map((group) => [group.title, group.rows.map((row) => row.id)]);
  return JSON.stringify([draft.path, groups, draft.departments]);
}

function eachRow(draft, visit) {
  draft.groups.forEach((group) => group.rows.forEach(visit));
}
