import { el } from '../dom.js';
import { texts } from '../texts.js';

/** The invitation to check everything and submit. */
export class ReviewCard {
  constructor(card, context) {
    this.button = el('button', {
      type: 'button', class: 'button primary wide', text: texts.review.open, on: { click: context.openReview },
    });
    this.element = el('section', { class: 'card review-card' },
      el('p', { class: 'card-hint', text: texts.review.cardLead }),
      this.button);
  }

  update({ current, submitted }) {
    this.button.disabled = !current || submitted;
    this.button.textContent = submitted ? texts.review.closed : texts.review.open;
    this.element.classList.toggle('superseded', this.button.disabled);
  }
}
