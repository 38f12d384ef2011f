import { type Create, type Operation } from './operation.js';

/** During which a call-in certainly lived, whatever happened between a question and its answer. */
export interface CertainLife {
  readonly create: Create;
  readonly from: number;
  /** Not included. Before `from` when nothing is certain. */
  readonly to: number;
}

/**
 * When each call-in certainly lived: from the moment that its maker was told of it to its `expiresAt`, or to the first
 * question that ended it, or may have.
 */
export function certainLives(history: readonly Operation[]): CertainLife[] {
  const ends = endingsOf(history);
  return history.flatMap((create) => {
    if (create.kind !== 'create') return [];
    const { id, dnis, expiresAt } = create.callIn;
    const told = ends.ofCallIn.get(id) ?? [];
    const unknown = (ends.unknownOn.get(dnis) ?? []).filter(({ endedAt }) => endedAt > create.startedAt);
    const to = [...told, ...unknown].reduce((first, { startedAt }) => Math.min(first, startedAt), expiresAt);
    return [{ create, from: create.endedAt, to }];
  });
}

/** Of what has ended a call-in or may have: by the call-in, and where only the dialled number is known, by that. */
function endingsOf(history: readonly Operation[]) {
  const ofCallIn = new Map<string, Operation[]>();
  const unknownOn = new Map<string, Operation[]>();
  for (const operation of history) {
    if (operation.kind === 'cancel' && operation.outcome !== 'refused') push(ofCallIn, operation.callInId, operation);
    if (operation.kind !== 'match' || operation.outcome === 'rejected') continue;
    if (operation.callInId === null) push(unknownOn, operation.dnis, operation);
    else push(ofCallIn, operation.callInId, operation);
  }
  return { ofCallIn, unknownOn };
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
