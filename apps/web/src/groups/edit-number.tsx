import { type PoolNumber } from '@ctci/contracts';
import { Alert, Button, Group as Row, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { read, Refusal, send } from '../app/api.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { type Finding } from './checks.js';
import { CheckedField, type NumberDraft } from './number-fields.js';
import { numbersKey } from './queries.js';
import { useChecks } from './use-checks.js';
import { type NumberEdit, type useNumberEdit } from './use-number-edit.js';
import { useVersion } from './use-version.js';

interface EditNumberProps extends Pick<ReturnType<typeof useNumberEdit>, 'change' | 'goTo' | 'leave'> {
  readonly groupId: string;
  readonly edit: NumberEdit;
}

/** In the row itself. The version that was there when the edit began goes with it. */
export function EditNumber(props: EditNumberProps) {
  const { groupId, edit, change, goTo, leave } = props;
  const { app, groups } = useStrings();
  const { dnis, description } = edit.draft;
  const checks = useChecks();
  const wrong = { dnis: checks?.checkDnis(dnis) ?? null, description: checks?.checkDescription(description) ?? null };
  const path = `/groups/${groupId}/numbers/${encodeURIComponent(edit.number.dnis)}`;
  const save = useSave(path, props);
  const isGone = useIsGone(path) && !save.isPending;
  const isValid = !wrong.dnis && !wrong.description && !isGone;
  return (
    <form
      aria-label={groups.editNumber(edit.number.dnis)}
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) save.mutate(edit.draft);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') goTo(null);
      }}
    >
      <Stack gap="xs" py={4}>
        {isGone && (
          <Alert role="alert" color="red" p="xs">
            {groups.numberGone}
          </Alert>
        )}
        <Fields edit={edit} wrong={wrong} change={change} />
        <Problem error={isGone ? null : save.error} />
        <Row gap="xs">
          <Button type="submit" size="xs" disabled={!isValid} loading={save.isPending}>
            {app.save}
          </Button>
          <Button size="xs" variant="default" onClick={leave}>
            {app.cancel}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

interface FieldsProps extends Pick<EditNumberProps, 'edit' | 'change'> {
  readonly wrong: Readonly<Record<keyof NumberDraft, Finding | null>>;
}

function Fields({ edit: { draft }, wrong, change }: FieldsProps) {
  const { groups } = useStrings();
  return (
    <>
      <CheckedField
        label={groups.dnis}
        value={draft.dnis}
        finding={wrong.dnis}
        isNumber
        autoFocus
        onChange={(dnis) => {
          change({ dnis });
        }}
      />
      <CheckedField
        label={groups.description}
        value={draft.description}
        finding={wrong.description}
        onChange={(description) => {
          change({ description });
        }}
      />
    </>
  );
}

function useSave(path: string, { groupId, edit: { number }, leave }: EditNumberProps) {
  const { groups } = useStrings();
  const client = useQueryClient();
  const version = useVersion(path, number);
  return useMutation({
    mutationFn: async (to: NumberDraft) =>
      send<PoolNumber>('PATCH', path, { body: changeOf(number, to), ifMatch: await version() }),
    onSuccess: async ({ body }) => {
      await client.invalidateQueries({ queryKey: numbersKey(groupId) });
      tell(groups.numberSaved(body.dnis));
      leave();
    },
    onError: (error) => {
      if (error instanceof Refusal && [404, 412].includes(error.status))
        void client.invalidateQueries({ queryKey: numbersKey(groupId) });
    },
  });
}

/** Whether somebody has deleted the number meanwhile, whatever the list shows. */
function useIsGone(path: string): boolean {
  const { data, error } = useQuery({
    queryKey: ['edited-number', path],
    queryFn: ({ signal }) => read<PoolNumber>(path, signal),
    refetchInterval: LOOK_EVERY_MS,
    gcTime: 0,
  });
  return data?.state === 'draining' || (error instanceof Refusal && error.status === 404);
}

const changeOf = (from: PoolNumber, to: NumberDraft) => ({
  ...(to.dnis.trim() !== from.dnis && { dnis: to.dnis }),
  ...(to.description !== from.description && { description: to.description }),
});

const LOOK_EVERY_MS = 2_000;
