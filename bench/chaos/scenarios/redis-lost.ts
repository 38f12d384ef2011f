import { type CreatedCallIn, type MatchAnswer } from '@ctci/contracts';
import { OwnRedis, someNumbers } from '@ctci/testing';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance } from '@ctci/testing/chance';
import { expectImported, expectNothing, forget } from '../lib/expect-imported.ts';
import { Installation } from '../lib/installation.ts';
import { type Scenario } from '../lib/rounds.ts';
import { type Answered, endedImport, prepareUpload, send, type Upload } from '../lib/uploads.ts';
import { within } from '../lib/within.ts';

const ROWS_MAX = 2_000;
/** From one upload to the next, and from one call-in to the next. */
const PAUSE_MS = 150;
const BEFORE_MS = 1_500;
const AWAY_MS = 3_000;
const AFTER_MS = 1_000;
const ITSELF_WITHIN_MS = 30_000;

/** Each resolves once Redis is there again. */
const FAULTS: Record<string, (redis: OwnRedis, awayMs: number) => Promise<void>> = {
  'killed, back with its file': async (redis, awayMs) => {
    await redis.kill();
    await sleep(awayMs);
    await redis.start();
  },
  'killed, back with nothing': async (redis, awayMs) => {
    await redis.kill();
    await sleep(awayMs);
    await redis.forget();
    await redis.start();
  },
  restarted: async (redis) => {
    await redis.stop();
    await redis.start();
  },
  flushed: (redis) => redis.flush(),
};

class Site {
  readonly installation: Installation;
  readonly redis: OwnRedis;

  private constructor(installation: Installation, redis: OwnRedis) {
    this.installation = installation;
    this.redis = redis;
  }

  static async open(): Promise<Site> {
    const redis = await OwnRedis.start();
    return new Site(await Installation.open(redis.url), redis);
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.redis.kill();
  }
}

/**
 * R3: Redis is lost while files are uploaded without a pause. Every upload is answered, 202 or a clear 503; what was
 * accepted ends, and all processes are well again. Meanwhile every call-in is made, and matched by its call.
 */
export const redisLost = (): Scenario<Site> => ({
  budget: 'R3',
  what: 'Redis killed, restarted, emptied, flushed among uploads',
  limitMs: ITSELF_WITHIN_MS,
  open: () => Site.open(),
  round: async ({ installation, redis }, chance, round) => {
    const fault = Object.keys(FAULTS)[round % Object.keys(FAULTS).length] ?? '';
    const moments = [BEFORE_MS, AWAY_MS, AFTER_MS].map((limitMs) => chance.below(limitMs));
    const [beforeMs = 0, awayMs = 0, afterMs = 0] = moments;
    const uploading = new AbortController();
    const uploads = uploadOn(installation, chance, uploading.signal);
    const calls = callOn(installation, uploading.signal);
    await sleep(beforeMs);
    await FAULTS[fault]?.(redis, awayMs);
    const from = performance.now();
    await sleep(afterMs);
    uploading.abort();

    const sent = await uploads;
    deepEqual(new Set(await calls), new Set(['201 matched']));
    const kept = await Promise.all(sent.map(({ upload }) => endedImport(installation.db, upload, ITSELF_WITHIN_MS)));
    await within(ITSELF_WITHIN_MS, () => installation.isWell(), Boolean);
    const tookMs = performance.now() - from;
    for (const [index, { upload, answer }] of sent.entries()) {
      const importId = kept[index]?._id;
      ok(answer?.status === 202 || (answer?.status === 503 && answer.code), `answered ${answer?.status}`);
      equal(importId !== undefined, answer.status === 202, 'what is accepted is kept, and nothing else');
      await (importId
        ? expectImported(installation.db, { importId, ...upload })
        : expectNothing(installation.db, upload.groupId));
      await forget(installation.db, upload.groupId);
    }
    return { tookMs, struck: fault };
  },
});

interface Sent {
  readonly upload: Upload;
  readonly answer: Answered | null;
}

/** Begins one upload after the other until told to stop; resolves when each has been answered. */
async function uploadOn(installation: Installation, chance: Chance, signal: AbortSignal): Promise<Sent[]> {
  const sent: Promise<Sent>[] = [];
  while (!signal.aborted) {
    const upload = await prepareUpload(installation.db, 1 + chance.below(ROWS_MAX));
    sent.push(send(installation.client(), upload).then((answer) => ({ upload, answer })));
    await sleep(PAUSE_MS);
  }
  return Promise.all(sent);
}

/** Makes one call-in after the other and calls its number, until told to stop; how each was answered. */
async function callOn(installation: Installation, signal: AbortSignal): Promise<string[]> {
  const { _id: groupId, name: groupName } = await installation.db.group({ numbers: someNumbers(100) });
  const client = installation.client();
  const answers: string[] = [];
  while (!signal.aborted) {
    const { status, body } = await client.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName });
    const { toPhoneNumber: dnis, accessCode } = body;
    const call = await client.send<MatchAnswer>('POST', '/api/v1/call-ins/match', { dnis, accessCode });
    answers.push(`${status} ${call.body.outcome}`);
    await sleep(PAUSE_MS);
  }
  await forget(installation.db, groupId);
  return answers;
}
