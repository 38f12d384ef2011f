import {
  type CallIn,
  type CreatedCallIn,
  type Group,
  type MatchAnswer,
  type NewGroup,
  type Problem,
} from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { type CheckedClient } from './checked-client.js';
import { numbersFrom } from './numbers.js';

export type PooledGroup = Group & { readonly dnis: string[] };

/** Of a group's call-ins unless told otherwise, seconds: no test takes as long, on any machine. */
export const EXPIRY = 300;

let made = 0;

/** What a program does with call-ins, at one API process. */
export class CallInClient {
  constructor(readonly api: CheckedClient) {}

  /** A group of its own with so many numbers that no other group of this test file has. */
  async groupOf(count: number, settings: NewGroup['settings'] = {}): Promise<PooledGroup> {
    const numbers = numbersFrom(20_000 + 1_000 * made++, count);
    const group = await this.api.createGroup({
      name: `group ${made}`,
      numbers,
      settings: { expirySeconds: EXPIRY, ...settings },
    });
    return { ...group, dnis: numbers.map(({ dnis }) => dnis) };
  }

  create(groupName: string, rest: object = {}): Promise<Answer<CreatedCallIn & Problem>> {
    return this.api.send('POST', '/api/v1/call-ins', { groupName, ...rest });
  }

  /** @throws when none is handed out */
  async created(groupName: string, rest?: object): Promise<CreatedCallIn> {
    const { status, body } = await this.create(groupName, rest);
    if (status !== 201) throw new Error(`${status} ${body.code}`);
    return body;
  }

  async match(call: object): Promise<MatchAnswer> {
    const { status, body } = await this.api.send<MatchAnswer>('POST', '/api/v1/call-ins/match', call);
    if (status !== 200) throw new Error(`match answered ${status}`);
    return body;
  }

  cancel({ id }: Pick<CallIn, 'id'>): Promise<Answer<CallIn & Problem>> {
    return this.api.send('POST', `/api/v1/call-ins/${id}/cancel`);
  }

  async get({ id }: Pick<CallIn, 'id'>): Promise<CallIn> {
    return (await this.api.get<CallIn>(`/api/v1/call-ins/${id}`)).body;
  }

  /** Ids of a group's call-ins in a state, in order. */
  async idsIn(groupName: string, state: CallIn['state']): Promise<string[]> {
    const query = new URLSearchParams({ groupName, state, limit: '1000' });
    const { body } = await this.api.get<{ items: CallIn[] }>(`/api/v1/call-ins?${query.toString()}`);
    return body.items.map(({ id }) => id).sort();
  }
}

export const idsOf = (callIns: readonly Pick<CallIn, 'id'>[]): string[] => callIns.map(({ id }) => id).sort();

/** What a refusal tells its client. */
export const refused = <Body extends Problem>({ status, headers, body }: Answer<Body>) => ({
  status,
  code: body.code,
  retryAfter: Number(headers.get('retry-after')),
});
