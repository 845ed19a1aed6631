import './chat-widget.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { isEnglish } from './language.js';
import { isLargeText, restoreTextSize, setLargeText } from './text-size.js';
import { texts } from './texts.js';

function pageHeader(chat) {
  const textSize = el('button', {
    type: 'button',
    class: 'header-button',
    on: {
      click: () => {
        setLargeText(!isLargeText());
        label();
        chat.speakSimply(isLargeText());
      },
    },
  });
  const label = () => {
    textSize.textContent = isLargeText() ? texts.page.normalText : texts.page.largeText;
  };
  label();
  document.addEventListener('yichuang-text-size', label);
  return el('div', { class: 'page-header-row' },
    el('p', { class: 'brand' },
      el('span', { class: 'brand-mark' }, icon('window')),
      el('span', { class: 'brand-name', text: texts.page.brand }),
      el('span', { class: 'brand-city', text: texts.page.city })),
    el('div', { class: 'header-actions' },
      el('button', {
        type: 'button', class: 'header-button', text: texts.page.myCases, on: { click: () => chat.openCases() },
      }),
      el('button', {
        type: 'button', class: 'header-button', lang: isEnglish ? 'zh-CN' : 'en', text: texts.page.language,
        on: { click: () => chat.sendText(texts.page.languageWish) },
      }),
      textSize));
}

/** On iPhones the keyboard covers the page instead of shrinking it; this keeps the text box above it. */
function followKeyboard() {
  const viewport = window.visualViewport;
  if (!viewport) return;
  viewport.addEventListener('resize', () => {
    // A pinch zoom also changes the height, but must leave the layout alone.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty('--visible-height', `${viewport.height}px`);
    window.scrollTo(0, 0);
  });
}

/** Somebody who comes by a link from WeChat finds there, by their number, what they said and filled in before. */
function findWhatWas(chat) {
  if (!new URLSearchParams(window.location.search).has('find')) return;
  window.history.replaceState(null, '', window.location.pathname);
  chat.findByNumber();
}

/** Somebody who comes from the guide finds their wish already written. */
function takeWish(chat) {
  const wish = new URLSearchParams(window.location.search).get('say');
  if (!wish) return;
  chat.suggest(wish);
  window.history.replaceState(null, '', window.location.pathname);
}

if (isEnglish) document.documentElement.lang = 'en';
restoreTextSize();
document.getElementById('page-header').append(pageHeader(document.querySelector('yichuang-chat')));
document.getElementById('page-footer').append(
  el('span', { text: texts.page.footer }),
  el('span', {},
    el('span', { class: 'in-normal-type', text: texts.page.footerHelp }),
    el('span', { class: 'in-large-type', text: texts.page.footerHelpShort }),
    ' ', el('a', { href: 'tel:12345', text: '12345' })),
  el('a', { href: '/guide', text: texts.page.guide }));
takeWish(document.querySelector('yichuang-chat'));
findWhatWas(document.querySelector('yichuang-chat'));
followKeyboard();
