import { el, fill, show } from './dom.js';
import { icon } from './icons.js';
import { isEnglish } from './language.js';
import { readAloudButton } from './speech.js';
import { texts } from './texts.js';
import { createCard } from './cards/index.js';

const SPEAKER_ICONS = { bot: 'window', staff: 'person', system: 'bell' };

/** One message on screen: time, speaker, text bubble, card and answer buttons. */
export class MessageView {
  /**
   * @param {Object} message as the API sends it; `seq` is null while unsent
   * @param {Object} context see YichuangChat
   */
  constructor(message, context) {
    this.message = message;
    this.context = context;
    this.moment = el('p', { class: 'moment', hidden: true });
    this.speaker = speakerLine(message.role);
    this.problem = el('div', { class: 'send-problem', hidden: true });
    this.card = message.card ? createCard(message.card, context) : null;
    this.choices = (message.buttons || []).map((button) => this.choiceButton(button));
    this.element = el('div', { class: `message from-${message.role}` },
      this.moment,
      this.speaker,
      message.text && el('div', { class: 'bubble', text: message.text }),
      message.text && message.role !== 'citizen' && readAloudButton(message.text),
      this.problem,
      this.card && el('div', { class: 'card-slot' }, this.card.element),
      this.choices.length > 0 && el('div', { class: 'choices' }, this.choices));
  }

  choiceButton(button) {
    return el('button', {
      type: 'button',
      class: 'choice',
      on: { click: () => this.context.sendText(spoken(button)) },
    }, el('span', { text: button.label }));
  }

  /** @param {string|null} text null hides the line */
  setMoment(text) {
    this.moment.textContent = text || '';
    show(this.moment, Boolean(text));
  }

  /** The name stays readable for screen readers, it is only drawn once per turn. */
  setSpeakerDrawn(drawn) {
    this.speaker.classList.toggle('for-readers', !drawn);
  }

  /**
   * @param {boolean} active whether the buttons may still be pressed
   * @param {string|null} answer what the citizen wrote afterwards
   */
  setChoices(active, answer) {
    (this.message.buttons || []).forEach((button, index) => {
      const element = this.choices[index];
      const chosen = !active && (answer === button.text || answer === button.label);
      element.disabled = !active;
      element.classList.toggle('chosen', chosen);
      fill(element,
        chosen && icon('check'),
        el('span', { text: button.label }),
        chosen && el('span', { class: 'for-readers', text: `（${texts.chat.chosen}）` }));
    });
  }

  /** @param {string|null} explanation why the message was not sent; pressing it calls onPress */
  setFailed(explanation, onPress) {
    fill(this.problem, explanation && el('button', { type: 'button', class: 'resend', on: { click: onPress } },
      icon('alert'), el('span', { text: explanation })));
    show(this.problem, Boolean(explanation));
  }
}

/** In English the citizen says what the button is called; the server knows what it means. */
function spoken(button) {
  return isEnglish ? button.label : button.text;
}

function speakerLine(role) {
  const mark = SPEAKER_ICONS[role];
  return el('p', { class: 'speaker' },
    mark && el('span', { class: 'speaker-mark' }, icon(mark)),
    el('span', { text: texts.chat.speakers[role] }));
}
