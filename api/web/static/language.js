/** Remembers in which language the citizen is spoken to; the server's conversation decides, the page follows. */
const STORAGE_KEY = 'yichuang-language';

export const isEnglish = stored() === 'en';

function stored() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/**
 * Draws the page anew in the language of the conversation, if that is another one than it is drawn in.
 * @param {'plain'|'elder'|'en'} voice
 */
export function followVoice(voice) {
  const english = voice === 'en';
  if (english === isEnglish) return;
  try {
    localStorage.setItem(STORAGE_KEY, english ? 'en' : 'zh');
  } catch {
    return; // Nothing can be remembered: drawing anew would end where it began.
  }
  window.location.reload();
}
