import {
  type CallIn,
  type CreatedCallIn,
  type Group,
  type MatchAnswer,
  type NewGroup,
  type Problem,
} from '@ctci/contracts';
import { type Answer, type ApiClient } from '@ctci/testing';
import { numbersFrom } from './numbers.js';

/** What tests ask of the API about call-ins, over any of its processes. */
export class CallInClient {
  constructor(readonly api: ApiClient) {}

  create(body: unknown): Promise<Answer<CreatedCallIn & Problem>> {
    return this.api.send('POST', '/api/v1/call-ins', body);
  }

  /** @throws when there is none */
  async created(groupName: string, rest: object = {}): Promise<CreatedCallIn> {
    const { status, body } = await this.create({ groupName, ...rest });
    if (status !== 201) throw new Error(`${status} ${body.code}`);
    return body;
  }

  match(call: object): Promise<Answer<MatchAnswer & Problem>> {
    return this.api.send('POST', '/api/v1/call-ins/match', call);
  }

  /** In a word: how a call was matched, or why not. */
  async outcome(call: object): Promise<string> {
    const { body } = await this.match(call);
    return body.outcome === 'matched' ? `${body.matchedBy} of ${body.candidates}` : body.reason;
  }

  cancel(id: string): Promise<Answer<CallIn & Problem>> {
    return this.api.send('POST', `/api/v1/call-ins/${id}/cancel`);
  }

  get(id: string): Promise<Answer<CallIn & Problem>> {
    return this.api.get(`/api/v1/call-ins/${id}`);
  }
}

let made = 0;

/** A group with so many numbers that no other test of the file has. */
export async function groupOf(
  api: ApiClient,
  count: number,
  settings: NewGroup['settings'] = {},
): Promise<Group & { readonly dnis: readonly string[] }> {
  made += 1;
  const numbers = numbersFrom(20_000 + 1_000 * made, count);
  const group = await api.createGroup({ name: `group ${made}`, numbers, settings });
  return { ...group, dnis: numbers.map(({ dnis }) => dnis) };
}
