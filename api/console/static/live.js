/* Whether a page that follows what happens is still connected, and what it does when somebody takes a conversation. */
'use strict';

const connection = document.getElementById('connection');

document.addEventListener('htmx:sse:after:connection', () => { connection.hidden = true; });
document.addEventListener('htmx:sse:error', (event) => {
  connection.hidden = false;
  // The log-in has ended: its page says so, unless something is being written here that would be lost.
  if (event.detail.status === 401 && !beingWritten()) location.reload();
});

function beingWritten() {
  return Array.from(document.querySelectorAll('textarea')).some((each) => each.value !== each.defaultValue);
}

/* --- a conversation ------------------------------------------------------------------------------------------ */

const log = document.getElementById('log');
if (log) {
  const newest = () => log.lastElementChild && log.lastElementChild.scrollIntoView({ block: 'nearest' });
  newest();
  log.addEventListener('htmx:sse:after:message', newest);
  // Other forms belong to it then. What is being written stays until it is sent; sending it says what has become of it.
  log.addEventListener('taken', () => { if (!beingWritten()) location.reload(); });

  const reply = document.getElementById('reply');
  const canned = document.getElementById('canned');
  if (reply) {
    canned.addEventListener('change', () => {
      reply.value = [reply.value, canned.value].filter(Boolean).join('\n');
      canned.value = '';
      reply.focus();
    });
    reply.addEventListener('keydown', (event) => {
      if (event.ctrlKey && event.key === 'Enter') reply.form.requestSubmit();
    });
  }
}
