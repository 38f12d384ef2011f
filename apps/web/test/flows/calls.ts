import { type UseMinute } from '@ctci/contracts';
import { until } from '@ctci/testing';
import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { signIn } from '../support/browser.js';
import { aCallIn, match } from '../support/life.js';
import { type Stage } from '../support/stage.js';

/** The records, the calls that arrived, and the overview. */
export function callFlows(stage: Stage): void {
  describe('records', () => {
    it('appear and change live, are found, looked into, cancelled and exported', async () => {
      const group = await stage.group(3, { uniqueDnis: true, expirySeconds: 300 });
      const page = await stage.visit(`/call-ins?groupName=${encodeURIComponent(group.name)}`);
      await page.getByText('No call-in fits these filters.').waitFor();
      const first = await aCallIn(stage.api, group.name, {
        fromPhoneNumber: '+12025550123',
        userData: { policy: 'A-1' },
      });
      const row = page.getByRole('row', { name: first.toPhoneNumber });
      await row.getByText('Waiting').waitFor();
      await match(stage.api, first.toPhoneNumber, null);
      await row.getByText('Matched').waitFor();
      expect(await row.innerText()).toContain('+12025550123');

      await row.getByRole('button', { name: /^Show the call-in/ }).click();
      const details = page.getByRole('dialog');
      await details.getByText('"policy": "A-1"').waitFor();
      await details.getByText('Number dialled, the only candidate').waitFor();
      await page.keyboard.press('Escape');

      const second = await aCallIn(stage.api, group.name);
      await page.getByRole('row', { name: second.toPhoneNumber }).getByRole('button').click();
      await details.getByRole('button', { name: 'Cancel call-in' }).click();
      await details.getByText('Cancelled').waitFor();
      await page.keyboard.press('Escape');
      await page.getByLabel('State').selectOption('cancelled');
      await row.waitFor({ state: 'detached' });
      await page.getByRole('row', { name: second.toPhoneNumber }).waitFor();

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export CSV' }).click();
      const exported = await readFile(await (await download).path(), 'utf8');
      expect([exported.includes(second.id), exported.includes(first.id)]).toEqual([true, false]);
      await page.context().close();
    });

    it('show the call that was joined to them and those that failed, not what was joined to others', async () => {
      const group = await stage.group(1);
      const { toPhoneNumber } = await aCallIn(stage.api, group.name, { fromPhoneNumber: '+12025550123' });
      const other = await aCallIn(stage.api, group.name);
      for (let made = 0; made < 3; made += 1) await match(stage.api, toPhoneNumber, null);
      const page = await stage.visit(
        `/call-ins?groupName=${encodeURIComponent(group.name)}&fromPhoneNumber=%2B12025550123`,
      );
      await page.getByRole('button', { name: /^Show the call-in/ }).click();
      const calls = page.locator('section section').filter({ hasText: 'Calls to this number' }).locator('p');
      await calls.nth(1).waitFor();
      expect(await calls.allInnerTexts()).toEqual([
        expect.stringContaining('matched already'),
        expect.stringContaining('Matched'),
      ]);
      expect((await stage.api.get(`/api/v1/call-ins/${other.id}`)).body).toMatchObject({ state: 'matched' });
      await page.context().close();
    });

    it('keep what is personal from a Monitor', async () => {
      const group = await stage.group(1);
      await aCallIn(stage.api, group.name, { fromPhoneNumber: '+12025550177', userData: { policy: 'A-2' } });
      const page = await signIn(
        await stage.stranger(),
        stage.mona,
        `/call-ins?groupName=${encodeURIComponent(group.name)}`,
      );
      await page.getByText('+1202•••0177').waitFor();
      await page.getByRole('button', { name: /^Show the call-in/ }).click();
      await page.getByText('Your role may not see it').waitFor();
      await page.context().close();
    });
  });

  it('calls that failed are listed with the reason', async () => {
    const group = await stage.group(1, { generateAccessCode: true });
    const { toPhoneNumber } = await aCallIn(stage.api, group.name);
    await match(stage.api, toPhoneNumber, '0000');
    const page = await stage.visit(`/attempts?groupName=${encodeURIComponent(group.name)}`);
    const row = page.getByRole('row', { name: toPhoneNumber });
    await row.getByText('Wrong code').waitFor();
    await page.getByLabel('Outcome').selectOption('matched');
    await page.getByText('No call fits these filters.').waitFor();
    await page.context().close();
  });

  describe('the overview', () => {
    it('shows live how a pool is used, how its calls went, and what was refused', async () => {
      const group = await stage.group(4, { uniqueDnis: true, expirySeconds: 300 });
      const page = await stage.visit('/');
      const tile = page.getByRole('article').filter({ hasText: new RegExp(`^${group.name}`) });
      await tile.getByText('0 of 4').waitFor();
      const [first] = [await aCallIn(stage.api, group.name), await aCallIn(stage.api, group.name)];
      await tile.getByText('2 of 4').waitFor();
      await match(stage.api, first.toPhoneNumber, null);
      await tile.getByText('1 of 4').waitFor();
      await tile.scrollIntoViewIfNeeded();
      await tile.getByRole('img', { name: `Numbers of ${group.name} in use over the last hour` }).waitFor();
      const curve = await tile.locator('.chart-line').first().getAttribute('d');
      // A minute of ten, or two of them, at the right of 300.
      expect(Number(/^M([\d.]+)/.exec(curve ?? '')?.[1])).toBeLessThanOrEqual(270);

      for (let made = 0; made < 3; made += 1) await aCallIn(stage.api, group.name);
      await expect(aCallIn(stage.api, group.name)).rejects.toThrow('POOL_EXHAUSTED');
      const used = () => stage.api.get<{ items: UseMinute[] }>(`/api/v1/groups/${group.id}/use`);
      await until(used, ({ body }) => body.items.some(({ refused }) => refused.POOL_EXHAUSTED === 1));
      await page.reload();
      await tile.getByText('100%').waitFor();
      await tile.scrollIntoViewIfNeeded();
      await tile.getByText('because the pool was exhausted: 1. Add numbers or shorten Expiry.').waitFor();
      await tile.locator('.chart-line[d*="V6.0H"]').first().waitFor({ state: 'attached' });
      await tile.getByText('Minute by minute').click();
      await tile.getByRole('row', { name: / 4 of 4 1$/ }).waitFor();
      await page.context().close();
    });

    it('asks for the history of the groups in sight alone', async () => {
      for (let made = 0; made < 5; made += 1) await stage.api.createGroup({ name: `zy ${made}` });
      const last = await stage.api.createGroup({ name: 'zz' });
      const page = await stage.stranger({ viewport: { width: 360, height: 740 } });
      const asked = new Set<string>();
      page.on('request', (request) => asked.add(new URL(request.url()).pathname));
      const isAsked = () => asked.has(`/api/v1/groups/${last.id}/use`);
      await signIn(page, stage.mona);
      const tile = page.getByRole('article').filter({ hasText: /^zz/ });
      await tile.waitFor();
      expect(isAsked()).toBe(false);
      await tile.scrollIntoViewIfNeeded();
      await until(() => Promise.resolve(isAsked()), Boolean);
      await page.context().close();
    });

    it('says that no import worker runs, and so does an import that waits for one', async () => {
      const group = await stage.group();
      const page = await stage.visit('/imports');
      await stage.world.stopApp('import-worker');
      try {
        await page.getByRole('link', { name: 'Overview' }).click();
        await page.getByText('No import worker is running.').waitFor();
        const started = await stage.api.startImport(group.id, '+18335550100,Claims\n');
        await page.getByRole('link', { name: `numbers.csv, ${group.name}` }).click();
        await page.getByText('The import waits until one is started; nothing is lost.').waitFor();
        expect(page.url()).toContain(started.id);
      } finally {
        await stage.world.startImportWorker();
      }
      await page.getByText('The pool is as the file says.').waitFor();
      await page.context().close();
    });
  });
}
