/** Where the service lives: nothing on its own page, its origin on the page of another site. */
let origin = '';

export function setSite(url) {
  origin = new URL(url, window.location.href).origin;
}

/** An address that the server gave as a path. */
export function siteUrl(path) {
  return path && path.startsWith('/') ? `${origin}${path}` : path;
}
