import { type User } from '@ctci/contracts';
import { NativeSelect } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';
import { useChangePerson } from './use-change-person.js';

/** Roles from the least to the most that one may do. */
export const ROLES = ['monitor', 'developer', 'supervisor', 'administrator'] as const;

export function useRoleChoices() {
  const { app } = useStrings();
  return ROLES.map((role) => ({ value: role, label: app.roles[role] }));
}

/** Whoever comes through the provider has the role that it tells. */
export function RoleOf({ person }: { readonly person: User }) {
  const { app, access } = useStrings();
  const choices = useRoleChoices();
  const change = useChangePerson(person);
  return (
    <NativeSelect
      size="xs"
      aria-label={access.changeRole(person.name || person.email)}
      data={[{ value: '', label: app.noRoleName }, ...choices]}
      value={person.role ?? ''}
      disabled={change.isPending}
      error={change.words}
      onChange={(event) => {
        change.mutate({ role: (event.currentTarget.value || null) as User['role'] });
      }}
    />
  );
}
