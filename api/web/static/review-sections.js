import { el, fill } from './dom.js';
import { dateWithWeekday } from './format.js';
import { icon } from './icons.js';
import { texts } from './texts.js';
import { Uploader } from './upload.js';

/** The materials of the application, with upload and removal in place. */
export class MaterialsSection {
  constructor(context) {
    this.context = context;
    this.uploaders = new Map();
    this.element = el('section', { class: 'review-group' });
  }

  update(materials) {
    const focused = this.element.getRootNode().activeElement;
    const wanted = materials.filter((material) => material.status !== 'not_needed');
    const spared = materials.filter((material) => material.status === 'not_needed');
    this.element.hidden = materials.length === 0;
    fill(this.element,
      el('h3', { text: texts.review.materials }),
      wanted.map((material) => this.materialElement(material)),
      spared.length > 0 && el('div', { class: 'spared' },
        el('h4', { text: texts.review.notNeeded }),
        el('ul', {}, spared.map((material) => el('li', {}, icon('check'), el('span', { text: material.name }))))));
    // Moving an element in the document takes the focus from it.
    if (focused && this.element.contains(focused)) focused.focus({ preventScroll: true });
  }

  materialElement(material) {
    const missing = material.status === 'missing' && !material.optional;
    return el('div', { class: missing ? 'material open-point' : 'material' },
      el('p', { class: 'material-head' },
        el('span', { class: 'material-name', text: material.name }),
        el('span', { class: `material-status ${material.status}`, text: statusText(material) })),
      (material.needed_by || []).length > 0
        && el('p', { class: 'row-help', text: texts.upload.neededBy(material.needed_by) }),
      material.hint && el('p', { class: 'row-help', text: material.hint }),
      this.uploaderOf(material).element);
  }

  /** Kept between updates, so that a running upload keeps its progress bar. */
  uploaderOf(material) {
    if (!this.uploaders.has(material.id)) this.uploaders.set(material.id, new Uploader(material, this.context));
    return this.uploaders.get(material.id);
  }

  dispose() {
    this.uploaders.forEach((uploader) => uploader.unsubscribe());
    this.uploaders.clear();
  }
}

function statusText(material) {
  const optionalMissing = material.status === 'missing' && material.optional;
  return optionalMissing ? texts.upload.optional : texts.review.materialStatus[material.status];
}

/** What each department gets to see, folded up until somebody wants to know. */
export function departmentsSection(departments) {
  return el('section', { class: 'review-group' },
    el('h3', { text: texts.review.departments }),
    el('p', { class: 'row-help', text: texts.review.departmentsLead }),
    departments.map((department) => el('details', { class: 'department' },
      el('summary', {}, el('span', { class: 'department-head' }, el('span', { text: department.name }), icon('down'))),
      el('dl', {},
        listed(texts.review.departmentItems, department.items),
        listed(texts.review.departmentFields, department.fields),
        listed(texts.review.departmentMaterials, department.materials)))));
}

function listed(name, values) {
  if (!values || values.length === 0) return null;
  return el('div', {}, el('dt', { text: name }), el('dd', { text: values.join(texts.dates.joint) }));
}

/** The line that says what submitting sets going. */
export function summaryLine(draft) {
  // Before everything is answered, more departments may join and the date may move.
  if (!draft.ready || draft.departments.length === 0) return null;
  return el('p', { class: 'review-summary' }, icon('clock'),
    el('span', { text: texts.review.summary(draft.departments.length, dateWithWeekday(draft.plan.finish_by)) }));
}
