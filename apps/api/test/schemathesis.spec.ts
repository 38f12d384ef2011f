import { runSchemathesis } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { numbersFrom } from './support/numbers.js';
import { KEY, System } from './support/system.js';

const system = new System();
let url: string;

beforeAll(async () => {
  const [api] = await Promise.all([system.startApi(), system.start('import-worker')]);
  ({ url } = api);
  await api.createGroup({ name: 'Sales', numbers: numbersFrom(1, 1_000) });
}, 60_000);

afterAll(() => system.stop());

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
const OPTIONS = ['--checks', CHECKS.join(','), '--max-time', '40', '--seed', '1', '--warnings', 'off'];

it('answers whatever is sent to any operation, one after the other too, as its OpenAPI document says', async () => {
  const { code, output } = await runSchemathesis(`${url}/api/openapi.json`, ['-H', `x-api-key:${KEY}`, ...OPTIONS]);
  if (code !== 0) throw new Error(output);

  const [, tested, all] = /Operations: +(\d+) selected \/ (\d+) total/.exec(output) ?? [];
  expect(tested).toBe(all);
  expect(Number(/(\d+) generated/.exec(output)?.[1])).toBeGreaterThan(500);
  expect(output).toMatch(/API Links: +[1-9]/);
  // A client that fits its document can break nothing on our side.
  expect(await system.logs()).not.toContain('"level":"error"');
}, 400_000); // the first time it is fetched
