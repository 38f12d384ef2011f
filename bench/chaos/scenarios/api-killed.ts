import { equal } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectImported, expectNothing, forget } from '../lib/expect-imported.ts';
import { Installation } from '../lib/installation.ts';
import { type Scenario } from '../lib/rounds.ts';
import { endedImport, prepareUpload, send, type Upload } from '../lib/uploads.ts';

const UPLOADS = 8;
const ROWS_MAX = 3_000;
/** The uploads of a round begin within it, and so does the kill. */
const SPREAD_MS = 200;
const ENDED_WITHIN_MS = 30_000;

/**
 * R2: `kill -9` of the API among uploads. What was answered 202 is known to the API that comes after it, and ends; what
 * was cut off is there as a whole, once, or not at all.
 */
export const apiKilled = (): Scenario<Installation> => ({
  budget: 'R2',
  what: 'API killed among uploads',
  limitMs: ENDED_WITHIN_MS,
  open: () => Installation.open(),
  round: async (installation, chance) => {
    const { db } = installation;
    const sizes = Array.from({ length: UPLOADS }, () => 1 + chance.below(ROWS_MAX));
    const uploads = await Promise.all(sizes.map((rows) => prepareUpload(db, rows)));
    const answers = uploads.map((upload) => sendLater(installation, upload, chance.below(SPREAD_MS)));
    await sleep(chance.below(SPREAD_MS));
    await installation.kill('api');
    const from = performance.now();
    await installation.start('api');

    const kept = await Promise.all(uploads.map((upload) => endedImport(db, upload, ENDED_WITHIN_MS)));
    const tookMs = performance.now() - from;
    const answered = await Promise.all(answers);
    for (const [index, { groupId, numbers }] of uploads.entries()) {
      const [importId, answer] = [kept[index]?._id, answered[index]];
      if (answer) {
        equal(answer.status, 202);
        const known = await installation.client().getImport(answer.id ?? '');
        equal(known.id, importId?.toHexString(), 'a 202 is never lost');
      }
      await (importId ? expectImported(db, { importId, groupId, numbers }) : expectNothing(db, groupId));
      await forget(db, groupId);
    }
    return { tookMs, struck: whatWasCutOff(answered, kept) };
  },
});

async function sendLater(installation: Installation, upload: Upload, delayMs: number) {
  await sleep(delayMs);
  return send(installation.client(), upload);
}

function whatWasCutOff(answered: readonly unknown[], kept: readonly unknown[]): string {
  if (answered.every(Boolean)) return 'all answered';
  const isStored = answered.some((answer, index) => !answer && kept[index]);
  return isStored ? 'cut off after the write' : 'cut off before it';
}
