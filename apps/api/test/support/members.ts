import { type InvitedUser, type Session } from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { CheckedClient, type Refusal } from './checked-client.js';
import { cookieIn, PersonClient } from './people.js';
import { type System } from './system.js';

/** A password that does. */
export const GOOD = 'nine unrelated words';

/** People who come in as people do: by an invitation, then by their password. */
export class Members {
  /** All that must be found nowhere as it is. */
  readonly secrets: string[] = [GOOD];

  constructor(
    private readonly system: System,
    private readonly api: CheckedClient,
    private readonly nobody = new CheckedClient(api.url, ''),
  ) {}

  /** @throws where nobody is invited */
  async invite(email: string, role = 'monitor', headers = {}): Promise<InvitedUser> {
    const { status, body } = await this.api.send<InvitedUser>('POST', '/api/v1/users', { email, role }, headers);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  tokenIn(link = ''): string {
    const token = new URL(link).searchParams.get('token') ?? '';
    this.secrets.push(token);
    return token;
  }

  welcome(token: string, password = GOOD, more = {}): Promise<Answer<Session & Refusal>> {
    return this.nobody.send('POST', '/api/v1/session/welcome', { token, password, ...more });
  }

  signIn(email: string, password = GOOD, code?: string): Promise<Answer<Session & Refusal>> {
    return this.nobody.send('POST', '/api/v1/session', { email, password, ...(code && { code }) });
  }

  browserOf(answer: Answer<unknown>): PersonClient {
    return new PersonClient(this.api.url, cookieIn(answer));
  }

  /** Somebody who has used their invitation. */
  async member(email: string, role = 'monitor'): Promise<{ id: string; browser: PersonClient }> {
    const { id, link } = await this.invite(email, role);
    return { id, browser: this.browserOf(await this.welcome(this.tokenIn(link))) };
  }

  /** What the audit says of somebody, the first first. */
  async auditOf(id: string): Promise<object[]> {
    const entries = await this.system.database
      .collection<{ who: string; what: string; before: unknown; after: unknown }>('audit')
      .find({ 'subject.id': id })
      .sort({ at: 1, _id: 1 })
      .toArray();
    return entries.map(({ who, what, before, after }) => ({ who, what, before, after }));
  }

  /** Secrets that stand somewhere as they are; that of a second factor has to. */
  async secretsFound(): Promise<string[]> {
    const collections = await this.system.database.collections();
    const others = collections.filter(({ collectionName }) => collectionName !== 'users');
    const stored = await Promise.all(others.map((one) => one.find().toArray()));
    const people = this.system.database.collection('users').find({}, { projection: { secondFactor: 0 } });
    const texts = [JSON.stringify([stored, await people.toArray()]), await this.system.logs()];
    return this.secrets.filter((secret) => texts.some((text) => text.includes(secret)));
  }
}
