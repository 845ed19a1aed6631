import { ApiClient } from './api-client.js';
import { CasesSheet } from './cases-sheet.js';
import { Composer } from './composer.js';
import { el, fill, show } from './dom.js';
import { DraftState } from './draft-state.js';
import { icon } from './icons.js';
import { followVoice, isEnglish } from './language.js';
import { LiveConnection } from './live-connection.js';
import { MessageList } from './message-list.js';
import { NewsPoller } from './news-poller.js';
import { Outbox } from './outbox.js';
import { withRetry } from './retry.js';
import { ReviewSheet } from './review-sheet.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { siteUrl } from './site.js';
import { styleSheet } from './styles.js';
import { isLargeText, setLargeText } from './text-size.js';
import { texts } from './texts.js';

const STYLE_SHEETS = ['chat', 'cards', 'sheets'];
const SLOW_REPLY_MS = 6000;
const CARDS_OF_AN_OPEN_DRAFT = ['plan', 'upload', 'scan', 'review'];

/**
 * `<yichuang-chat api="/api/v1">`: the whole conversation of a citizen.
 *
 * Colours and sizes follow the custom properties --yc-brand, --yc-paper,
 * --yc-font-size … of the page (see styles/chat.css).
 */
class YichuangChat extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.build();
    this.start();
  }

  disconnectedCallback() {
    this.poller.stop();
    this.live.stop();
  }

  openCases() {
    this.casesSheet.open();
  }

  findByNumber() {
    this.casesSheet.find();
  }

  /** Large type goes with simpler words; in English there is only one way to say things. */
  speakSimply(simply) {
    if (!isEnglish) this.api.setVoice(simply ? 'elder' : 'plain').catch(() => {});
  }

  /** Writes a message for the citizen, who may still change it before sending it. */
  suggest(text) {
    this.composer.takeBack(text);
  }

  build() {
    this.attachShadow({ mode: 'open' });
    this.api = new ApiClient(this.getAttribute('api') || siteUrl('/api/v1'));
    this.draft = new DraftState(this.api);
    /** What messages and cards may ask of the conversation. */
    this.opened = new Promise((resolve) => { this.noteOpened = resolve; });
    const context = {
      api: this.api,
      draft: this.draft,
      sendText: (text) => this.sendText(text),
      openReview: () => this.reviewSheet.open(),
      onMessages: (messages) => this.receive(messages, 'reply'),
      onProved: (answer) => this.takeAnswer(answer),
      startAnew: () => this.openConversation(),
      opened: () => this.opened,
      onPendingGone: (clientId) => this.outbox.remove(clientId),
    };
    this.list = new MessageList(context);
    this.composer = new Composer({
      onSend: (text) => this.sendText(text),
      onAttach: () => this.list.liveUploadCard().choose(),
    });
    this.outbox = new Outbox({
      send: (clientId, text) => (this.live.isOpen ? this.live.say(clientId, text) : this.api.sendMessage(clientId, text)),
      onQueued: (entry) => this.showQueued(entry),
      onSent: (answer) => this.takeAnswer(answer),
      onFailed: (entry, error) => this.showFailed(entry, error),
      onState: (state) => this.showTyping(state),
    });
    this.live = new LiveConnection(this.api.liveUrl(), {
      lastSeq: () => this.list.lastSeq,
      onNews: (answer) => this.takeNews(answer),
      onOpen: (open) => this.poller.rest(open),
    });
    this.poller = new NewsPoller(() => this.fetchNews(), (connected) => show(this.offline, !connected));
    this.layOut();
    this.reviewSheet = new ReviewSheet(this.frame, context);
    this.casesSheet = new CasesSheet(this.frame, context);
    this.draft.subscribe((draft) => show(this.draftBar, draft !== null));
    const large = () => this.frame.classList.toggle('large-type', isLargeText());
    document.addEventListener('yichuang-text-size', large);
    large();
  }

  layOut() {
    this.typing = el('p', { class: 'typing', role: 'status', hidden: true });
    this.opening = el('div', { class: 'opening' });
    this.offline = el('p', { class: 'offline', role: 'status', hidden: true, text: texts.chat.offline });
    this.draftBar = el('button', {
      type: 'button', class: 'draft-bar', hidden: true, on: { click: () => this.reviewSheet.open() },
    }, icon('file'), el('span', { text: texts.chat.seeDraft }), icon('right'));
    const jump = el('button', { type: 'button', class: 'jump', hidden: true },
      el('span', {}), icon('down'));
    // With nothing to press in it (an old question), the keyboard could not scroll it otherwise.
    const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': texts.chat.log },
      el('div', { class: 'column' }, welcome(), this.opening, this.list.element, this.typing));
    const content = el('div', { class: 'content' }, scroller,
      el('div', { class: 'dock' }, jump, this.offline,
        el('div', { class: 'column dock-column' }, this.draftBar, this.composer.element)));
    this.frame = el('div', { class: 'frame' }, content);
    this.scroll = new ScrollKeeper(scroller, jump);
    this.shadowRoot.append(...STYLE_SHEETS.map(styleSheet), this.frame);
  }

  async start() {
    fill(this.opening, el('p', { class: 'opening-text', text: texts.chat.opening }));
    show(this.opening, true);
    try {
      await withRetry(() => this.openConversation());
    } catch (error) {
      fill(this.opening,
        el('p', { class: 'opening-text', role: 'alert', text: error.status ? error.message : texts.chat.openFailed }),
        el('button', { type: 'button', class: 'button', text: texts.chat.openRetry, on: { click: () => this.start() } }));
      return;
    }
    show(this.opening, false);
    this.list.announceFromNowOn();
    this.scroll.animateFromNowOn();
    this.outbox.restore();
    this.poller.start();
    this.live.start();
    this.composer.focusIfMouse();
  }

  async openConversation() {
    const conversation = await this.api.openConversation();
    if (conversation.id !== this.conversationId) this.list.clear();
    this.conversationId = conversation.id;
    this.noteOpened();
    followVoice(conversation.voice);
    this.receive(conversation.messages, 'history');
    if (conversation.open_draft) this.draft.refreshQuietly();
    else this.draft.replace(null);
  }

  async fetchNews() {
    try {
      await this.takeNews(await this.api.messagesAfter(this.list.lastSeq));
    } catch (error) {
      // The session ended (cookie expired or cleared): begin or resume another one.
      if (error.status !== 401 && error.status !== 404) throw error;
      await this.openConversation();
    }
  }

  /** What was said may have led into the conversation that the same citizen had elsewhere: then that is shown. */
  async takeAnswer({ messages, conversation }) {
    if (conversation === this.conversationId) {
      this.receive(messages, 'reply');
      return;
    }
    try {
      await withRetry(() => this.openConversation());
    } catch {
      // The next look for news tries again.
    }
  }

  async takeNews({ messages, conversation }) {
    if (messages.length > 0) this.casesSheet.look();
    if (conversation === this.conversationId) this.receive(messages, 'news');
    else await this.openConversation();
  }

  /** @param {'history'|'reply'|'news'} kind decides where the conversation scrolls to */
  receive(messages, kind) {
    const added = this.list.add(messages);
    if (added.length === 0) return;
    if (kind !== 'history') {
      this.followDraft(added);
      added.forEach((view) => followVoiceCard(view.message.card));
    }
    const uploadCard = this.list.liveUploadCard();
    this.composer.offerAttach(uploadCard && uploadCard.materialName);
    this.composer.setConversationStarted(this.list.views.some((view) => view.message.role === 'citizen'));
    if (kind === 'history') this.scroll.toEnd();
    else if (kind === 'reply') this.scroll.revealReply(added[0].element);
    else this.scroll.revealNews(added[0].element);
  }

  /** Cards tell whether an application is open; its content is then fetched anew. */
  followDraft(added) {
    const types = added.map((view) => view.card && view.message.card.type);
    if (types.indexOf('receipt') >= 0) this.draft.replace(null);
    else if (types.some((type) => CARDS_OF_AN_OPEN_DRAFT.indexOf(type) >= 0)) this.draft.refreshQuietly();
  }

  sendText(text) {
    this.outbox.push(text);
    this.composer.focusIfMouse();
  }

  showQueued(entry) {
    this.list.addPending(entry.clientId, entry.text);
    this.scroll.toEnd();
  }

  showFailed(entry, error) {
    if (error.retryable) {
      this.list.failPending(entry.clientId, texts.chat.resend, () => this.outbox.resend());
    } else {
      // The same words would be refused again, so they go back into the text box.
      this.list.failPending(entry.clientId, texts.chat.refused(error.message), () => {
        this.list.removePending(entry.clientId);
        this.composer.takeBack(entry.text);
      });
    }
  }

  showTyping(state) {
    clearTimeout(this.slowReply);
    show(this.typing, state !== 'idle');
    if (state === 'idle') return;
    const dots = el('span', { class: 'typing-dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
    const say = (text, drawn) => fill(this.typing, dots, el('span', { class: drawn ? '' : 'for-readers', text }));
    say(state === 'retrying' ? texts.chat.typingRetry : texts.chat.typing, state === 'retrying');
    if (state === 'sending') this.slowReply = setTimeout(() => say(texts.chat.typingSlow, true), SLOW_REPLY_MS);
    this.scroll.toEnd();
  }
}

/** The citizen asked to be spoken to in another way, and the answer says which. */
function followVoiceCard(card) {
  if (!card || card.type !== 'voice') return;
  if (card.voice !== 'en') setLargeText(card.voice === 'elder');
  followVoice(card.voice);
}

function welcome() {
  const steps = texts.welcome.steps.map((step) => el('li', {}, el('span', { text: step })));
  return el('section', { class: 'welcome' },
    el('span', { class: 'welcome-mark' }, icon('window')),
    el('h1', { text: texts.welcome.title }),
    el('p', {}, texts.welcome.lead.map((phrase) => el('span', { text: phrase }))),
    el('ol', { class: 'welcome-steps' }, steps));
}

customElements.define('yichuang-chat', YichuangChat);
