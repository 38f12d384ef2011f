import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

const HURRY_HTTP = pathToFileURL(join(import.meta.dirname, 'support', 'hurry-http.js')).href;
/** What the API grants is over so many times as soon. */
const HURRY = 60;
const HEADERS_MS = 20_000;
const REQUEST_MS = 120_000;

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  api = await system.startApi({ NODE_OPTIONS: `--import=${HURRY_HTTP}`, HTTP_HURRY: String(HURRY) });
});

afterAll(() => system.stop());

/** Sends something at once, then something else every 50 ms, until the server closes. */
async function trickle(first: string, again: string): Promise<{ ms: number; answer: string }> {
  const { hostname, port } = new URL(api.url);
  const begun = performance.now();
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  socket.write(first);
  const clock = setInterval(() => socket.writable && socket.write(again), 50);
  let answer = '';
  socket.on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined); // what is sent after the server has closed
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(clock);
  return { ms: performance.now() - begun, answer };
}

const head = (path: string, type: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${KEY}\r\ncontent-type: ${type}\r\ncontent-length: 4000\r\n\r\n`;

it('a request has 20 s for its headers and 120 s in all', async () => {
  const limits = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS };
  expect(await system.logs()).toContain(JSON.stringify(limits));
});

it('whoever is slower is cut off, with an answer, while others are served', async () => {
  const slow: readonly [first: string, again: string, limitMs: number][] = [
    ['', '', HEADERS_MS],
    ['GET /health/live HTTP/1.1\r\nx-slow: ', 'x', HEADERS_MS],
    ['GET /health/live HTTP/1.1\r\nhost: x\r\n', 'x-slow: x\r\n', HEADERS_MS],
    [head('/api/v1/call-ins', 'application/json'), ' ', REQUEST_MS],
    [head(`/api/v1/groups/${'0'.repeat(24)}/imports`, 'text/csv'), 'x', REQUEST_MS],
  ];
  const many = slow.flatMap((one) => Array.from({ length: 50 }, () => one));
  const ends = Promise.all(
    many.map(async ([first, again, limitMs]) => ({ ...(await trickle(first, again)), limitMs })),
  );
  expect((await api.get('/api/v1/groups')).status).toBe(200);
  for (const { ms, answer, limitMs } of await ends) {
    expect(ms).toBeGreaterThan(limitMs / HURRY - 50);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"code":"BAD_REQUEST"');
  }
  expect((await api.get('/api/v1/groups')).status).toBe(200);
});
