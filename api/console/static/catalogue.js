/* Writing the catalogue: line numbers, the linter's findings while typing, and nothing lost by leaving the page.
   Without this script everything can still be written, saved and checked. */
'use strict';

const ask = document.querySelectorAll('form[data-ask]');
ask.forEach((form) => form.addEventListener('submit', (event) => { if (!confirm(form.dataset.ask)) event.preventDefault(); }));

const tries = document.getElementById('try');
if (tries) tries.addEventListener('submit', (event) => { event.preventDefault(); location.href = tries.querySelector('select').value; });

/* --- leaving with something unsaved -------------------------------------------------------------------------- */

const written = document.querySelector('#source, #form');
let unsaved = false;
if (written) {
  written.addEventListener('input', () => { unsaved = true; });
  written.addEventListener('submit', () => { unsaved = false; });
  addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') { event.preventDefault(); written.requestSubmit(); }
  });
}

/* --- the file as it is --------------------------------------------------------------------------------------- */

const source = document.getElementById('source');
if (source) {
  const text = source.querySelector('textarea');
  const gutter = source.querySelector('.gutter');
  const findings = document.getElementById('findings');
  const lineHeight = () => parseFloat(getComputedStyle(text).lineHeight);
  let wrong = new Set();
  let timer = 0;
  let latest = 0;

  const number = () => {
    const marks = text.value.split('\n').map((_, index) => {
      const mark = document.createElement('span');
      mark.textContent = `${index + 1}\n`;
      if (wrong.has(index + 1)) mark.className = 'wrong';
      return mark;
    });
    gutter.replaceChildren(...marks);
    gutter.scrollTop = text.scrollTop;
  };

  const goTo = (line) => {
    const lines = text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || '').length);
    text.scrollTop = Math.max(0, (line - 6) * lineHeight());
    text.scrollLeft = 0;
  };

  const here = source.querySelector('input[name=name]').value;
  const list = (found) => {
    wrong = new Set(found.filter((each) => each.file === here).map((each) => each.line));
    if (found.length === 0) {
      const fine = document.createElement('p');
      fine.className = 'fine';
      fine.textContent = '没有发现问题。';
      findings.replaceChildren(fine);
    } else {
      const all = document.createElement('ol');
      all.className = 'findings';
      found.forEach((each) => {
        const entry = document.createElement('li');
        const link = document.createElement('a');
        link.href = `#L${each.line}`;
        link.textContent = each.file === here ? `第 ${each.line} 行` : `${each.file} 第 ${each.line} 行`;
        if (each.file === here) link.dataset.line = each.line;
        entry.append(link, ` ${each.what}`);
        all.append(entry);
      });
      findings.replaceChildren(all);
    }
    number();
  };

  const check = async () => {
    latest += 1;
    const mine = latest;
    findings.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(source.dataset.check, { method: 'POST', body: new URLSearchParams(new FormData(source)) });
      if (answer.ok && mine === latest) list((await answer.json()).findings);
    } catch { /* The next change asks again; saving checks as well. */ }
    if (mine === latest) findings.removeAttribute('aria-busy');
  };

  findings.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-line]');
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
  text.addEventListener('scroll', () => { gutter.scrollTop = text.scrollTop; });
  text.addEventListener('input', () => { number(); clearTimeout(timer); timer = setTimeout(check, 600); });
  // The tabulator would leave the sheet; YAML wants blanks.
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || event.shiftKey || text.readOnly) return;
    event.preventDefault();
    text.setRangeText('  ', text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  });
  findings.querySelectorAll('a[data-line]').forEach((link) => wrong.add(Number(link.dataset.line)));
  number();
  const place = /^#L(\d+)$/.exec(location.hash);
  if (place) goTo(Number(place[1]));
}
