import { el } from '../dom.js';
import { shortDate } from '../format.js';
import { icon } from '../icons.js';
import { texts } from '../texts.js';

/** A stage needs about this many characters of width to stand beside the next one. */
const STAGE_WIDTH_EM = 12.5;
/** Before the first answers much is uncertain; more such boxes than this only frighten. */
const MOST_UNCERTAIN_SHOWN = 1;

/**
 * The order of the approvals as a picture that is also a list: stages follow
 * each other, the items inside one stage run at the same time.
 */
export function stagesPicture(stages) {
  const list = el('ol', { class: 'stages' }, stages.map((stage) => stageElement(stage, stages.length)));
  const anyUncertain = stages.some((stage) => stage.items.some((item) => !item.certain));
  const picture = el('div', { class: 'stages-frame' },
    el('h4', { text: texts.plan.stages }),
    list,
    anyUncertain && el('p', { class: 'stages-note', text: texts.plan.uncertainNote }));
  layOutByWidth(list, stages.length);
  return picture;
}

function stageElement(stage, count) {
  const uncertain = stage.items.filter((item) => !item.certain && !item.likely);
  const together = stage.items.length > 1;
  const togetherText = stage.items.some((item) => !item.certain) ? texts.plan.togetherAtMost : texts.plan.together;
  const heading = el('p', { class: 'stage-head' },
    el('b', { text: texts.plan.stage(stage.number) }),
    together && el('span', { text: togetherText(stage.items.length) }));
  const folded = uncertain.length > MOST_UNCERTAIN_SHOWN;
  const shown = folded ? stage.items.filter((item) => item.certain || item.likely) : stage.items;
  return el('li', { class: 'stage' },
    el('div', { class: 'stage-box' },
      (count > 1 || together) && heading,
      el('ul', { class: 'items' }, shown.map(itemElement), folded && foldedItems(uncertain))),
    el('span', { class: 'stage-arrow', 'aria-hidden': 'true' }, icon('down')));
}

/** One box that names the uncertain items and unfolds to show each of them. */
function foldedItems(items) {
  return el('li', { class: 'item uncertain folded' },
    el('span', { class: 'item-tag', text: texts.plan.uncertain }),
    el('span', { class: 'item-names', text: texts.plan.names(items.map((item) => item.name)) }),
    el('details', { class: 'item-why' },
      el('summary', {}, el('span', { text: texts.plan.unfold(items.length) })),
      el('ul', { class: 'items' }, items.map(itemElement))));
}

/** Dates of an item that may drop out would mean nothing, so it is drawn without. */
function itemElement(item) {
  const waits = item.waits_for.length > 0 && el('span', { class: 'item-waits' }, icon('clock'),
    el('span', { text: texts.plan.waitsFor(item.waits_for) }));
  return el('li', { class: item.certain ? 'item' : 'item uncertain' },
    !item.certain && el('span', { class: 'item-tag', text: item.likely ? texts.plan.likely : texts.plan.uncertain }),
    el('strong', { class: 'item-name', text: item.name }),
    el('span', { class: 'item-department', text: item.department }),
    el('span', { class: 'item-days', text: item.days_text }),
    item.certain && itemDates(item),
    item.certain && waits,
    item.why && el('details', { class: 'item-why' },
      el('summary', {}, el('span', { text: texts.plan.why })),
      el('p', { text: item.why }),
      !item.certain && waits));
}

/** Two parts that wrap as wholes, so that no date is torn apart in a narrow box. */
function itemDates({ start, finish }) {
  return el('span', { class: 'item-dates' },
    el('span', { text: shortDate(start) }),
    ' ',
    finish !== start && el('span', { text: texts.plan.until(shortDate(finish)) }));
}

/**
 * Left to right where all stages fit side by side, top to bottom otherwise. A
 * media query cannot decide this: it knows neither the number of stages nor
 * whether the citizen reads large text.
 */
function layOutByWidth(list, count) {
  if (!window.ResizeObserver) return;
  const observer = new ResizeObserver(() => {
    const fontSize = parseFloat(getComputedStyle(list).fontSize);
    list.classList.toggle('across', count > 1 && list.clientWidth >= count * STAGE_WIDTH_EM * fontSize);
  });
  observer.observe(list);
}
