import { type User, type UserChange } from '@ctci/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../app/api.js';
import { wordsOf } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { versionOf } from './person-version.js';
import { peopleQuery } from './queries.js';

/** Changes a person as shown; whoever has been changed meanwhile is left so, and shown anew. */
export function useChangePerson(person: User) {
  const strings = useStrings();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async (body: UserChange) =>
      send('PATCH', `/users/${person.id}`, { body, ifMatch: await versionOf(person) }),
    onSuccess: () => {
      tell(strings.access.saved);
    },
    onSettled: () => client.invalidateQueries(peopleQuery),
  });
  return { ...change, words: change.error && wordsOf(change.error, strings) };
}
