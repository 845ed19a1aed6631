import { texts } from './texts.js';

const REQUEST_TIMEOUT_MS = 30000;
const UPLOAD_TIMEOUT_MS = 180000;

/** A failed request. `message` is a sentence the citizen can read. */
export class ApiError extends Error {
  /** @param {number} status HTTP status, 0 when no answer arrived */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryable = status === 0 || status === 408 || status === 429 || status >= 500;
  }
}

/** The citizen API, one method per call. The session travels in an HttpOnly cookie. */
export class ApiClient {
  constructor(base) {
    this.base = base.replace(/\/$/, '');
    /** On the page of another site the cookie has to be sent along. */
    this.credentials = new URL(this.base, window.location.href).origin === window.location.origin ? 'same-origin' : 'include';
  }

  openConversation() {
    return this.request('POST', '/conversation', {});
  }

  messagesAfter(seq) {
    return this.request('GET', `/conversation/messages?after=${seq}`);
  }

  sendMessage(clientId, text) {
    return this.request('POST', '/conversation/messages', { client_id: clientId, text });
  }

  /** @param {'plain'|'elder'|'en'} voice */
  setVoice(voice) {
    return this.request('PUT', '/conversation/voice', { voice });
  }

  draft() {
    return this.request('GET', '/draft');
  }

  saveAnswers(answers) {
    return this.request('PATCH', '/draft', { answers });
  }

  /** @param {{consent: boolean, departments: string[], sensitive: boolean}} consents */
  submitDraft(version, consents) {
    return this.request('POST', '/draft/submit', Object.assign({ version }, consents));
  }

  cases() {
    return this.request('GET', '/cases');
  }

  liveUrl() {
    const url = new URL(`${this.base}/conversation/live`, window.location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return url.href;
  }

  /** Whether this browser's citizen has proved who they are. */
  identity() {
    return this.request('GET', '/identity');
  }

  sendCode(mobile) {
    return this.request('POST', '/identity/codes', { mobile });
  }

  prove(code) {
    return this.request('POST', '/identity', { code });
  }

  leave() {
    return this.request('DELETE', '/identity');
  }

  removeUpload(id) {
    return this.request('DELETE', `/draft/uploads/${encodeURIComponent(id)}`);
  }

  uploadUrl(id) {
    return `${this.base}/draft/uploads/${encodeURIComponent(id)}`;
  }

  /**
   * Sends one file. XMLHttpRequest, because fetch cannot report upload progress.
   * @param {string|null} materialId null: the file is read to fill in answers
   * @param {(fraction: number) => void} onProgress
   */
  uploadFile(materialId, file, fileName, onProgress) {
    const form = new FormData();
    if (materialId !== null) form.append('material', materialId);
    form.append('file', file, fileName);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.base}/draft/${materialId === null ? 'scans' : 'uploads'}`);
      request.withCredentials = this.credentials === 'include';
      request.timeout = UPLOAD_TIMEOUT_MS;
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onload = () => {
        const body = parseJson(request.responseText);
        if (request.status >= 200 && request.status < 300 && body) resolve(body);
        else reject(errorFrom(request.status, body));
      };
      request.onerror = () => reject(networkError());
      request.ontimeout = request.onerror;
      request.send(form);
    });
  }

  async request(method, path, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_TIMEOUT_MS);
    let response;
    let text;
    try {
      response = await fetch(this.base + path, {
        method,
        credentials: this.credentials,
        headers: body ? { 'Content-Type': 'application/json' } : {},
        body: body ? JSON.stringify(body) : undefined,
        signal: abort.signal,
      });
      text = await response.text();
    } catch {
      throw networkError();
    } finally {
      clearTimeout(timer);
    }
    const answer = text ? parseJson(text) : {};
    if (!response.ok || answer === null) throw errorFrom(response.status, answer);
    return answer;
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function networkError() {
  return new ApiError(0, 'network', texts.problems.network);
}

function errorFrom(status, body) {
  const error = (body && body.error) || {};
  // An answer that is not JSON comes from a proxy in between, not from the service.
  const effectiveStatus = body === null && status < 400 ? 502 : status;
  return new ApiError(effectiveStatus, error.code || 'unknown', error.message || texts.problems.server);
}
