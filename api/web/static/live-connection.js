import { ApiError } from './api-client.js';
import { texts } from './texts.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
const ANSWER_TIMEOUT_MS = 30000;
/** The server knows nobody by this cookie, or does not let this page in: trying again would not help. */
const FINAL_CODES = [4403, 4404];

/**
 * The conversation over a WebSocket. While it is not open, messages go over HTTP and news are asked for;
 * what both bring is recognised by its number, so nothing is lost and nothing is shown twice.
 */
export class LiveConnection {
  /**
   * @param {string} url ws(s)://…
   * @param {Object} options
   * @param {() => number} options.lastSeq what the page shows already
   * @param {(answer: {conversation: string, messages: Object[]}) => void} options.onNews
   * @param {(open: boolean) => void} options.onOpen
   */
  constructor(url, options) {
    this.url = url;
    this.options = options;
    this.waiting = new Map();
    this.pause = FIRST_PAUSE_MS;
    this.connectNow = this.connectNow.bind(this);
  }

  get isOpen() {
    return Boolean(this.socket) && this.socket.readyState === WebSocket.OPEN;
  }

  start() {
    if (typeof WebSocket === 'undefined') return;
    this.active = true;
    window.addEventListener('online', this.connectNow);
    this.connectNow();
  }

  stop() {
    this.active = false;
    clearTimeout(this.timer);
    window.removeEventListener('online', this.connectNow);
    if (this.socket) this.socket.close();
  }

  connectNow() {
    clearTimeout(this.timer);
    if (!this.active || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.pause = FIRST_PAUSE_MS;
      this.tellSeen();
      this.options.onOpen(true);
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = (event) => this.lost(event.code);
  }

  /** Tells the server how far the page shows the conversation. */
  tellSeen() {
    if (this.isOpen) this.socket.send(JSON.stringify({ type: 'seen', seq: this.options.lastSeq() }));
  }

  /** @returns {Promise<{conversation: string, messages: Object[]}>} as the same call over HTTP */
  say(clientId, text) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.settle(clientId, (entry) => entry.reject(lostConnection())), ANSWER_TIMEOUT_MS);
      this.waiting.set(clientId, { resolve, reject, timer });
      this.socket.send(JSON.stringify({ type: 'say', client_id: clientId, text }));
    });
  }

  receive(heard) {
    if (heard.type === 'answered') this.settle(heard.client_id, (entry) => entry.resolve(heard));
    else if (heard.type === 'refused') {
      const { status, error } = heard;
      this.settle(heard.client_id, (entry) => entry.reject(new ApiError(status, error.code, error.message)));
    } else if (heard.type === 'messages') {
      this.options.onNews(heard);
      this.tellSeen();
    }
  }

  settle(clientId, end) {
    const entry = this.waiting.get(clientId);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.waiting.delete(clientId);
    end(entry);
  }

  lost(code) {
    this.options.onOpen(false);
    // They are sent again over HTTP, under the same id.
    Array.from(this.waiting.keys()).forEach((id) => this.settle(id, (entry) => entry.reject(lostConnection())));
    if (!this.active || FINAL_CODES.indexOf(code) >= 0) return;
    this.timer = setTimeout(this.connectNow, this.pause * (0.5 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }
}

function lostConnection() {
  return new ApiError(0, 'network', texts.problems.network);
}
