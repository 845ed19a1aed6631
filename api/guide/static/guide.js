// What the pages can do without is done here: text size and printing.
import { isLargeText, restoreTextSize, setLargeText } from '/static/text-size.js';

restoreTextSize();
const size = document.getElementById('text-size');
const show = () => size.setAttribute('aria-pressed', String(isLargeText()));
size.hidden = false;
size.addEventListener('click', () => {
  setLargeText(!isLargeText());
  show();
});
show();
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
