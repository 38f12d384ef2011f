import { type PoolNumber } from '@ctci/contracts';
import { Button, Group as Row, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal, send } from '../app/api.js';
import { Guard } from '../app/guard.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { CheckedField } from './number-fields.js';
import { numbersKey } from './queries.js';
import { useChecks } from './use-checks.js';
import { useVersion } from './use-version.js';

interface EditNumberProps {
  readonly groupId: string;
  readonly number: PoolNumber;
  readonly onDone: () => void;
}

/** In the row itself. The version that was there when the edit began goes with it. */
export function EditNumber({ groupId, number, onDone }: EditNumberProps) {
  const { app, groups } = useStrings();
  const checks = useChecks();
  const [dnis, setDnis] = useState(number.dnis);
  const [description, setDescription] = useState(number.description);
  const wrong = { dnis: checks?.checkDnis(dnis) ?? null, description: checks?.checkDescription(description) ?? null };
  const save = useSave({ groupId, number, onDone });
  const isValid = !wrong.dnis && !wrong.description;
  return (
    <form
      aria-label={groups.editNumber(number.dnis)}
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) save.mutate({ dnis, description });
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onDone();
      }}
    >
      <Guard isDirty={dnis !== number.dnis || description !== number.description} />
      <Stack gap="xs" py={4}>
        <CheckedField label={groups.dnis} value={dnis} onChange={setDnis} finding={wrong.dnis} isNumber autoFocus />
        <CheckedField
          label={groups.description}
          value={description}
          onChange={setDescription}
          finding={wrong.description}
        />
        <Problem error={save.error} />
        <Row gap="xs">
          <Button type="submit" size="xs" disabled={!isValid} loading={save.isPending}>
            {app.save}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {app.cancel}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function useSave({ groupId, number, onDone }: EditNumberProps) {
  const { groups } = useStrings();
  const client = useQueryClient();
  const path = `/groups/${groupId}/numbers/${encodeURIComponent(number.dnis)}`;
  const version = useVersion(path, number);
  return useMutation({
    mutationFn: async (to: { dnis: string; description: string }) =>
      send<PoolNumber>('PATCH', path, { body: changeOf(number, to), ifMatch: await version() }),
    onSuccess: async ({ body }) => {
      await client.invalidateQueries({ queryKey: numbersKey(groupId) });
      tell(groups.numberSaved(body.dnis));
      onDone();
    },
    onError: (error) => {
      if (error instanceof Refusal && [404, 412].includes(error.status))
        void client.invalidateQueries({ queryKey: numbersKey(groupId) });
    },
  });
}

const changeOf = (from: PoolNumber, to: { dnis: string; description: string }) => ({
  ...(to.dnis.trim() !== from.dnis && { dnis: to.dnis }),
  ...(to.description !== from.description && { description: to.description }),
});
