import { type PoolNumber } from '@ctci/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../app/api.js';
import { Confirm } from '../app/confirm.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { groupQuery, numbersKey } from './queries.js';
import { useVersion } from './use-version.js';

interface DeleteNumberProps {
  readonly groupId: string;
  readonly number: PoolNumber;
  readonly onClose: () => void;
}

export function DeleteNumber({ groupId, number, onClose }: DeleteNumberProps) {
  const { groups } = useStrings();
  const client = useQueryClient();
  const path = `/groups/${groupId}/numbers/${encodeURIComponent(number.dnis)}`;
  const version = useVersion(path, number);
  const remove = useMutation({
    mutationFn: async () => send('DELETE', path, { ifMatch: await version() }),
    onSuccess: () => {
      tell(groups.numberDeleted(number.dnis));
      onClose();
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: numbersKey(groupId) });
      await client.invalidateQueries(groupQuery(groupId));
    },
  });
  return (
    <Confirm
      title={groups.deleteNumberTitle(number.dnis)}
      text={groups.deleteNumberWarning}
      action={groups.deleteNumber(number.dnis)}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onClose={onClose}
    />
  );
}
