import { type CallInState, hasEnded } from '@ctci/domain';
import { type Create, type Match, type Operation, type Span } from './operation.js';
import { type Violation, type ViolationCode } from './violation.js';

/** One end of a call-in, as it was told by one or more operations. */
interface Told extends Span {
  readonly state: CallInState;
  readonly operation: Operation;
  /** It says that this very operation ended it. */
  readonly isDoer: boolean;
}

/** Every call-in ended once, in one state, in its time. At the end of the history each must have been looked at. */
export function checkEnds(history: readonly Operation[]): Violation[] {
  const told = Map.groupBy(toldBy(history), ({ operation }) => callInOf(operation));
  const violations: Violation[] = [];
  const seen = new Set<string>();
  for (const create of history) {
    if (create.kind !== 'create') continue;
    seen.add(create.callIn.id);
    violations.push(...checkOne(told.get(create.callIn.id) ?? [], create));
  }
  // Its maker was never told of it; others were.
  for (const [id, ends] of told) if (!seen.has(id)) violations.push(...checkOnce(ends));
  return violations;
}

function checkOne(told: readonly Told[], create: Create): Violation[] {
  const { expiresAt } = create.callIn;
  const violation = (code: ViolationCode, { operation }: Pick<Told, 'operation'>) => ({
    code,
    operations: [create, operation],
  });
  const firstEnd = Math.min(...told.filter(({ state }) => hasEnded(state)).map(({ endedAt }) => endedAt));
  const livedOn = told.filter(
    ({ state, startedAt, isDoer }) =>
      (startedAt >= expiresAt && (isDoer || state === 'waiting')) || (state === 'waiting' && startedAt >= firstEnd),
  );
  const early = told.filter(({ state, endedAt }) => state === 'expired' && endedAt < expiresAt);
  const isLeft = firstEnd === Infinity;
  return [
    ...checkOnce(told),
    ...livedOn.map((one) => violation('LIVED_ON', one)),
    ...early.map((one) => violation('ENDED_EARLY', one)),
    ...(isLeft ? [{ code: 'NEVER_ENDED' as const, operations: [create] }] : []),
  ];
}

function checkOnce(told: readonly Told[]): Violation[] {
  const [first, ...others] = told.filter(({ state }) => hasEnded(state));
  if (!first) return [];
  const other = others.find(({ state }) => state !== first.state);
  const [doer, second] = told.filter(({ isDoer }) => isDoer);
  return [
    ...(other ? [{ code: 'ENDED_TWICE' as const, operations: [first.operation, other.operation] }] : []),
    ...(second && doer?.state === second.state
      ? [{ code: TWICE[doer.state], operations: [doer.operation, second.operation] }]
      : []),
  ];
}

const TWICE: Readonly<Record<CallInState, ViolationCode>> = {
  waiting: 'ENDED_TWICE',
  matched: 'MATCHED_TWICE',
  expired: 'ENDED_TWICE',
  cancelled: 'ENDED_TWICE',
};

function toldBy(history: readonly Operation[]): Told[] {
  const calls = history.filter((operation) => operation.kind === 'match');
  return [
    ...[...Map.groupBy(calls, (call) => call.callId ?? call).values()].flatMap(matchings),
    ...history.flatMap((operation): Told[] => {
      const { startedAt, endedAt } = operation;
      const span = { startedAt, endedAt, operation };
      if (operation.kind === 'look') return [{ ...span, state: operation.state, isDoer: false }];
      if (operation.kind !== 'cancel' || operation.outcome !== 'cancelled') return [];
      return [{ ...span, state: 'cancelled', isDoer: true }];
    }),
  ];
}

/** What one call, told once or again and again, was joined to: more than one only where something is wrong. */
function matchings(repetitions: readonly Match[]): Told[] {
  const startedAt = Math.min(...repetitions.map((call) => call.startedAt));
  const matched = Map.groupBy(repetitions, ({ callInId }) => callInId);
  matched.delete(null);
  return [...matched.values()].flatMap(([operation, ...again]) =>
    operation
      ? [
          {
            ...matchedBy(operation),
            startedAt,
            endedAt: Math.min(...[operation, ...again].map((call) => call.endedAt)),
          },
        ]
      : [],
  );
}

const matchedBy = (operation: Match) => ({ state: 'matched' as const, operation, isDoer: true });

function callInOf(operation: Operation): string {
  if (operation.kind === 'match' || operation.kind === 'cancel' || operation.kind === 'look') {
    return operation.callInId ?? '';
  }
  throw new Error(`${operation.kind} tells of no end`);
}
