import { el } from './dom.js';
import { momentText } from './format.js';
import { texts } from './texts.js';
import { cardIdentity } from './cards/index.js';
import { MessageView } from './message-view.js';

const QUIET_GAP_MS = 10 * 60 * 1000;

/**
 * The conversation on screen: every message once, in order of seq, the
 * citizen's unsent messages at the end.
 */
export class MessageList {
  constructor(context) {
    this.context = context;
    this.views = [];
    this.pending = [];
    // Not live until the history is in, or a screen reader would read all of it.
    this.element = el('div', { class: 'log', role: 'log', 'aria-label': texts.chat.log, 'aria-live': 'off', 'aria-relevant': 'additions' });
  }

  announceFromNowOn() {
    this.element.setAttribute('aria-live', 'polite');
  }

  get lastSeq() {
    return this.views.length > 0 ? this.views[this.views.length - 1].message.seq : 0;
  }

  clear() {
    this.views.concat(this.pending).forEach((view) => view.element.remove());
    this.views = [];
    this.pending = [];
  }

  /** @returns {MessageView[]} the views of those messages that were not shown before */
  add(messages) {
    const known = new Set(this.views.map((view) => view.message.seq));
    const added = [];
    messages.forEach((message) => {
      if (known.has(message.seq)) return;
      known.add(message.seq);
      if (message.client_id) this.removePending(message.client_id);
      added.push(this.insert(new MessageView(message, this.context)));
    });
    if (added.length > 0) this.refresh();
    return added;
  }

  insert(view) {
    let index = this.views.length;
    while (index > 0 && this.views[index - 1].message.seq > view.message.seq) index -= 1;
    const next = this.views[index] || this.pending[0];
    this.element.insertBefore(view.element, next ? next.element : null);
    this.views.splice(index, 0, view);
    return view;
  }

  /** Shows a message of the citizen before the server has confirmed it. */
  addPending(clientId, text) {
    const existing = this.findPending(clientId);
    if (existing) {
      existing.setFailed(null);
      return;
    }
    const message = { seq: null, role: 'citizen', text, at: new Date().toISOString(), client_id: clientId };
    const view = new MessageView(message, this.context);
    this.pending.push(view);
    this.element.append(view.element);
    this.refresh();
  }

  failPending(clientId, explanation, onResend) {
    const view = this.findPending(clientId);
    if (view) view.setFailed(explanation, onResend);
  }

  findPending(clientId) {
    return this.pending.find((view) => view.message.client_id === clientId);
  }

  removePending(clientId) {
    const view = this.findPending(clientId);
    if (!view) return;
    view.element.remove();
    this.pending = this.pending.filter((other) => other !== view);
    this.context.onPendingGone(clientId);
  }

  /** The upload card a file would belong to now, if one is being asked for. */
  liveUploadCard() {
    const cards = this.views.map((view) => view.card).filter((card) => card && card.choose && card.live);
    return cards[cards.length - 1] || null;
  }

  refresh() {
    const all = this.views.concat(this.pending);
    all.forEach((view, index) => refreshHeading(view, all[index - 1]));
    refreshChoices(all);
    refreshCards(this.views);
  }
}

function refreshHeading(view, previous) {
  const { message } = view;
  const gap = previous ? new Date(message.at) - new Date(previous.message.at) : Infinity;
  const newDay = previous && new Date(message.at).toDateString() !== new Date(previous.message.at).toDateString();
  const showMoment = gap > QUIET_GAP_MS || newDay;
  view.setMoment(showMoment ? momentText(message.at) : null);
  const sameSpeaker = previous && previous.message.role === message.role && !showMoment;
  view.setSpeakerDrawn(message.role !== 'citizen' && !sameSpeaker);
  view.element.classList.toggle('continues', Boolean(sameSpeaker));
}

/**
 * Only the newest question can be answered by button. News of a department that
 * arrives in between asks nothing and so does not take the question away.
 */
function refreshChoices(all) {
  let answer = null;
  let answered = false;
  let newest = true;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const view = all[index];
    if (view.message.role === 'citizen') {
      answer = view.message.text;
      answered = true;
    } else if (view.choices.length > 0) {
      view.setChoices(newest && !answered, answer);
      newest = false;
      answer = null;
    }
  }
}

/** Tells each card whether a newer one replaces it and whether its application went off. */
function refreshCards(views) {
  const seen = new Set();
  let submittedLater = false;
  for (let index = views.length - 1; index >= 0; index -= 1) {
    const { card, message } = views[index];
    if (!card) continue;
    const identity = cardIdentity(message.card);
    if (card.update) card.update({ current: !seen.has(identity), submitted: submittedLater });
    seen.add(identity);
    if (message.card.type === 'receipt') submittedLater = true;
  }
}
