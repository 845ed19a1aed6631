import { el, show } from '../dom.js';
import { icon } from '../icons.js';
import { siteUrl } from '../site.js';
import { texts } from '../texts.js';
import { Uploader } from '../upload.js';

/** Asks for one material and takes its files right in the conversation. */
export class UploadCard {
  constructor({ material }, context) {
    this.materialName = material.name;
    this.live = true;
    this.uploader = new Uploader(material, context);
    this.closedNote = el('p', { class: 'card-note', hidden: true });
    this.element = el('section', { class: 'card upload', 'aria-label': material.name },
      el('header', { class: 'card-head' },
        el('span', { class: 'card-mark' }, icon('file')),
        el('div', {},
          el('h3', {},
            el('span', { text: material.name }),
            material.optional && el('span', { class: 'tag', text: texts.upload.optional })),
          material.needed_by.length > 0
            && el('p', { class: 'card-sub', text: texts.upload.neededBy(material.needed_by) }))),
      material.hint && el('p', { class: 'card-hint', text: material.hint }),
      material.sample && el('details', { class: 'sample' },
        el('summary', { text: texts.upload.sample }),
        el('img', { src: siteUrl(material.sample.url), alt: material.sample.shows, loading: 'lazy' })),
      this.uploader.element,
      this.closedNote);
  }

  choose() {
    this.uploader.choose();
  }

  update({ current, submitted }) {
    this.live = current && !submitted;
    show(this.uploader.element, this.live);
    show(this.closedNote, !this.live);
    this.closedNote.textContent = submitted ? texts.upload.closed : texts.upload.superseded;
    this.element.classList.toggle('superseded', !this.live);
  }
}
