import { withRetry } from './retry.js';

const STORAGE_KEY = 'yichuang-outbox';

/**
 * Sends the citizen's messages one after another, never out of order.
 *
 * Every message keeps its client_id through all attempts, so the server can
 * recognise a repeat. Unsent messages survive a reload of the tab.
 */
export class Outbox {
  /**
   * @param {Object} options
   * @param {(clientId: string, text: string) => Promise<{messages: Object[]}>} options.send
   * @param {(entry: {clientId: string, text: string}) => void} options.onQueued
   * @param {(answer: {messages: Object[], conversation: string}) => void} options.onSent
   * @param {(entry: {clientId: string, text: string}, error: Error) => void} options.onFailed
   * @param {(state: 'idle'|'sending'|'retrying') => void} options.onState
   */
  constructor(options) {
    this.options = options;
    this.entries = [];
    this.running = false;
  }

  push(text) {
    this.enqueue({ clientId: newUuid(), text, failed: false });
  }

  /** Sends a failed message again, with those that failed behind it. */
  resend() {
    this.entries.forEach((entry) => {
      if (entry.failed) {
        entry.failed = false;
        this.options.onQueued(entry);
      }
    });
    this.run();
  }

  /** Takes up what an earlier page of this tab could not send. */
  restore() {
    readStored().forEach((entry) => this.enqueue({ clientId: entry.clientId, text: entry.text, failed: false }));
  }

  /** Stops sending a message: the server has it, or the citizen takes it back. */
  remove(clientId) {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.clientId !== clientId);
    if (this.entries.length !== before) this.store();
  }

  enqueue(entry) {
    this.entries.push(entry);
    this.store();
    this.options.onQueued(entry);
    this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let entry = this.next(); entry; entry = this.next()) {
      this.options.onState('sending');
      await this.deliver(entry);
    }
    this.running = false;
    this.options.onState('idle');
  }

  next() {
    return this.entries.find((entry) => !entry.failed);
  }

  async deliver(entry) {
    const attempt = () => this.options.send(entry.clientId, entry.text);
    try {
      const answer = await withRetry(attempt, () => this.options.onState('retrying'));
      this.remove(entry.clientId);
      this.options.onSent(answer);
    } catch (error) {
      // Without a connection everything behind fails as well, or it would overtake this one.
      this.entries.forEach((waiting) => {
        if (waiting.failed || (waiting !== entry && !error.retryable)) return;
        waiting.failed = true;
        this.options.onFailed(waiting, error);
      });
    }
  }

  store() {
    try {
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify(this.entries));
    } catch {
      // Without storage the outbox lives as long as the page.
    }
  }
}

function readStored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY)) || [];
  } catch {
    return [];
  }
}

/** RFC 4122 version 4; crypto.randomUUID is missing on old phones and on plain http. */
function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
