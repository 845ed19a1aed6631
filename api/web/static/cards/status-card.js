import { el } from '../dom.js';
import { dateWithWeekday, shortDate } from '../format.js';
import { icon } from '../icons.js';
import { siteUrl } from '../site.js';
import { texts } from '../texts.js';

/** How a stage looks; what it is called comes from the server. */
const STAGE_LOOKS = {
  waiting: { tone: 'idle', mark: 'lock' },
  dispatched: { tone: 'busy', mark: 'send_paper' },
  received: { tone: 'busy', mark: 'dots' },
  accepted: { tone: 'busy', mark: 'dots' },
  under_review: { tone: 'busy', mark: 'dots' },
  suspended: { tone: 'busy', mark: 'clock' },
  supplement_requested: { tone: 'attention', mark: 'alert' },
  granted: { tone: 'done', mark: 'check' },
  refused: { tone: 'bad', mark: 'close' },
  not_accepted: { tone: 'bad', mark: 'close' },
  withdrawn: { tone: 'idle', mark: 'minus' },
};
const OTHER_LOOK = { tone: 'busy', mark: 'dots' };
const CLOSED_TONES = ['done', 'bad'];

/** The progress of one case: a bar for the glance, a row for every department. */
export class StatusCard {
  constructor(status) {
    const { tasks } = status;
    const done = tasks.filter((task) => task.stage === 'granted').length;
    this.element = el('details', { class: 'card status', open: true },
      el('summary', {}, el('span', { class: 'status-head' },
        el('strong', { class: 'status-title', text: status.path_name }),
        el('span', { class: `stage-chip ${caseTone(tasks, done)}`, text: status.stage_text }),
        el('span', { class: 'status-number', text: status.case_no }),
        icon('down'))),
      el('div', { class: 'status-body' },
        el('div', { class: 'status-glance' },
          el('p', {},
            el('b', { text: done === tasks.length ? texts.status.allDone(done) : texts.status.progress(done, tasks.length) }),
            status.promised_by && done < tasks.length
              && el('span', { text: texts.status.promised(dateWithWeekday(status.promised_by)) })),
          el('div', { class: 'segments', 'aria-hidden': 'true' },
            doneFirst(tasks).map((task) => el('i', { class: look(task).tone })))),
        steps(tasks)));
  }

  /** Older news of the same case folds up and leaves the stage to the newest. */
  update({ current }) {
    if (this.current === current) return;
    this.current = current;
    this.element.open = current;
    this.element.classList.toggle('superseded', !current);
  }
}

/** The departments' shares in their order: what waits for something stands in a later step than that. */
function steps(tasks) {
  const numbers = Array.from(new Set(tasks.map((task) => task.step || 1))).sort((one, other) => one - other);
  if (numbers.length === 1) return el('ul', { class: 'tasks' }, tasks.map(taskRow));
  return el('ol', { class: 'case-steps' }, numbers.map((number) => {
    const inside = tasks.filter((task) => (task.step || 1) === number);
    const done = inside.filter((task) => task.stage === 'granted').length;
    return el('li', { class: `case-step ${stepTone(inside, done)}` },
      el('p', { class: 'case-step-head' },
        el('span', { class: 'case-step-mark', 'aria-hidden': 'true' }, done === inside.length ? icon('check') : String(number)),
        el('b', { text: texts.plan.stage(number) }),
        el('span', { text: texts.status.ofStep(done, inside.length) })),
      el('ul', { class: 'tasks' }, inside.map(taskRow)));
  }));
}

function stepTone(tasks, done) {
  return tasks.every((task) => task.stage === 'waiting') ? 'idle' : caseTone(tasks, done);
}

function look(task) {
  return STAGE_LOOKS[task.stage] || OTHER_LOOK;
}

function caseTone(tasks, done) {
  const tones = tasks.map((task) => look(task).tone);
  if (done === tasks.length) return 'done';
  if (tones.indexOf('attention') >= 0) return 'attention';
  if (tones.indexOf('bad') >= 0) return 'bad';
  return 'busy';
}

/** The bar fills from the left, whatever order the departments are listed in. */
function doneFirst(tasks) {
  const rank = { done: 0, bad: 1, attention: 2, busy: 3, idle: 4 };
  return tasks.slice().sort((one, other) => rank[look(one).tone] - rank[look(other).tone]);
}

function taskRow(task) {
  const { tone, mark } = look(task);
  const closed = CLOSED_TONES.indexOf(tone) >= 0;
  const waits = task.stage === 'waiting' && task.waits_for.length > 0;
  return el('li', { class: `task ${tone}` },
    el('span', { class: 'task-mark' }, icon(mark)),
    el('div', { class: 'task-main' },
      el('p', { class: 'task-item', text: task.item }),
      el('p', { class: 'task-department', text: task.department })),
    el('div', { class: 'task-side' },
      el('span', { class: `stage-chip ${tone}`, text: task.stage_text }),
      !closed && task.due && el('span', { class: 'task-due', text: texts.status.due(shortDate(task.due)) })),
    el('div', { class: 'task-details' },
      waits && el('p', { text: texts.status.waitsFor(task.waits_for) }),
      task.licence_no && el('p', { class: 'licence', text: texts.status.licence(task.licence_name, task.licence_no) }),
      task.licence_url && el('a', {
        class: 'button licence-download', href: siteUrl(task.licence_url), target: '_blank', rel: 'noopener',
        text: texts.status.download(task.licence_name),
      }),
      task.opinion && el('blockquote', { class: 'task-opinion' },
        el('b', { text: texts.status.opinion }), el('span', { text: task.opinion }))));
}
