/** Remembers whether the citizen wants large text; CSS reads the attribute. */
const STORAGE_KEY = 'yichuang-text-size';
const ATTRIBUTE = 'data-text-size';

export function isLargeText() {
  return document.documentElement.getAttribute(ATTRIBUTE) === 'large';
}

export function setLargeText(large) {
  if (large) document.documentElement.setAttribute(ATTRIBUTE, 'large');
  else document.documentElement.removeAttribute(ATTRIBUTE);
  document.dispatchEvent(new Event('yichuang-text-size'));
  try {
    localStorage.setItem(STORAGE_KEY, large ? 'large' : 'normal');
  } catch {
    // Storage may be blocked (private mode); the choice then lasts for this visit.
  }
}

export function restoreTextSize() {
  try {
    if (localStorage.getItem(STORAGE_KEY) === 'large') setLargeText(true);
  } catch {
    // Nothing stored is readable: normal size.
  }
}
