import { el } from '../dom.js';
import { dateWithWeekday } from '../format.js';
import { icon } from '../icons.js';
import { siteUrl } from '../site.js';
import { isLargeText } from '../text-size.js';
import { texts } from '../texts.js';
import { stagesPicture } from './plan-stages.js';

const CHANGE_ICONS = { added: 'plus', removed: 'minus', days: 'clock' };

/**
 * The plan of an application: what it costs the citizen, what runs when, and the days saved. In large type it would
 * stand between a reply and its question for many screens, so it begins folded up, with what matters most.
 */
export class PlanCard {
  constructor(plan) {
    const settled = plan.stages.every((stage) => stage.items.every((item) => item.certain));
    this.heading = el('span', { class: 'card-kicker', text: texts.plan.title });
    this.element = el('details', { class: 'card plan', open: !isLargeText() },
      el('summary', {}, el('span', { class: 'plan-head' },
        el('span', { class: 'plan-title' }, this.heading, el('strong', { text: plan.path.name }),
          el('span', { class: 'plan-brief', text: brief(plan, settled) })),
        icon('down'))),
      el('div', { class: 'plan-body' },
        changeList(plan.changes || []),
        promise(plan, settled),
        settled ? figures(plan) : feeOnly(plan),
        stagesPicture(plan.stages),
        comparison(settled ? plan.days : usualDays(plan)),
        results(plan.results || []),
        el('p', { class: 'plan-notice' }, el('a', { href: siteUrl('/guide/mine'), target: '_blank', text: texts.plan.notice }))));
  }

  /** A plan that has been replaced folds up, so that two plans are never mixed up. */
  update({ current }) {
    if (this.current === current) return;
    this.current = current;
    this.element.open = current && !isLargeText();
    this.element.classList.toggle('superseded', !current);
    this.heading.textContent = current ? texts.plan.title : texts.plan.superseded;
  }
}

function changeList(changes) {
  if (changes.length === 0) return null;
  const items = changes.map((change) => el('li', { class: `change ${change.kind}` },
    icon(CHANGE_ICONS[change.kind] || 'dots'),
    el('span', {},
      el('b', { text: texts.plan.changeKinds[change.kind] || '' }),
      el('span', { text: change.text }))));
  return el('div', { class: 'changes' },
    el('h4', { text: texts.plan.changes }),
    el('ul', {}, items));
}

/** What most people need; null when that is known exactly, or may be nothing: then only the span is told. */
function usualOf(plan, settled) {
  return (!settled && plan.typical_days && plan.typical_days.parallel) || null;
}

function brief(plan, settled) {
  const { min, max } = plan.days.parallel;
  const usual = usualOf(plan, settled);
  return texts.plan.brief(usual ? texts.plan.typically(usual) : texts.plan.workdays(min, max));
}

/**
 * While items are still uncertain the server's date and counts cover only the
 * certain ones, so a date or a number here would promise too much.
 */
function promise(plan, settled) {
  const { parallel } = plan.days;
  const usual = usualOf(plan, settled);
  return el('div', { class: 'promise' },
    usual && el('p', { class: 'promise-days', text: texts.plan.typically(usual) }),
    el('p', { class: usual ? 'promise-date' : 'promise-days', text: texts.plan.workdays(parallel.min, parallel.max) }),
    el('p', {
      class: 'promise-date',
      text: settled ? texts.plan.finishBy(dateWithWeekday(plan.finish_by)) : texts.plan.finishLater,
    }));
}

function figures(plan) {
  const { visits, entries } = plan;
  return el('dl', { class: 'figures' },
    figure(texts.plan.visits, texts.plan.visitsValue(visits.parallel), visits.none && texts.plan.visitsNone(visits.none)),
    entries.none > 0
      && figure(texts.plan.entries, texts.plan.entriesValue(entries.here), texts.plan.entriesNone(entries.none)),
    figure(texts.plan.fee, plan.fee_text, null));
}

/** What it costs may be said before everything is known: the server counts what may still be added. */
function feeOnly(plan) {
  return el('dl', { class: 'figures' }, figure(texts.plan.fee, plan.fee_text, null));
}

function figure(name, value, before) {
  return el('div', { class: 'figure' },
    el('dt', { class: 'for-readers', text: name }),
    el('dd', { class: 'figure-value', text: value }),
    before ? el('dd', { class: 'figure-before', text: before }) : null);
}

/** Until everything is answered the ways are compared for what most people need; least and most stay visible. */
function usualDays({ days, typical_days: typical }) {
  if (!typical) return days;
  const ways = Object.keys(days).map((way) => [way, { min: typical[way], max: Math.max(typical[way], days[way].max) }]);
  return Object.fromEntries(ways);
}

/** Bars of the three ways; the light end of a bar is the span between least and most days. */
function comparison(days) {
  const ways = Object.keys(texts.plan.compareRows).filter((way) => days[way]);
  const longest = Math.max(...ways.map((way) => days[way].max));
  if (longest === 0) return null;
  const rows = ways.map((way) => {
    const { min, max } = days[way];
    const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, el('i', { class: 'bar-max' }), el('i', { class: 'bar-min' }));
    bar.firstChild.style.width = `${(max / longest) * 100}%`;
    bar.lastChild.style.width = `${(min / longest) * 100}%`;
    return el('li', { class: `way ${way}` },
      el('span', { class: 'way-name', text: texts.plan.compareRows[way] }),
      bar,
      el('span', { class: 'way-days', text: texts.plan.workdays(min, max) }));
  });
  return el('div', { class: 'comparison' },
    el('h4', { text: texts.plan.compare }),
    el('ul', {}, rows));
}

function results(names) {
  if (names.length === 0) return null;
  return el('div', { class: 'results' },
    el('h4', { text: texts.plan.results }),
    el('ul', {}, names.map((name) => el('li', {}, icon('award'), el('span', { text: name })))));
}
