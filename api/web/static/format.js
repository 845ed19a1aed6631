import { texts } from './texts.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** "2026-12-04" as a local date: `new Date(text)` would read it as UTC and may slip a day. */
function localDate(isoDay) {
  const [year, month, day] = isoDay.slice(0, 10).split('-').map(Number);
  return new Date(year, month - 1, day);
}

/** "12月4日", with the year only when it is not this year. */
export function shortDate(isoDay) {
  if (!isoDay) return '';
  const date = localDate(isoDay);
  const day = texts.dates.day(date.getMonth() + 1, date.getDate());
  return date.getFullYear() === new Date().getFullYear() ? day : texts.dates.withYear(date.getFullYear(), day);
}

/** "12月4日（周五）" */
export function dateWithWeekday(isoDay) {
  if (!isoDay) return '';
  return texts.dates.withWeekday(shortDate(isoDay), localDate(isoDay).getDay());
}

/** "今天 14:05", "昨天 9:30", "11月25日 14:05" */
export function momentText(iso) {
  const moment = new Date(iso);
  const clock = `${moment.getHours()}:${String(moment.getMinutes()).padStart(2, '0')}`;
  const today = new Date();
  if (moment.toDateString() === today.toDateString()) return `${texts.chat.today} ${clock}`;
  const yesterday = new Date(today.getTime() - DAY_MS);
  if (moment.toDateString() === yesterday.toDateString()) return `${texts.chat.yesterday} ${clock}`;
  const isoDay = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].join('-');
  return `${shortDate(isoDay)} ${clock}`;
}

/** "照片、PDF" for a list of media types. */
export function fileKindsText(mediaTypes) {
  const kinds = mediaTypes.map((type) => texts.fileKinds[type] || type);
  return kinds.filter((kind, index) => kinds.indexOf(kind) === index).join(texts.dates.joint);
}
