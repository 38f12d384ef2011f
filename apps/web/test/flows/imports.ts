import { type Import } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Page } from 'playwright-core';
import { choose, count, poolSize } from '../support/import-page.js';
import { csvOf, fileWithMistakes, finished } from '../support/life.js';
import { type Stage } from '../support/stage.js';

const importId = (page: Page) => page.url().split('/').at(-1)!;

/** Bulk Import From File, commit, undo and the history. */
export function importFlows(stage: Stage): void {
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  describe('an import', () => {
    it('shows what it would do, does it, is in the history, and is taken back', async () => {
      const group = await stage.group(1);
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByRole('link', { name: 'Bulk Import From File' }).click();
      await choose(page, csvOf(20, '+1822555'));
      await page.getByText('numbers.csv, 1 KiB').waitFor();
      await button(page, 'Check first').click();
      await page.getByText('This was a check only. Nothing has been written.').waitFor();
      expect([await count(page, 'created'), await poolSize(stage, group)]).toEqual(['20', 1]);

      await button(page, 'Import these rows').click();
      await page.getByText('The pool is as the file says.').waitFor();
      expect(await poolSize(stage, group)).toBe(21);
      await button(page, 'Undo import').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
      await page.getByText('20 numbers taken out, 0 put back.').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
      await page.getByText('The import was taken back.').waitFor();
      expect(await poolSize(stage, group)).toBe(1);

      await page.goto(`/imports?groupId=${group.id}`);
      await page.getByRole('row', { name: /numbers\.csv Undone/ }).waitFor();
      await page.getByRole('row', { name: /Check only Completed/ }).waitFor();
      await page.context().close();
    });

    it.each([
      ['a spreadsheet', 'PK\u0003\u0004xl/workbook.xml', /CSV UTF-8/],
      ['semicolons', '+18005550100;Claims\n+18005550101;Claims\n', /CSV UTF-8/],
      ['nothing', '', /The file is empty/],
    ])('of %s is refused at once, and says what to do', async (_, content, words) => {
      const group = await stage.group(1);
      const page = await stage.visit(`/groups/${group.id}/import`);
      await choose(page, content);
      await button(page, 'Import now').click();
      await page.getByRole('alert').getByText(words).waitFor();
      await page.context().close();
    });

    it('names how many numbers a replacement would remove, and wants that typed', async () => {
      const group = await stage.group(30);
      const page = await stage.visit(`/groups/${group.id}/import`);
      await choose(page, csvOf(5, '+1844557'));
      await page.getByLabel('Replace').check();
      await button(page, 'Import now').click();
      await page.getByText('The import ended without writing anything').waitFor();
      expect(await page.getByText('Would be removed', { exact: true }).count()).toBe(0);
      await button(page, 'Import these rows').click();
      const confirm = page.getByRole('dialog');
      expect(await confirm.getByRole('button', { name: 'Remove 30 numbers and import' }).isDisabled()).toBe(true);
      await confirm.getByLabel('Type 30 to confirm').fill('30');
      await confirm.getByRole('button', { name: 'Remove 30 numbers and import' }).click();
      await page.getByText('The pool is as the file says.').waitFor();
      expect([await count(page, 'removed'), await poolSize(stage, group)]).toEqual(['30', 5]);
      await page.context().close();
    });

    it('is called off, and has written nothing', async () => {
      const group = await stage.group();
      const started = await stage.api.startImport(group.id, fileWithMistakes('+1844555'));
      const page = await stage.visit(`/imports/${started.id}`);
      await button(page, 'Cancel import').click();
      await page.getByText('The import was called off. Nothing was written.').waitFor();
      expect(await poolSize(stage, group)).toBe(0);
      await page.context().close();
    });
  });

  describe('nothing is lost', () => {
    const half = (rows: number) =>
      csvOf(rows, '+1822556')
        .split('\n')
        .map((row, index) => (index % 2 ? row : row.replace('+1822', '+1 822 ')))
        .join('\n');

    /** An import that hangs in the middle of its rows, watched by somebody: should one be too fast, the next. */
    async function inTheMiddle(): Promise<{ page: Page; started: Import }> {
      for (let tries = 0; tries < 10; tries += 1) {
        const group = await stage.group();
        await stage.world.signal('import-worker', 'SIGSTOP');
        const started = await stage.api.startImport(group.id, half(10_000));
        const page = await stage.visit(`/imports/${started.id}`);
        await page.getByText('Waiting').first().waitFor();
        await stage.world.signal('import-worker', 'SIGCONT');
        const look = () => stage.api.getImport(started.id);
        await until(look, ({ progress }) => progress.rowsDone > 0);
        await stage.world.signal('import-worker', 'SIGSTOP');
        await sleep(200); // what was on its way to MongoDB arrives
        const { status, progress } = await look();
        if (status === 'validating' && progress.rowsDone < progress.rowsTotal) {
          await page.getByText('Checking rows').first().waitFor();
          return { page, started };
        }
        await stage.world.signal('import-worker', 'SIGCONT');
        await page.context().close();
      }
      throw new Error('the worker was too fast, ten times');
    }

    it('and while it runs it is told how far it is, how fast it goes, what is left, and which rows are wrong', async () => {
      const { page, started } = await inTheMiddle();
      const { progress, counts } = await stage.api.getImport(started.id);
      const done = progress.rowsDone.toLocaleString('en');
      await page.getByText(`${done} of 10,000 rows`).waitFor();
      expect(progress.rowsDone).toBeLessThan(10_000);
      const bar = page.getByRole('progressbar', { name: 'Progress of the import' });
      expect(await bar.getAttribute('aria-valuenow')).toBe(String(progress.percent));
      const speed = await page.getByText(/^[\d,]+ rows\/s, /).innerText();
      const [rate = 0, left = 0] = [...speed.matchAll(/\d[\d,]*/g)].map(([digits]) =>
        Number(digits.replaceAll(',', '')),
      );
      expect(rate).toBeGreaterThan(0);
      expect(left).toBe(Math.ceil((10_000 - progress.rowsDone) / rate));
      const found = page.getByRole('option', { name: `(${counts.rejected.toLocaleString('en')})` });
      await found.first().waitFor({ state: 'attached' });
      await stage.world.signal('import-worker', 'SIGCONT');
      await endsAsTheApiSays(page, started);
    });

    async function endsAsTheApiSays(page: Page, { id }: Import): Promise<void> {
      await page.getByText('5,000 rows open').waitFor({ timeout: 20_000 });
      expect((await stage.api.getImport(id)).counts.rejected).toBe(5_000);
      expect(await count(page, 'rejected')).toBe('5,000');
      await page.context().close();
    }

    it('when the API is restarted in the middle of an import', async () => {
      const { page, started } = await inTheMiddle();
      await stage.world.signal('api', 'SIGKILL');
      await page.getByText('Live updates are interrupted').waitFor();
      await stage.world.signal('import-worker', 'SIGCONT');
      await stage.world.startApi();
      await endsAsTheApiSays(page, started);
    });

    it('when the network is gone in the middle of an import', async () => {
      const { page, started } = await inTheMiddle();
      await page.context().setOffline(true);
      await page.getByText('The service cannot be reached.').waitFor();
      await stage.world.signal('import-worker', 'SIGCONT');
      await finished(stage.api, started.id);
      await page.context().setOffline(false);
      await endsAsTheApiSays(page, started);
    });

    it('when the page is closed in the middle of an import, and somebody comes back', async () => {
      const { page, started } = await inTheMiddle();
      await page.context().close();
      await stage.world.signal('import-worker', 'SIGCONT');
      const later = await stage.visit('/imports');
      await later.locator(`a[href="/imports/${started.id}"]`).click();
      expect(importId(later)).toBe(started.id);
      await endsAsTheApiSays(later, started);
    });
  });
}
