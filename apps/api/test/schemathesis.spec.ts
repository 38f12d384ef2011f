import { ALL_ENDPOINTS, type InvitedUser } from '@ctci/contracts';
import { runSchemathesis, until } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { numbersFrom } from './support/numbers.js';
import { cookieIn } from './support/people.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  [api] = await Promise.all([system.startApi(), system.start('import-worker')]);
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 1_000) });
});

afterAll(async () => {
  // A client that fits the document can break nothing on our side.
  const logs = await system.logs();
  await system.stop();
  expect(
    logs
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .slice(0, 3),
  ).toEqual([]);
});

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** Tries operations; how much is tried is the same on a slow machine, which only takes longer. */
async function tried(headers: Record<string, string>, which: readonly string[]): Promise<string> {
  const { code, output } = await runSchemathesis(`${api.url}/api/openapi.json`, [
    ...['--checks', CHECKS.join(','), '--seed', '1', '--warnings', 'off'],
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}:${value}`]),
    ...which,
  ]);
  if (code !== 0) throw new Error(output);
  return output;
}

const countIn = (output: string, pattern: RegExp) => Number(pattern.exec(output)?.[1]);
/** Every case that the document tells apart, and five of chance for each operation. */
const EACH = ['--phases', 'coverage,fuzzing', '--max-examples', '5'];
const KEYS = ['/api/v1/api-keys/{keyId}', '/api/v1/api-keys/{keyId}/rotate'];
/** What would end the very key that it is tried with has a try of its own. */
const WITHOUT_KEYS = KEYS.flatMap((path) => ['--exclude-path', path]);

it('answers as its OpenAPI document says when one answer leads to the next', async () => {
  const output = await tried({ 'x-api-key': KEY }, ['--phases', 'stateful', '--max-examples', '100', ...WITHOUT_KEYS]);
  expect(countIn(output, /API Links: +(\d+) covered/)).toBeGreaterThan(0);
}, 400_000);

it('does so whatever is sent to any operation', async () => {
  const output = await tried({ 'x-api-key': KEY }, [...EACH, ...WITHOUT_KEYS]);
  const all = countIn(output, /selected \/ (\d+) total/);
  expect(countIn(output, /Operations: +(\d+) selected/)).toBe(all - KEYS.length);
  expect(countIn(output, /(\d+) generated/)).toBeGreaterThan(500);
  expect((await api.get('/api/v1/groups')).status).toBe(200);
}, 400_000);

it('does so to somebody who is signed in', async () => {
  const { body: invited } = await api.send<InvitedUser>('POST', '/api/v1/users', {
    email: 'signed.in@example.org',
    role: 'monitor',
  });
  const token = new URL(invited.link!).searchParams.get('token');
  const link = { token, password: 'nine unrelated words' };
  const cookie = cookieIn(await api.send('POST', '/api/v1/session/welcome', link, { 'x-api-key': '' }));
  const ending = ['DELETE /api/v1/session', 'DELETE /api/v1/session/all'];
  const only = ['--include-path-regex', '^/api/v1/session(/|$)', ...ending.flatMap((name) => ['--exclude-name', name])];
  const output = await tried({ cookie, origin: api.url }, [...EACH, ...only]);
  const ofSession = ALL_ENDPOINTS.filter(({ path }) => /^\/api\/v1\/session(\/|$)/.test(path));
  expect(countIn(output, /Operations: +(\d+) selected/)).toBe(ofSession.length - ending.length);
  const look = async () => (await fetch(`${api.url}/api/v1/session`, { headers: { cookie } })).status;
  expect(await until(look, (status) => status !== 429)).toBe(200);
}, 400_000);

// Last: it may end any key, the administrator's too.
it('does so where keys end', async () => {
  const key = 'ends-itself-0123456789abcdef01234567';
  await system.addKey(key, ['admin']);
  const output = await tried({ 'x-api-key': key }, [...EACH, ...KEYS.flatMap((path) => ['--include-path', path])]);
  expect(countIn(output, /Operations: +(\d+) selected/)).toBe(KEYS.length);
}, 400_000);
