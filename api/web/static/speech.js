import { el } from './dom.js';
import { icon } from './icons.js';
import { isEnglish } from './language.js';
import { texts } from './texts.js';

const LANGUAGE = isEnglish ? 'en-US' : 'zh-CN';
/** Slower than usual: for people who read along. */
const READING_SPEED = 0.9;

/** @returns {HTMLElement|null} a button that reads a text aloud; null where the browser cannot */
export function readAloudButton(text) {
  if (!('speechSynthesis' in window) || typeof SpeechSynthesisUtterance === 'undefined') return null;
  const button = el('button', { type: 'button', class: 'read-aloud', 'aria-pressed': 'false' },
    icon('sound'), el('span', { text: texts.speech.read }));
  button.addEventListener('click', () => {
    const speaking = button.getAttribute('aria-pressed') === 'true';
    speechSynthesis.cancel();
    if (speaking) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = LANGUAGE;
    utterance.rate = READING_SPEED;
    utterance.onend = () => button.setAttribute('aria-pressed', 'false');
    utterance.onerror = utterance.onend;
    button.setAttribute('aria-pressed', 'true');
    speechSynthesis.speak(utterance);
  });
  return button;
}

/**
 * @param {(text: string) => void} onHeard
 * @returns {HTMLElement|null} a button that writes down what is said; null where the browser cannot
 */
export function dictationButton(onHeard) {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return null;
  const button = el('button', { type: 'button', class: 'composer-speak', 'aria-label': texts.speech.speak, 'aria-pressed': 'false' },
    icon('microphone'));
  let listening = null;
  button.addEventListener('click', () => {
    if (listening) {
      listening.stop();
      return;
    }
    listening = new Recognition();
    listening.lang = LANGUAGE;
    listening.onresult = (event) => onHeard(Array.from(event.results, (result) => result[0].transcript).join(''));
    listening.onend = () => {
      listening = null;
      button.setAttribute('aria-pressed', 'false');
    };
    button.setAttribute('aria-pressed', 'true');
    listening.start();
  });
  return button;
}
