/** Waits between attempts; together with the attempts about one minute. */
const DELAYS_MS = [1000, 2000, 4000, 8000, 15000, 15000, 15000];
const BUDGET_MS = 60000;

/**
 * Repeats an idempotent request while it fails in a way that may heal by itself.
 *
 * @template T
 * @param {() => Promise<T>} request rejects with an error carrying `retryable`
 * @param {() => void} [onRetry] called before every further attempt
 * @returns {Promise<T>}
 */
export async function withRetry(request, onRetry) {
  const deadline = Date.now() + BUDGET_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const wait = DELAYS_MS[attempt];
      if (!error.retryable || wait === undefined || Date.now() + wait > deadline) throw error;
      if (onRetry) onRetry();
      await pauseOrOnline(wait);
    }
  }
}

/** Ends early when the phone is back on the network: no reason to wait longer. */
function pauseOrOnline(milliseconds) {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    window.addEventListener('online', finish);
  });
}
