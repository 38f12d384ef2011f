import { type User } from '@ctci/contracts';
import { CHANGED_SINCE, send } from '../app/api.js';

/**
 * The ETag of a person who is as they were shown; one that fits nothing where somebody has changed them since.
 *
 * @throws Refusal, Unreachable
 */
export async function versionOf(shown: User): Promise<string> {
  const { body, etag } = await send<User>('GET', `/users/${shown.id}`);
  const isAsShown = (['name', 'role', 'state'] as const).every((field) => body[field] === shown[field]);
  return isAsShown && etag ? etag : CHANGED_SINCE;
}
