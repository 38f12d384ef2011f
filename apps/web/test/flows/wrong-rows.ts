import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { type Page, type WebSocketRoute } from 'playwright-core';
import { signIn } from '../support/browser.js';
import { choose, count, poolSize } from '../support/import-page.js';
import { fileWithMistakes, finished } from '../support/life.js';
import { type Stage } from '../support/stage.js';

/** What the service tells the page, which can be held back and let through again, as by a slow network. */
async function slowNews(page: Page) {
  const held: (string | Buffer)[] = [];
  const connected = Promise.withResolvers<undefined>();
  let isHeld = false;
  let toPage: WebSocketRoute | undefined;
  await page.routeWebSocket('**/socket.io/**', (route) => {
    toPage = route;
    const service = route.connectToServer();
    route.onMessage((message) => {
      service.send(message);
      if (message === UPGRADED) connected.resolve(undefined);
    });
    service.onMessage((message) => {
      if (isHeld) held.push(message);
      else route.send(message);
    });
  });
  return {
    isConnected: connected.promise,
    hold: () => {
      isHeld = true;
    },
    letThrough: () => {
      isHeld = false;
      for (const message of held.splice(0)) toPage?.send(message);
    },
  };
}

/** What Engine.IO says when a connection goes on as a WebSocket. */
const UPGRADED = '5';

/** Mending in place, by one or by two, and leaving out. */
export function wrongRowFlows(stage: Stage): void {
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  describe('wrong rows', () => {
    it('are mended in place: one, all of a kind, discarded; kept over a reload; checked again and imported', async () => {
      const group = await stage.group();
      const page = await stage.visit(`/groups/${group.id}/import`);
      await choose(page, fileWithMistakes());
      await button(page, 'Import now').click();
      await page.getByText('Some rows are wrong. Nothing has been written.').waitFor();
      await page.getByText('10 rows open').waitFor();

      await button(page, /^Accept all 4 suggestions: Not in E\.164/).click();
      await button(page, 'Discard, Line 12').click();
      await page.getByLabel('Number in line 10').fill('+1888555');
      await page.getByText('No number in this country has so many digits').last().waitFor();
      await page.getByLabel('Number in line 10').fill('+18885550199');
      await page.getByText('4 rows open · 5 mended, 1 discarded').waitFor();
      await page.reload();
      await page.getByText('4 rows open · 5 mended, 1 discarded').waitFor();

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download refused rows' }).click();
      expect(await readFile(await (await download).path(), 'utf8')).toContain('number,description,rejected because');

      await button(page, 'Check again').click();
      await page.getByText('4 rows open', { exact: true }).waitFor();
      for (const kind of ['Comma missing', 'Twice in the file', 'Description too long']) {
        await button(page, new RegExp(`^Accept 1 suggestion: ${kind}`)).click();
      }
      await button(page, 'Discard the 1 open row').click();
      await button(page, 'Check again').click();
      await page.getByText('The pool is as the file says.').waitFor();
      expect([await count(page, 'created'), await count(page, 'rejected'), await poolSize(stage, group)]).toEqual([
        '9',
        '3',
        9,
      ]);
      await page.context().close();
    });

    it('of a check are left out of the commit, if that is wanted', async () => {
      const group = await stage.group();
      const page = await stage.visit(`/groups/${group.id}/import`);
      await choose(page, fileWithMistakes('+1855555'));
      await button(page, 'Check first').click();
      await page.evaluate(() => {
        Storage.prototype.setItem = () => {
          throw new DOMException('no room', 'QuotaExceededError');
        };
      });
      await button(page, 'Discard, Line 10').click();
      await button(page, 'Import, leaving out 9 refused rows').click();
      await page.getByText('The pool is as the file says.').waitFor();
      expect([await poolSize(stage, group), await count(page, 'rejected')]).toEqual([2, '10']);
      await page.getByRole('cell', { name: 'call us' }).waitFor();
      await page.context().close();
    });

    it('that another administrator has mended meanwhile are not mended twice, and one’s own mending is not lost', async () => {
      const group = await stage.group();
      const started = await stage.api.startImport(group.id, fileWithMistakes('+1866555'));
      const page = await stage.visit(`/imports/${started.id}`);
      const news = await slowNews(page);
      await page.reload();
      await page.getByText('10 rows open').waitFor();
      await news.isConnected;
      for (const line of [10, 12]) await button(page, `Discard, Line ${line}`).click();
      await stage.world.signal('import-worker', 'SIGSTOP');
      try {
        const body = { discard: [12, 6] };
        news.hold();
        expect((await stage.api.send('POST', `/api/v1/imports/${started.id}/corrections`, body)).status).toBe(202);
        await button(page, 'Check again').click();
        news.letThrough();
      } finally {
        await stage.world.signal('import-worker', 'SIGCONT');
      }
      await page.getByText('7 rows open · 0 mended, 1 discarded').waitFor();

      const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('corrections:')));
      expect(await kept()).toHaveLength(1);
      await button(page, 'Check again').click();
      await page.getByText('7 rows open', { exact: true }).waitFor();
      expect(await kept()).toEqual([]);
      await button(page, 'Discard, Line 5').click();
      await page.getByText('6 rows open').waitFor();
      expect(await kept()).toHaveLength(1);
      await stage.api.send('POST', `/api/v1/imports/${started.id}/cancel`);
      await page.getByText('The import was called off.').waitFor();
      await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('corrections:')));
      await page.context().close();
    });

    it('are only shown to a Monitor', async () => {
      const group = await stage.group();
      const started = await stage.api.startImport(group.id, fileWithMistakes('+1877555'));
      await finished(stage.api, started.id);
      const page = await signIn(await stage.stranger(), stage.mona, `/imports/${started.id}`);
      await page.getByRole('cell', { name: 'call us' }).waitFor();
      expect(await page.getByRole('button', { name: /Accept|Discard|Check|Cancel|Undo/ }).count()).toBe(0);
      const status = await page.evaluate(
        (id) => fetch(`/api/v1/imports/${id}/cancel`, { method: 'POST' }).then((answer) => answer.status),
        started.id,
      );
      expect(status).toBe(403);
      await page.context().close();
    });
  });
}
