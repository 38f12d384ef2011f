import { type PoolNumber } from '@ctci/contracts';
import { Button, Stack, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../app/api.js';
import { Guard } from '../app/guard.js';
import { AddIcon } from '../app/icons.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { sayField } from '../app/strings/said.js';
import { tell } from '../app/told.js';
import { unique } from '../app/unique.js';
import { CheckedField } from './number-fields.js';
import { groupQuery, numbersKey } from './queries.js';
import { useChecks } from './use-checks.js';

/** The key goes with what was typed: sent again after a broken connection it adds nothing twice. */
const empty = () => ({ dnis: '', description: '', key: unique() });
type Draft = ReturnType<typeof empty>;

export function AddNumber({ groupId }: { readonly groupId: string }) {
  const { groups, said } = useStrings();
  const checks = useChecks();
  const [draft, setDraft] = useState(empty);
  const add = useAdd(groupId, () => {
    setDraft(empty());
  });
  const change = (changed: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...changed, key: unique() }));
    add.reset();
  };
  const wrong = {
    dnis: draft.dnis === '' ? null : (checks?.checkDnis(draft.dnis) ?? null),
    description: checks?.checkDescription(draft.description) ?? null,
  };
  const warning = draft.dnis !== '' && !wrong.dnis ? checks?.warningOf(draft.dnis) : null;
  const isValid = draft.dnis.trim() !== '' && !wrong.dnis && !wrong.description;
  return (
    <form
      aria-labelledby="add-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) add.mutate(draft);
      }}
    >
      <Guard isDirty={draft.dnis + draft.description !== ''} />
      <Stack gap="xs">
        <Title order={3} size="h5" id="add-title">
          {groups.add}
        </Title>
        <div className="add-number">
          <CheckedField
            label={groups.newDnis}
            hint={warning ? sayField(said, warning) : groups.newDnisHint}
            value={draft.dnis}
            finding={wrong.dnis}
            isNumber
            onChange={(dnis) => {
              change({ dnis });
            }}
          />
          <CheckedField
            label={groups.description}
            hint={groups.descriptionHint}
            value={draft.description}
            finding={wrong.description}
            onChange={(description) => {
              change({ description });
            }}
          />
          <Button type="submit" leftSection={<AddIcon />} disabled={!isValid} loading={add.isPending}>
            {groups.add}
          </Button>
        </div>
        <Problem error={add.error} />
      </Stack>
    </form>
  );
}

function useAdd(groupId: string, onAdded: () => void) {
  const { groups } = useStrings();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...number }: Draft) =>
      send<PoolNumber>('POST', `/groups/${groupId}/numbers`, { body: number, idempotencyKey: key }),
    onSuccess: async ({ body }) => {
      onAdded();
      tell(groups.numberAdded(body.dnis));
      await client.invalidateQueries({ queryKey: numbersKey(groupId) });
      await client.invalidateQueries(groupQuery(groupId));
    },
  });
}
