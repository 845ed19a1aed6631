import './chat-widget.js';
import { el, show } from './dom.js';
import { icon } from './icons.js';
import { setSite, siteUrl } from './site.js';
import { styleSheet } from './styles.js';
import { isLargeText, restoreTextSize } from './text-size.js';
import { texts } from './texts.js';

/**
 * What `<script src="https://…/widget.js">` does on the page of another site: a button in a corner that opens the
 * conversation. Everything is drawn in a shadow tree, so neither page's styles reach the other.
 *
 * data-title="…" the name in the panel's head; data-side="left"; data-open: open from the beginning;
 * data-into="#element": fill that element instead of floating over the page.
 * Colours and sizes follow --yc-brand, --yc-paper, --yc-font-size … of the host page.
 */
function embed(script) {
  setSite(script.src);
  restoreTextSize();
  const { title, side, open, into } = script.dataset;
  const chat = el('yichuang-chat', { api: siteUrl('/api/v1') });
  const place = into && document.querySelector(into);
  const host = el('div', { class: 'yichuang-widget' });
  host.attachShadow({ mode: 'open' }).append(styleSheet('embed'));
  follow(host);
  if (place) {
    host.shadowRoot.append(el('div', { class: 'filled' }, chat));
    place.append(host);
    return;
  }
  const panel = el('section', { class: 'panel', hidden: true, 'aria-label': title || texts.page.brand },
    el('header', { class: 'panel-head' },
      el('span', { text: title || texts.page.brand }),
      el('button', { type: 'button', class: 'panel-close', 'aria-label': texts.embed.close, on: { click: () => turn(false) } },
        icon('close'))));
  const launcher = el('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false', on: { click: () => turn(panel.hidden) } },
    icon('window'), el('span', { text: title || texts.page.brand }));
  const turn = (opened) => {
    // Asked for only when somebody wants it: most visitors of the host page do not.
    if (opened && !chat.isConnected) panel.append(chat);
    show(panel, opened);
    launcher.setAttribute('aria-expanded', String(opened));
    (opened ? panel.querySelector('.panel-close') : launcher).focus();
  };
  host.shadowRoot.addEventListener('keydown', (event) => event.key === 'Escape' && !panel.hidden && turn(false));
  host.shadowRoot.append(el('div', { class: side === 'left' ? 'corner left' : 'corner' }, panel, launcher));
  document.body.append(host);
  if (open !== undefined) turn(true);
}

/** Large type is chosen in the conversation; on a page that is not ours it has to be passed on. */
function follow(host) {
  const apply = () => host.classList.toggle('large', isLargeText());
  document.addEventListener('yichuang-text-size', apply);
  apply();
}

const script = document.currentScript;
if (document.body) embed(script);
else document.addEventListener('DOMContentLoaded', () => embed(script));
