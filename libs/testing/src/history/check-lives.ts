import { type CertainLife } from './certain-life.js';
import { type Match, type Operation } from './operation.js';
import { type Violation, type ViolationCode } from './violation.js';

/** Call-ins that certainly lived on one number at once though one of them held it alone, or rested from that. */
export function checkLeases(lives: readonly CertainLife[]): Violation[] {
  return byNumber(lives).flatMap((onNumber) => {
    const unique = overlaps(onNumber, 'NUMBER_HELD_TWICE', ({ create }) => create.callIn.isUnique, restedAt);
    const shared = overlaps(
      onNumber,
      'NUMBER_HELD_TWICE',
      () => true,
      ({ to }) => to,
    ).filter(({ operations }) => kinds(operations).size === 2);
    return [...unique, ...shared];
  });
}

/** Access codes that two call-ins of one number had at once. */
export function checkCodes(lives: readonly CertainLife[]): Violation[] {
  return byNumber(lives).flatMap((onNumber) => {
    const coded = onNumber.filter(({ create }) => create.callIn.accessCode !== null);
    const byCode = Map.groupBy(coded, ({ create }) => create.callIn.accessCode);
    return [...byCode.values()].flatMap((alike) =>
      overlaps(
        alike,
        'CODE_LIVES_TWICE',
        () => true,
        ({ to }) => to,
      ),
    );
  });
}

/** Calls that were joined to nothing though a call-in that they were for certainly lived from before them to after. */
export function checkMissedCalls(history: readonly Operation[], lives: readonly CertainLife[]): Violation[] {
  const calls = history.filter((operation) => operation.kind === 'match');
  const told = Map.groupBy(calls, ({ callId }) => callId);
  const isRepeated = ({ callId }: Match) => callId !== null && (told.get(callId)?.length ?? 0) > 1;
  const onNumber = Map.groupBy(lives, ({ create }) => create.callIn.dnis);
  return calls.flatMap((call) => {
    if (call.outcome !== 'rejected' || isRepeated(call)) return [];
    const missed = onNumber.get(call.dnis)?.find((life) => isFor(call, life));
    return missed ? [{ code: 'CALL_MISSED' as const, operations: [missed.create, call] }] : [];
  });
}

const isFor = (call: Match, { create: { callIn }, from, to }: CertainLife): boolean =>
  from < call.startedAt &&
  call.endedAt < to &&
  (callIn.accessCode === null ? callIn.isUnique && call.accessCode === null : callIn.accessCode === call.accessCode);

const byNumber = (lives: readonly CertainLife[]) => [
  ...Map.groupBy(lives, ({ create }) => create.callIn.dnis).values(),
];

const kinds = (creates: readonly Operation[]) =>
  new Set(creates.map((create) => create.kind === 'create' && create.callIn.isUnique));

/** Each of these that began before the last one of those before it had ended, with that one. */
function overlaps(
  lives: readonly CertainLife[],
  code: ViolationCode,
  counts: (life: CertainLife) => boolean,
  endOf: (life: CertainLife) => number,
): Violation[] {
  const inOrder = lives.filter((life) => life.from < life.to && counts(life)).sort((a, b) => a.from - b.from);
  let last: CertainLife | undefined;
  const violations: Violation[] = [];
  for (const life of inOrder) {
    if (last && life.from < endOf(last)) violations.push({ code, operations: [last.create, life.create] });
    if (!last || endOf(life) > endOf(last)) last = life;
  }
  return violations;
}

const restedAt = ({ create, to }: CertainLife) => to + create.callIn.coolDownMs;
