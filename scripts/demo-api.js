import { PlainError } from './plain-error.js';

/**
 * What the demo asks of the API, as any program would.
 *
 * @param {string} url
 * @param {string} apiKey
 */
export function createClient(url, apiKey) {
  /** @param {string} path @param {RequestInit} [init] */
  const call = async (path, init = {}) => {
    const headers = { 'x-api-key': apiKey, .../** @type {Record<string, string>} */ (init.headers) };
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers, signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    if (!answer.ok) throw new PlainError(`${init.method ?? 'GET'} ${path} answered ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const json = { 'content-type': 'application/json' };
  return {
    get: (/** @type {string} */ path) => call(path),
    /** @param {string} path @param {object} body sent as JSON, a form as it is */
    post: (path, body) =>
      body instanceof FormData
        ? call(path, { method: 'POST', body })
        : call(path, { method: 'POST', body: JSON.stringify(body), headers: json }),
    /** @param {string} name @returns {Promise<any>} the group of this name */
    groupNamed: async (name) => {
      const { items } = await call(`/groups?name=${encodeURIComponent(name)}`);
      return items.find((/** @type {any} */ group) => group.name === name);
    },
  };
}

/** @typedef {ReturnType<typeof createClient>} Client */
