/** Line icons drawn on a 24 × 24 grid; the text beside them carries the meaning. */
const SHAPES = {
  window: 'M4 4h16v16H4zM9 9h6v6H9zM12 4v5M12 15v5M4 12h5M15 12h5',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  attach: 'M20 11.5 12 19.4a5 5 0 0 1-7.1-7.1l8.4-8.3a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.5',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6z',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 13h6M9 16.5h6',
  check: 'M5 12.5 10 17.5 19.5 7',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7v5.2l3.3 2',
  down: 'M6 9.5 12 15.5 18 9.5',
  right: 'M9.5 6 15.5 12 9.5 18',
  left: 'M14.5 6 8.5 12 14.5 18',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  person: 'M12 11.5a3.8 3.8 0 1 0 0-7.5 3.8 3.8 0 0 0 0 7.5zM4.5 20c.6-3.7 3.6-5.5 7.5-5.5s6.9 1.8 7.5 5.5',
  alert: 'M12 4 21 19.5H3zM12 10v4.5M12 16.8v.2',
  close: 'M6 6 18 18M18 6 6 18',
  pencil: 'M5 19l.9-4L16.5 4.5l3 3L9 18.1z',
  lock: 'M6.5 11h11v9h-11zM9 11V8a3 3 0 0 1 6 0v3',
  award: 'M12 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8.5 13.5 7.5 21l4.5-2.5 4.5 2.5-1-7.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  send_paper: 'M4 11.5 20 4l-5 16-3.5-7z',
  sound: 'M4 10v4h3.5L12 18V6L7.5 10zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  microphone: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  dots: 'M6 12h.01M12 12h.01M18 12h.01',
};

/**
 * @param {keyof SHAPES} name
 * @returns {SVGElement} decorative, hidden from screen readers
 */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}
