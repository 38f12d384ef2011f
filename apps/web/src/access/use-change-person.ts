import { type User, type UserChange } from '@ctci/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../app/api.js';
import { wordsOf } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { peopleQuery } from './queries.js';

/** Changes a person as shown; whoever has been changed meanwhile is shown anew first. */
export function useChangePerson({ id }: User) {
  const strings = useStrings();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async (body: UserChange) => {
      const { etag } = await send<User>('GET', `/users/${id}`);
      await send('PATCH', `/users/${id}`, { body, ifMatch: etag });
    },
    onSuccess: () => {
      tell(strings.access.saved);
    },
    onSettled: () => client.invalidateQueries(peopleQuery),
  });
  return { ...change, words: change.error && wordsOf(change.error, strings) };
}
