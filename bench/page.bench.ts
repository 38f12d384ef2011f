/**
 * P13: a group of 10,000 numbers in a real Chromium on this machine. From navigation to the first number, against the
 * same page with a group of ten; and a scroll through all of them, in which every frame must show rows.
 */
import { aDnis, ApiClient, startApp, testMongoUri, uniquePrefix } from '@ctci/testing';
import { randomBytes } from 'node:crypto';
import { open, openBrowser, signIn } from '../apps/web/test/support/browser.ts';
import { aPerson } from '../apps/web/test/support/people.ts';
import { median, spread } from './lib/measure.ts';
import { report } from './lib/report.ts';

const NUMBERS = 10_000;
const ROUNDS = 9;
const FIRST_NUMBER_LIMIT_MS = 1_000;

const apiKey = randomBytes(24).toString('hex');
const app = await startApp('api', {
  MONGODB_URI: testMongoUri(),
  QUEUE_PREFIX: uniquePrefix(),
  BOOTSTRAP_API_KEY: apiKey,
});
const api = new ApiClient(app.url, apiKey);
const groupOf = (name: string, count: number) =>
  api.createGroup({ name, numbers: Array.from({ length: count }, () => ({ dnis: aDnis(), description: 'Claims' })) });
const [large, small] = [await groupOf('large', NUMBERS), await groupOf('small', 10)];

const browser = await openBrowser();
const page = await signIn(await open(browser, app.url), await aPerson(api, 'administrator', 'Ada Lovelace'));

/** Milliseconds from navigation until the first number is in the document, by the browser's own clock. */
async function firstNumber(groupId: string): Promise<number> {
  await page.goto(`/config?group=${groupId}`, { waitUntil: 'commit' });
  const row = page.locator('[role=table] .number').first();
  await row.waitFor();
  return page.evaluate(() => performance.now());
}

/** Frames of a scroll through everything, and those of them in which the middle of the list was blank. */
async function scroll(of: typeof page): Promise<{ frames: number; blank: number }> {
  await of.locator('[role=table][aria-rowcount="10001"]').waitFor();
  return of.locator('[role=table]').evaluate(
    (table) =>
      new Promise<{ frames: number; blank: number }>((resolve) => {
        const { left, top, width, height } = table.getBoundingClientRect();
        let [frames, blank] = [0, 0];
        const step = () => {
          const shown = document.elementFromPoint(left + width / 2, top + height / 2);
          frames += 1;
          if (!shown?.closest('.grid-row')) blank += 1;
          if (table.scrollTop + table.clientHeight >= table.scrollHeight - 1) resolve({ frames, blank });
          else {
            table.scrollTop += 1_200;
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
      }),
  );
}

const times: { large: number[]; small: number[] } = { large: [], small: [] };
for (let round = -1; round < ROUNDS; round += 1) {
  const [ofSmall, ofLarge] = [await firstNumber(small.id), await firstNumber(large.id)];
  if (round < 0) continue; // unmeasured
  times.small.push(ofSmall);
  times.large.push(ofLarge);
}
const { frames, blank } = await scroll(page);

const ms = (figures: readonly number[]) => ({
  median: `${Math.round(median(figures))} ms`,
  range: `${spread(figures)} ms`,
});
await report(
  'page',
  [
    { budget: '', what: 'first number of 10', ...ms(times.small), ratio: '', limit: '', met: null },
    {
      ...{ budget: 'P13', what: `first number of ${NUMBERS}`, ...ms(times.large) },
      ratio: `${(median(times.large) / median(times.small)).toFixed(2)} ×`,
      ...{ limit: `≤ ${FIRST_NUMBER_LIMIT_MS} ms`, met: median(times.large) <= FIRST_NUMBER_LIMIT_MS },
    },
    {
      ...{ budget: 'P13', what: `blank frames of ${frames} in a scroll`, median: String(blank), range: '' },
      ...{ ratio: '', limit: '0', met: blank === 0 },
    },
  ],
  { rounds: ROUNDS, ...times, frames, blank },
);

await browser.close();
await app.stop();
