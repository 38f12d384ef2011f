import { type Operation, type PoolChange } from './operation.js';
import { type Violation } from './violation.js';

type Changes = Readonly<Record<'add' | 'remove', readonly PoolChange[]>>;

/** Numbers that a group answered though it had certainly left its pool before that was asked. */
export function checkLeavers(history: readonly Operation[]): Violation[] {
  const changes = changesOf(history);
  return history.flatMap((create) => {
    if (create.kind !== 'create') return [];
    const { add = [], remove = [] } = changes.get(key(create.callIn)) ?? {};
    const removal = remove.find(
      (left) =>
        left.outcome === 'done' &&
        left.endedAt <= create.startedAt &&
        add.every((came) => came.endedAt <= left.startedAt || create.endedAt <= came.startedAt),
    );
    return removal ? [{ code: 'HANDED_OUT_AFTER_LEAVING' as const, operations: [removal, create] }] : [];
  });
}

/** Numbers that two groups certainly had at once. */
export function checkMembership(history: readonly Operation[]): Violation[] {
  const memberships = [...changesOf(history).values()].flatMap(certainMemberships);
  const byNumber = Map.groupBy(memberships, ({ add }) => add.dnis);
  return [...byNumber.values()].flatMap((ofNumber) =>
    ofNumber.flatMap((one, index) =>
      ofNumber
        .slice(index + 1)
        .filter((other) => one.add.groupId !== other.add.groupId && one.from < other.to && other.from < one.to)
        .map((other) => ({ code: 'IN_TWO_GROUPS' as const, operations: [one.add, other.add] })),
    ),
  );
}

/** From the end of each coming to the beginning of the first going that may have come after it. */
function certainMemberships({ add, remove }: Changes) {
  return add.flatMap((came) => {
    if (came.outcome !== 'done') return [];
    const goings = remove.filter((left) => left.endedAt > came.startedAt).map(({ startedAt }) => startedAt);
    const to = Math.min(Infinity, ...goings);
    return came.endedAt < to ? [{ add: came, from: came.endedAt, to }] : [];
  });
}

function changesOf(history: readonly Operation[]): Map<string, Changes> {
  const changes = history.filter(({ kind }) => kind === 'add' || kind === 'remove') as PoolChange[];
  return new Map(
    [...Map.groupBy(changes, (change) => key(change))].map(([group, all]) => [
      group,
      { add: all.filter(({ kind }) => kind === 'add'), remove: all.filter(({ kind }) => kind === 'remove') },
    ]),
  );
}

const key = ({ groupId, dnis }: { readonly groupId: string; readonly dnis: string }) => `${groupId} ${dnis}`;
