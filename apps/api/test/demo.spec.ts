import { type CallIn } from '@ctci/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { type CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

/** What `npm start` shows of call-ins, on the processes that it starts. */
const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'demo-call-ins.js');
const system = new System();
let api: CheckedClient;
let showCallIns: (options: object) => Promise<void>;

beforeAll(async () => {
  [api, { showCallIns }] = await Promise.all([
    system.startApi(),
    import(script) as Promise<{ showCallIns: typeof showCallIns }>,
    system.start('expiry-worker'),
  ]);
});

afterAll(() => system.stop());

async function shown(): Promise<string[]> {
  const lines: string[] = [];
  const push = (text: string) => lines.push(text);
  const step = async <T>(label: string, work: (tell: (text: string) => void) => Promise<T>) => {
    let text = label;
    const result = await work((told) => (text = told));
    push(text);
    return result;
  };
  await showCallIns({ url: api.url, apiKey: KEY, report: { line: push, problem: push, bold: String, step } });
  return lines;
}

it('shows a call-in matched and one expired, once for each database', async () => {
  expect(await shown()).toEqual([
    '\n  Demo group roadside_help: 2 numbers, one caller each, for 10 s',
    expect.stringMatching(/^Asked for a number: call \+1833555010[01], code [1-9][0-9]{5}$/),
    expect.stringMatching(/^Asked for a number: call \+1833555010[01], code [1-9][0-9]{5}$/),
    'The call comes in: matched by accessCode, with {"policy":"A-1042"}',
    expect.stringMatching(/^Nobody called \+1833555010[01]: expired, and free for the next$/),
    'A call that comes too late: EXPIRED',
  ]);
  const { body } = await api.get<{ items: CallIn[] }>('/api/v1/call-ins?groupName=roadside_help');
  expect(body.items.map(({ state }) => state)).toEqual(['expired', 'matched']);
  expect(await shown()).toEqual([]);
});
