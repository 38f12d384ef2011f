import { type Group } from '@ctci/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../app/api.js';
import { Confirm } from '../app/confirm.js';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';
import { groupQuery, groupsQuery } from './queries.js';

interface DeleteGroupProps {
  readonly group: Group;
  readonly etag: string | null;
  readonly onGone: () => void;
  readonly onClose: () => void;
}

export function DeleteGroup({ group, etag, onGone, onClose }: DeleteGroupProps) {
  const { groups } = useStrings();
  const format = useFormat();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/groups/${group.id}`, { ifMatch: etag }),
    onSuccess: async () => {
      onClose();
      onGone();
      client.removeQueries(groupQuery(group.id));
      await client.invalidateQueries(groupsQuery);
    },
    onError: () => client.invalidateQueries(groupQuery(group.id)),
  });
  return (
    <Confirm
      title={groups.deleteTitle(group.name)}
      text={groups.deleteWarning(format.number(group.poolSize), format.number(group.inUse))}
      typed={{ label: groups.deleteType(group.name), value: group.name }}
      action={groups.delete}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onClose={onClose}
    />
  );
}
