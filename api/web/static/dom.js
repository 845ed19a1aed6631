/**
 * Creates an element. Text always becomes a text node, so nothing that comes
 * from the server or a citizen can ever be read as markup.
 *
 * @param {string} tag
 * @param {Object} [props] attributes; `class`, `text` and `on` ({event: handler})
 *   are special, `false`, `null` and `undefined` leave the attribute out
 * @param {...(Node|string|null|false|Array)} children
 * @returns {HTMLElement}
 */
export function el(tag, props, ...children) {
  const element = document.createElement(tag);
  Object.keys(props || {}).forEach((name) => {
    const value = props[name];
    if (value === null || value === undefined || value === false) return;
    if (name === 'text') element.textContent = value;
    else if (name === 'on') listen(element, value);
    else element.setAttribute(name, value === true ? '' : value);
  });
  append(element, children);
  return element;
}

/** Removes all children and appends the new ones. */
export function fill(element, ...children) {
  while (element.firstChild) element.removeChild(element.firstChild);
  append(element, children);
  return element;
}

function append(element, children) {
  children.forEach((child) => {
    if (Array.isArray(child)) append(element, child);
    else if (child || child === 0) element.append(child);
  });
}

function listen(element, handlers) {
  Object.keys(handlers).forEach((event) => element.addEventListener(event, handlers[event]));
}

let lastId = 0;

/** An id unique within the page, for label/for and aria-describedby. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Shows or hides an element for everybody, screen readers included. */
export function show(element, visible) {
  element.hidden = !visible;
}
