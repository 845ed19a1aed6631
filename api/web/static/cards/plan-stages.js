import { el } from '../dom.js';
import { shortDate } from '../format.js';
import { icon } from '../icons.js';
import { texts } from '../texts.js';

/** A stage needs about this many characters of width to stand beside the next one. */
const STAGE_WIDTH_EM = 12.5;

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
  const together = stage.items.length > 1;
  const heading = el('p', { class: 'stage-head' },
    el('b', { text: texts.plan.stage(stage.number) }),
    together && el('span', { text: texts.plan.together(stage.items.length) }));
  return el('li', { class: 'stage' },
    el('div', { class: 'stage-box' },
      (count > 1 || together) && heading,
      el('ul', { class: 'items' }, stage.items.map(itemElement))),
    el('span', { class: 'stage-arrow', 'aria-hidden': 'true' }, icon('down')));
}

function itemElement(item) {
  return el('li', { class: item.certain ? 'item' : 'item uncertain' },
    !item.certain && el('span', { class: 'item-tag', text: texts.plan.uncertain }),
    el('strong', { class: 'item-name', text: item.name }),
    el('span', { class: 'item-department', text: item.department }),
    el('span', { class: 'item-days', text: item.days_text }),
    item.start && item.finish && itemDates(item),
    item.waits_for.length > 0 && el('span', { class: 'item-waits' }, icon('clock'),
      el('span', { text: texts.plan.waitsFor(item.waits_for) })),
    item.why && el('details', { class: 'item-why' },
      el('summary', {}, el('span', { text: texts.plan.why })),
      el('p', { text: item.why })));
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
