const INTERVAL_MS = 4000;
const LONGEST_INTERVAL_MS = 30000;
/** While news come by themselves, asking is only a precaution. */
const RESTING_INTERVAL_MS = 60000;
/** One lost request is normal on a phone; only then is it worth telling. */
const FAILURES_BEFORE_NOTICE = 2;

/** Asks for new messages while the page is visible, more slowly while it fails. */
export class NewsPoller {
  /**
   * @param {() => Promise<void>} fetchNews
   * @param {(connected: boolean) => void} onConnection
   */
  constructor(fetchNews, onConnection) {
    this.fetchNews = fetchNews;
    this.onConnection = onConnection;
    this.failures = 0;
    this.timer = null;
    this.active = false;
    this.resting = false;
    this.pollNow = this.pollNow.bind(this);
  }

  start() {
    this.active = true;
    document.addEventListener('visibilitychange', this.pollNow);
    window.addEventListener('online', this.pollNow);
    this.schedule();
  }

  stop() {
    this.active = false;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.pollNow);
    window.removeEventListener('online', this.pollNow);
  }

  /** @param {boolean} resting whether news come by themselves */
  rest(resting) {
    this.resting = resting;
    if (resting) this.onConnection(true);
    if (this.active) this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    const interval = this.resting ? RESTING_INTERVAL_MS : Math.min(INTERVAL_MS * 2 ** this.failures, LONGEST_INTERVAL_MS);
    this.timer = setTimeout(this.pollNow, interval);
  }

  async pollNow() {
    clearTimeout(this.timer);
    if (document.hidden || this.polling) return;
    this.polling = true;
    try {
      await this.fetchNews();
      this.failures = 0;
      this.onConnection(true);
    } catch {
      this.failures += 1;
      this.onConnection(this.failures < FAILURES_BEFORE_NOTICE);
    } finally {
      this.polling = false;
    }
    if (this.active) this.schedule();
  }
}
