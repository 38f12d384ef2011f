import { type Group } from '@ctci/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal, send } from '../app/api.js';
import { useStrings } from '../app/strings/language.js';
import { tell } from '../app/told.js';
import { groupQuery } from './queries.js';
import { useChecks } from './use-checks.js';

export type SettingsDraft = Group['settings'];

/** The version of a group that a form was begun with. */
interface Base {
  readonly settings: SettingsDraft;
  readonly etag: string | null;
}

/** Somebody else was faster: what was there before, what they saved, and what was changed here. */
export interface Conflict {
  readonly before: SettingsDraft;
  readonly theirs: SettingsDraft;
  readonly mine: Partial<SettingsDraft>;
}

/**
 * Settings while they are changed. Until something is, they follow what others save; from then on they stay, and the
 * version they were begun with goes with the change, so that nothing of somebody else's is overwritten unseen.
 */
export function useSettingsForm(group: Group, etag: string | null) {
  const { groups } = useStrings();
  const client = useQueryClient();
  const checks = useChecks();
  const [base, setBase] = useState<Base>({ settings: group.settings, etag });
  const [draft, setDraft] = useState(group.settings);
  const [theirs, setTheirs] = useState<Base | null>(null);
  const isDirty = differences(base.settings, draft).length > 0;
  const adopt = (saved: Base, mine: Partial<SettingsDraft> = {}) => {
    setBase(saved);
    setDraft({ ...saved.settings, ...mine });
    setTheirs(null);
  };
  if (!isDirty && !theirs && etag !== base.etag) adopt({ settings: group.settings, etag });

  const save = useMutation({
    mutationFn: () =>
      send<Group>('PATCH', `/groups/${group.id}`, {
        body: { settings: toSend(base.settings, draft) },
        ifMatch: base.etag,
      }),
    onSuccess: async (saved) => {
      // A read that began before the change would bring back what was before it.
      await client.cancelQueries(groupQuery(group.id));
      client.setQueryData(groupQuery(group.id).queryKey, { group: saved.body, etag: saved.etag });
      adopt({ settings: saved.body.settings, etag: saved.etag });
      tell(groups.saved);
    },
    onError: async (error) => {
      if (!(error instanceof Refusal) || error.status !== 412) return;
      const saved = await client.query({ ...groupQuery(group.id), staleTime: 0 });
      setTheirs({ settings: saved.group.settings, etag: saved.etag });
    },
  });
  const problems = checks?.checkSettings(draft) ?? {};
  const mine = edited(base.settings, draft);
  const conflict: Conflict | null = theirs && { before: base.settings, theirs: theirs.settings, mine };
  return {
    ...{ draft, problems, isDirty, conflict, isValid: Object.keys(problems).length === 0 },
    isSaving: save.isPending,
    error: conflict || (save.error instanceof Refusal && save.error.status === 412) ? null : save.error,
    change: (change: Partial<SettingsDraft>) => {
      setDraft((now) => ({ ...now, ...change }));
      save.reset();
    },
    save: () => {
      save.mutate();
    },
    discard: () => {
      adopt(base);
    },
    takeTheirs: () => {
      if (theirs) adopt(theirs);
    },
    keepMine: () => {
      if (theirs) adopt(theirs, mine);
    },
  };
}

export const differences = (a: SettingsDraft, b: SettingsDraft): (keyof SettingsDraft)[] =>
  (Object.keys(a) as (keyof SettingsDraft)[]).filter((name) => a[name] !== b[name]);

/** Only what was changed: what somebody else has changed beside it stays. */
const edited = (before: SettingsDraft, draft: SettingsDraft): Partial<SettingsDraft> =>
  Object.fromEntries(differences(before, draft).map((name) => [name, draft[name]]));

const toSend = (before: SettingsDraft, draft: SettingsDraft): Partial<SettingsDraft> =>
  edited(before, { ...draft, overflowNumber: draft.overflowNumber === '' ? null : draft.overflowNumber });
