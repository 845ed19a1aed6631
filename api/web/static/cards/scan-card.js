import { el, show } from '../dom.js';
import { Uploader } from '../upload.js';

/** Offers to photograph a paper that answers the open question. */
export class ScanCard {
  constructor({ paper, max_mb: maxMb }, context) {
    const kinds = ['image/jpeg', 'image/png', 'application/pdf'];
    this.uploader = new Uploader({ id: null, name: paper.name, accept: kinds, max_mb: maxMb, offer: paper.offer }, context);
    this.element = el('section', { class: 'scan', 'aria-label': paper.offer }, this.uploader.element);
  }

  update({ current, submitted }) {
    show(this.element, current && !submitted);
  }
}
