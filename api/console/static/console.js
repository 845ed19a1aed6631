/* The console with the keyboard, and files beside the form. Without this script everything still works. */
'use strict';

const typing = (target) => target.closest('input, textarea, select') !== null;
const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); };

/* --- the list ----------------------------------------------------------------------------------------------- */

// The list is drawn anew when something changes in the department; so it is looked up each time, and the row that is
// stood on is remembered by its name.
const rows = () => Array.from(document.querySelectorAll('tr[data-task]'));
const boxes = () => Array.from(document.querySelectorAll('input[name="task"]'));
let at = '';

const place = () => rows().findIndex((row) => row.id === at);

function go(to) {
  const all = rows();
  if (all.length === 0) return;
  const row = all[Math.max(0, Math.min(all.length - 1, to))];
  at = row.id;
  const link = row.querySelector('a');
  link.focus();
  link.scrollIntoView({ block: 'nearest' });
}

function count() {
  const bar = document.getElementById('bulk');
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  document.getElementById('bulk-count').textContent = `选了${chosen}件`;
}

document.addEventListener('change', (event) => {
  if (event.target.id === 'all-tasks') boxes().forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches('#all-tasks, input[name="task"]')) count();
});
document.addEventListener('htmx:after:swap', count);
// The search is done: the keys move in the list again.
document.addEventListener('submit', (event) => { if (event.target.matches('form.find')) document.activeElement.blur(); });

/* --- the task ----------------------------------------------------------------------------------------------- */

const opinion = document.querySelector('textarea[name="opinion"]');
document.querySelectorAll('button[data-reason]').forEach((button) => button.addEventListener('click', () => {
  opinion.value = [opinion.value.trim(), button.dataset.reason].filter(Boolean).join('；');
  opinion.focus();
}));

const files = Array.from(document.querySelectorAll('a[data-file]'));
const viewer = document.getElementById('viewer');
let shown = 0;
let turned = 0;
let zoom = 1;

function show(index) {
  shown = (index + files.length) % files.length;
  turned = 0;
  zoom = 1;
  const file = files[shown];
  const isImage = file.dataset.file.startsWith('image/');
  const view = document.createElement(isImage ? 'img' : 'iframe');
  view.src = file.href;
  if (isImage) view.alt = file.textContent;
  else view.title = file.textContent;
  viewer.querySelector('.viewer-name').textContent = `${file.textContent}（${shown + 1}/${files.length}）`;
  viewer.querySelector('.viewer-page').replaceChildren(view);
  if (!viewer.open) viewer.showModal();
}

function draw() {
  const image = viewer.querySelector('img');
  if (image) image.style.transform = `rotate(${turned}deg) scale(${zoom})`;
}

const VIEWER_KEYS = {
  ArrowRight: () => show(shown + 1),
  ArrowLeft: () => show(shown - 1),
  r: () => { turned += 90; draw(); },
  '+': () => { zoom *= 1.25; draw(); },
  '-': () => { zoom /= 1.25; draw(); },
};

if (viewer) {
  files.forEach((file, index) => file.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(index);
  }));
  viewer.querySelectorAll('button[data-key]').forEach((button) => {
    button.addEventListener('click', () => VIEWER_KEYS[button.dataset.key]());
  });
  viewer.querySelector('.viewer-close').addEventListener('click', () => viewer.close());
}

/* --- the keyboard ------------------------------------------------------------------------------------------- */

const help = document.getElementById('keys');
const KEYS = {
  j: () => go(place() + 1),
  k: () => go(place() - 1),
  x: () => { const row = rows()[place()]; const box = row && row.querySelector('input'); if (box) box.click(); },
  '/': () => { const search = document.querySelector('input[type="search"]'); if (search) search.focus(); },
  n: () => press('a[rel="next"]'),
  u: () => press('a[rel="up"]'),
  v: () => { if (files.length) show(0); },
  o: () => { if (opinion) opinion.focus(); },
  '?': () => { if (help) help.showModal(); },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (viewer && viewer.open) {
    const act = VIEWER_KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
    return;
  }
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
