import { equal } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectImported, expectNothing, forget } from '../lib/expect-imported.ts';
import { Installation } from '../lib/installation.ts';
import { type Scenario } from '../lib/rounds.ts';
import { type Answered, endedImport, prepareUpload, send, type Upload } from '../lib/uploads.ts';
import { within } from '../lib/within.ts';

const UPLOADS = 8;
const ROWS_MAX = 3_000;
/** The uploads of a round begin within it, and so does the kill. */
const SPREAD_MS = 200;
const ENDED_WITHIN_MS = 60_000;
const ROUNDS_AGAIN = 4;

/**
 * R2: `kill -9` of the API among uploads. What was answered 202 is known to the API that comes after it, and ends; what
 * was cut off is there as a whole, once, or not at all. In every fourth round half of that is sent again with the same key,
 * which makes one import in the end, whatever the first try has done.
 */
export const apiKilled = (): Scenario<Installation> => ({
  budget: 'R2',
  what: 'API killed among uploads',
  limitMs: ENDED_WITHIN_MS,
  open: () => Installation.open(),
  round: async (installation, chance, round) => {
    const { db } = installation;
    const sizes = Array.from({ length: UPLOADS }, () => 1 + chance.below(ROWS_MAX));
    const uploads = await Promise.all(sizes.map((rows) => prepareUpload(db, rows)));
    const answers = uploads.map((upload) => sendLater(installation, upload, chance.below(SPREAD_MS)));
    await sleep(chance.below(SPREAD_MS));
    await installation.kill('api');
    const from = performance.now();
    await installation.start('api');

    const first = await Promise.all(answers);
    const isStored = await Promise.all(uploads.map(({ groupId }) => db.stored.imports.findOne({ groupId })));
    const answered = await Promise.all(
      uploads.map(async (upload, index) => {
        const isSentAgain = round % ROUNDS_AGAIN === ROUNDS_AGAIN - 1 && index % 2 === 0;
        return first[index] ?? (isSentAgain ? sendAgain(installation, upload) : null);
      }),
    );
    const kept = await Promise.all(uploads.map((upload) => endedImport(db, upload, ENDED_WITHIN_MS)));
    const tookMs = performance.now() - from;
    for (const [index, { groupId, numbers }] of uploads.entries()) {
      const [importId, answer] = [kept[index]?._id, answered[index]];
      if (answer) {
        equal(answer.status, 202, JSON.stringify(answer));
        const known = await installation.client().getImport(answer.id ?? '');
        equal(known.id, importId?.toHexString(), 'a 202 is never lost');
      }
      await (importId ? expectImported(db, { importId, groupId, numbers }) : expectNothing(db, groupId));
      await forget(db, groupId);
    }
    return { tookMs, struck: whatWasCutOff(first, isStored) };
  },
});

async function sendLater(installation: Installation, upload: Upload, delayMs: number) {
  await sleep(delayMs);
  return send(installation.client(), upload);
}

/** As long as the first try may still be running: a claim whose process died lapses after 30 s. */
async function sendAgain(installation: Installation, upload: Upload) {
  const isRunning = (answer: Answered | null) => !answer || answer.status === 409;
  const { answer } = await within(
    ENDED_WITHIN_MS,
    () => send(installation.client(), upload),
    (one) => !isRunning(one),
  );
  return answer;
}

function whatWasCutOff(answered: readonly unknown[], kept: readonly unknown[]): string {
  if (answered.every(Boolean)) return 'all answered';
  const isWritten = answered.some((answer, index) => !answer && kept[index]);
  return isWritten ? 'cut off after the write' : 'cut off before it';
}
