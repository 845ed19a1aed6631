import { el, fill, show } from './dom.js';
import { fileKindsText } from './format.js';
import { icon } from './icons.js';
import { NOT_PROVED, ProofForm } from './proof-form.js';
import { shrinkPhoto } from './shrink-photo.js';
import { texts } from './texts.js';

const DEFAULT_KINDS = ['image/jpeg', 'image/png', 'application/pdf'];
const DEFAULT_MAX_MB = 10;
const BYTES_PER_MB = 1024 * 1024;

/** Takes, shows and removes the files of one material. */
export class Uploader {
  /**
   * @param {{id: string|null, name: string, accept?: string[], max_mb?: number, offer?: string}} material
   *   without an id the file is only read, to fill in answers; `offer` is what the button then says
   * @param {Object} context see YichuangChat
   */
  constructor(material, context) {
    this.material = material;
    this.context = context;
    this.kinds = material.accept || DEFAULT_KINDS;
    this.maxMb = material.max_mb || DEFAULT_MAX_MB;
    /** Files of a supplement: they belong to a submitted case and can no longer be removed. */
    this.supplements = [];
    this.files = el('ul', { class: 'files' });
    this.attempts = el('div', {});
    this.camera = this.fileInput({ accept: 'image/*', capture: 'environment' });
    this.picker = this.fileInput({ accept: this.kinds.join(','), multiple: true });
    this.chooseText = el('span', {});
    this.chooseButton = el('button', { type: 'button', class: 'button', on: { click: () => this.choose() } },
      icon('folder'), this.chooseText);
    this.element = el('div', { class: 'uploader' },
      this.files,
      this.attempts,
      el('div', { class: 'upload-buttons' },
        el('button', { type: 'button', class: 'button primary upload-camera', on: { click: () => this.camera.click() } },
          icon('camera'), el('span', { text: material.offer || texts.upload.takePhoto })),
        this.chooseButton),
      this.camera, this.picker,
      this.material.id !== null && el('p', { class: 'upload-rules', text: texts.upload.rules(fileKindsText(this.kinds), this.maxMb) }));
    this.unsubscribe = context.draft.subscribe(() => this.showFiles());
    this.showFiles();
  }

  choose() {
    this.picker.click();
  }

  fileInput(attributes) {
    const input = el('input', Object.assign({ type: 'file', hidden: true, tabindex: '-1' }, attributes));
    input.addEventListener('change', () => {
      const files = Array.from(input.files);
      // Emptied, so that choosing the same file again counts as a change.
      input.value = '';
      this.takeAll(files);
    });
    return input;
  }

  async takeAll(files) {
    for (const file of files) await this.take(file);
  }

  async take(file) {
    const attempt = el('div', { class: 'attempt' });
    this.attempts.append(attempt);
    fill(attempt, el('p', { text: texts.upload.preparing }));
    const content = await shrinkPhoto(file, this.maxMb * BYTES_PER_MB);
    const problem = this.problemOf(content);
    if (problem) this.showProblem(attempt, file.name, problem);
    else await this.send(attempt, content, nameFor(file, content));
  }

  problemOf(content) {
    if (this.kinds.indexOf(content.type) < 0) return texts.upload.wrongKind(fileKindsText(this.kinds));
    return content.size > this.maxMb * BYTES_PER_MB ? texts.upload.tooBig(this.maxMb) : null;
  }

  async send(attempt, content, name) {
    const bar = el('progress', { max: '1', value: '0', 'aria-label': name });
    // Screen readers follow the bar; every new percentage read aloud would be too much.
    const label = el('p', { 'aria-hidden': 'true', text: texts.upload.uploading(0) });
    fill(attempt, label, bar);
    try {
      const answer = await this.context.api.uploadFile(this.material.id, content, name, (fraction) => {
        if (fraction < 1) {
          bar.value = fraction;
          label.textContent = texts.upload.uploading(Math.round(fraction * 100));
        } else {
          bar.removeAttribute('value'); // reading a photo takes a second or two: the bar shows that it goes on
          label.textContent = texts.upload.reading;
        }
      });
      attempt.remove();
      if (answer.upload && !this.context.draft.addUpload(answer.upload)) {
        this.supplements.push(answer.upload);
        this.showFiles();
      }
      this.context.onMessages(answer.messages || []);
    } catch (error) {
      if (error.code === NOT_PROVED) {
        this.askForProof(attempt, content, name);
        return;
      }
      const explanation = error.status ? error.message : texts.upload.failed;
      this.showProblem(attempt, name, explanation, error.retryable && (() => this.send(attempt, content, name)));
    }
  }

  /** What a department wants for a case comes from whoever has proved to be its citizen; the file waits meanwhile. */
  askForProof(attempt, content, name) {
    const form = new ProofForm(this.context.api, texts.proof.whyFile(name), async (answer) => {
      await this.context.onProved(answer);
      await this.send(attempt, content, name);
    });
    fill(attempt, form.element);
    form.focus();
  }

  /** @param {Function} [retry] offered only where trying again can help */
  showProblem(attempt, name, explanation, retry) {
    fill(attempt,
      el('p', { class: 'upload-problem', role: 'alert' }, icon('alert'),
        el('span', {}, el('b', { text: name }), el('span', { text: explanation }))),
      el('div', { class: 'attempt-actions' },
        retry && el('button', { type: 'button', class: 'button small', text: texts.upload.retry, on: { click: retry } }),
        el('button', {
          type: 'button', class: 'button small plain', text: texts.upload.dismiss, on: { click: () => attempt.remove() },
        })));
  }

  showFiles() {
    const uploads = this.context.draft.uploadsOf(this.material.id);
    const count = uploads.length + this.supplements.length;
    fill(this.files,
      uploads.map((upload) => this.fileElement(upload, true)),
      this.supplements.map((upload) => this.fileElement(upload, false)));
    show(this.files, count > 0);
    const choose = this.material.id === null ? texts.upload.chooseScan(this.material.name) : texts.upload.choose;
    this.chooseText.textContent = count > 0 ? texts.upload.addMore : choose;
  }

  fileElement(upload, removable) {
    const url = this.context.api.uploadUrl(upload.id);
    const isImage = /^image\//.test(upload.media_type);
    const view = el('a', { class: 'file-view', href: url, target: '_blank', rel: 'noopener', 'aria-label': texts.upload.open(upload.name) },
      isImage ? thumbnail(url) : el('span', { class: 'file-kind' }, icon('file')));
    const row = el('li', { class: 'file' });
    const remove = el('button', {
      type: 'button', class: 'button small plain', 'aria-label': texts.upload.removeNamed(upload.name), text: texts.upload.remove,
      on: { click: () => this.askRemove(row, actions, upload) },
    });
    const actions = el('div', { class: 'file-actions' }, removable && remove);
    row.append(view, el('div', { class: 'file-text' },
      el('span', { class: 'file-name', text: upload.name }),
      el('span', { class: 'file-done' }, icon('check'), el('span', { text: texts.upload.done }))), actions);
    return row;
  }

  askRemove(row, actions, upload) {
    const confirm = el('button', {
      type: 'button', class: 'button small danger', text: texts.upload.removeYes, on: { click: () => this.remove(row, upload) },
    });
    fill(actions, confirm,
      el('button', { type: 'button', class: 'button small plain', text: texts.upload.keep, on: { click: () => this.showFiles() } }));
    confirm.focus();
  }

  async remove(row, upload) {
    row.classList.add('leaving');
    try {
      const answer = await this.context.api.removeUpload(upload.id);
      this.context.draft.removeUpload(this.material.id, upload.id);
      this.chooseButton.focus({ preventScroll: true });
      this.context.onMessages(answer.messages || []);
    } catch (error) {
      this.showFiles();
      const attempt = this.attempts.appendChild(el('div', { class: 'attempt' }));
      this.showProblem(attempt, upload.name, error.message);
    }
  }
}

function thumbnail(url) {
  const image = el('img', { src: url, alt: '', loading: 'lazy' });
  // A photo the browser cannot draw still gets a place that can be pressed.
  image.addEventListener('error', () => image.replaceWith(el('span', { class: 'file-kind' }, icon('file'))));
  return image;
}

/** A shrunk photo became a JPEG, its name has to say so. */
function nameFor(file, content) {
  return content === file ? file.name : `${file.name.replace(/\.\w+$/, '')}.jpg`;
}
