import { type Role } from '@ctci/contracts';
import { type ApiClient } from '@ctci/testing';

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

const PASSWORD = 'a password of the browser tests';

/** Somebody with a role, who has been invited and has chosen a password. */
export async function aPerson(api: ApiClient, role: Role, name: string): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  const invited = await api.send<{ link?: string }>('POST', '/api/v1/users', { email, name, role });
  const token = new URL(invited.body.link ?? '', api.url).searchParams.get('token');
  const answer = await api.send('POST', '/api/v1/session/welcome', { token, password: PASSWORD });
  if (answer.status !== 200) throw new Error(`${email} could not begin: ${JSON.stringify(answer.body)}`);
  return { email, name, password: PASSWORD };
}
