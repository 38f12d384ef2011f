import { type Group, type PoolNumber } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { signIn } from '../support/browser.js';
import { aCallIn, csvOf, finished } from '../support/life.js';
import { type Stage } from '../support/stage.js';

const reread = async (stage: Stage, { id }: Group) => (await stage.api.get<Group>(`/api/v1/groups/${id}`)).body;

/** Tools > Click-To-Call-In Config. */
export function configFlows(stage: Stage): void {
  describe('groups', () => {
    it('are made, filled, changed and deleted by keyboard alone', async () => {
      const page = await stage.visit('/config');
      const press = (...keys: string[]) =>
        keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
      await page.getByRole('button', { name: 'Create New Group' }).focus();
      await press('Enter');
      await page.getByLabel('Group name').waitFor();
      await page.keyboard.type('Bestellungen 24/7');
      await press('Enter');
      await page.getByText('A draft takes no call-ins').waitFor();

      await page.getByLabel('New DNIS').focus();
      await page.keyboard.type('+1 202 555 01');
      await page.getByText('This is not a number in E.164 format').waitFor();
      await page.keyboard.type('99');
      await press('Tab', 'Enter');
      expect(await page.getByLabel('New DNIS').inputValue()).toBe('+12025550199');
      await page.getByRole('textbox', { name: 'Optional description' }).focus();
      await page.keyboard.type('Desk');
      await press('Enter');
      await page.getByRole('cell', { name: '+12025550199', exact: true }).waitFor();

      await page.getByLabel('Expiry (seconds)').focus();
      await press('Control+A');
      await page.keyboard.type('5');
      await page.getByText('Give a whole number from 10 to 1800.').waitFor();
      await press('Control+A');
      await page.keyboard.type('60');
      await press('Enter');
      await page.getByText('Not saved yet').waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Delete Group' }).focus();
      await press('Enter');
      await page.getByText('1 number is offered to nobody').waitFor();
      await page.getByRole('dialog').locator('input:focus').waitFor();
      await page.keyboard.type('Bestellungen 24/7');
      await press('Enter');
      await page.getByText(/Choose a group above|No groups yet/).waitFor();
      await page.context().close();
    });

    it('are guarded against leaving with unsaved changes', async () => {
      const group = await stage.group(1);
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByLabel('Generate Access Code').check();
      await page.getByRole('link', { name: 'Imports' }).click();
      await page.getByRole('button', { name: 'Stay here' }).click();
      expect(await page.getByLabel('Generate Access Code').isChecked()).toBe(true);
      await page.getByRole('link', { name: 'Imports' }).click();
      await page.getByRole('button', { name: 'Leave and lose them' }).click();
      await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
      expect((await reread(stage, group)).settings.generateAccessCode).toBe(false);

      await page.goto(`/config?group=${group.id}`);
      await page.getByRole('button', { name: /^Edit \+/ }).click();
      const description = page.getByRole('table').getByLabel('Optional description');
      await description.fill('Renewals');
      await page.getByLabel('New DNIS').fill('+120');
      await page.getByRole('link', { name: 'Imports' }).click();
      await page.getByRole('button', { name: 'Stay here' }).click();
      expect(await description.inputValue()).toBe('Renewals');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('link', { name: 'Imports' }).click();
      await page.getByRole('button', { name: 'Leave and lose them' }).click();
      await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
      await page.context().close();
    });

    it('are deleted with whatever was not saved about them', async () => {
      const group = await stage.group(1);
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByLabel('Generate Access Code').check();
      await page.getByRole('button', { name: 'Delete Group' }).click();
      await page.getByLabel(`Type ${group.name} to confirm`).fill(group.name);
      await page.getByRole('dialog').getByRole('button', { name: 'Delete Group' }).click();
      await page.getByText(/Choose a group above|No groups yet/).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.context().close();
    });

    it('tell a second administrator what the first has changed, and overwrite nothing', async () => {
      const group = await stage.group(1, { uniqueDnis: true });
      const [first, second] = await Promise.all([1, 2].map(() => stage.visit(`/config?group=${group.id}`)));
      await first!.getByLabel('Expiry (seconds)').fill('40');
      await first!.getByLabel('Cool-down (seconds)').fill('15');
      await second!.getByLabel('Expiry (seconds)').fill('50');
      await first!.getByRole('button', { name: 'Save Group' }).click();
      await first!.getByText('Group saved').waitFor();
      await second!.getByRole('button', { name: 'Save Group' }).click();
      const dialog = second!.getByRole('dialog');
      expect(await dialog.getByRole('row', { name: 'Expiry (seconds)' }).innerText()).toMatch(/40\s+50/);
      expect(await dialog.getByRole('row', { name: 'Cool-down (seconds)' }).innerText()).toMatch(/15\s+as saved/);
      expect((await reread(stage, group)).settings.expirySeconds).toBe(40);

      await dialog.getByRole('button', { name: 'Go on with mine' }).click();
      await second!.getByRole('button', { name: 'Save Group' }).click();
      await second!.getByText('Group saved').waitFor();
      expect((await reread(stage, group)).settings).toMatchObject({ expirySeconds: 50, coolDownSeconds: 15 });
      await Promise.all([first, second].map((page) => page!.context().close()));
    });

    it('say what their settings mean', async () => {
      const group = await stage.group(3, { uniqueDnis: true });
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByText('3 numbers at 30 s: up to 0.1 call-ins a second, 3 at once.').waitFor();
      await page.getByText('15 seconds are a good cool-down').waitFor();
      await page.context().close();
    });
  });

  describe('the pool', () => {
    it('has 10,000 rows of which few are in the document, and scrolls without a blank', async () => {
      const group = await stage.group();
      await finished(stage.api, (await stage.api.startImport(group.id, csvOf(10_000))).id);
      const page = await stage.visit(`/config?group=${group.id}`);
      const table = page.getByRole('table', { name: 'DNIS pool' });
      await page.getByRole('cell', { name: '+18005550000', exact: true }).waitFor();
      await table.and(page.locator('[aria-rowcount="10001"]')).waitFor();
      await table.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
      });
      await page.getByRole('cell', { name: '+18005559999', exact: true }).waitFor();
      expect(await table.getByRole('row').count()).toBeLessThan(100);

      await page.getByLabel('Search numbers and descriptions').fill('5554321');
      await page.getByRole('cell', { name: '+18005554321', exact: true }).waitFor();
      await page.getByText('1 found').waitFor();
      await page.getByLabel('Search numbers and descriptions').fill('no such words');
      await page.getByText('No number fits').waitFor();
      await page.context().close();
    });

    it('shows live how each number stands', async () => {
      const group = await stage.group(2, { uniqueDnis: true, expirySeconds: 300 });
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByText('2 of 10,000 numbers · 0 in use').waitFor();
      const { toPhoneNumber } = await aCallIn(stage.api, group.name);
      await page.getByRole('row', { name: toPhoneNumber }).getByText('Leased').waitFor();
      await page.getByText('1 in use').waitFor();

      await page.getByRole('button', { name: `Delete ${toPhoneNumber}` }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: `Delete ${toPhoneNumber}` })
        .click();
      await page.getByRole('row', { name: toPhoneNumber }).getByText('Draining').waitFor();
      await page.context().close();
    });

    it('is edited in place, and nothing of another administrator is overwritten', async () => {
      const group = await stage.group(2);
      const { items } = (await stage.api.get<{ items: { dnis: string }[] }>(`/api/v1/groups/${group.id}/numbers`)).body;
      const { dnis } = items[0]!;
      const page = await stage.visit(`/config?group=${group.id}`);
      await page.getByRole('button', { name: `Edit ${dnis}` }).click();
      const form = page.getByRole('table').locator('form');
      await form.getByLabel('Optional description').fill('Renewals');
      await page.waitForLoadState('networkidle');
      await stage.api.send('PATCH', `/api/v1/groups/${group.id}/numbers/${dnis}`, { description: 'Claims' });
      await form.getByRole('button', { name: 'Save' }).click();
      await form.getByText('Somebody else has changed this meanwhile').waitFor();
      await form.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('row', { name: dnis }).getByText('Claims').waitFor();

      await page.getByRole('button', { name: `Edit ${dnis}` }).click();
      await form.getByLabel('Optional description').fill('Renewals');
      await form.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('row', { name: dnis }).getByText('Renewals').waitFor();
      await page.context().close();
    });

    it('keeps what is typed into a row that is scrolled out of sight', async () => {
      const group = await stage.group(300);
      const page = await stage.visit(`/config?group=${group.id}`);
      const table = page.getByRole('table', { name: 'DNIS pool' });
      const scrollTo = (top: number) =>
        table.evaluate((element, y) => {
          element.scrollTop = y;
        }, top);
      await page
        .getByRole('button', { name: /^Edit / })
        .first()
        .click();
      await table.getByLabel('Optional description').fill('Renewals');
      await scrollTo(1e6);
      await page.getByText('Desk 299').waitFor();
      await scrollTo(0);
      await page.getByText('Desk 1', { exact: true }).waitFor();
      expect(await table.getByLabel('Optional description').inputValue()).toBe('Renewals');
      await page.context().close();
    });

    it('asks before what is typed into a row is left, shows it in every search, and says that its number is deleted', async () => {
      const group = await stage.group(3);
      const numbers = `/api/v1/groups/${group.id}/numbers`;
      const { items } = (await stage.api.get<{ items: PoolNumber[] }>(numbers)).body;
      const [first, second] = items.map(({ dnis }) => dnis);
      const page = await stage.visit(`/config?group=${group.id}`);
      const edit = (dnis = '') => page.getByRole('button', { name: `Edit ${dnis}` }).click();
      const typed = page.getByRole('table').getByLabel('Optional description');
      const answer = (name: string) => page.getByRole('dialog').getByRole('button', { name }).click();
      const stays = async () => {
        await answer('Stay here');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        expect(await typed.inputValue()).toBe('Renewals');
      };
      await edit(first);
      await typed.fill('Renewals');
      await edit(second);
      await stays();
      await typed.press('Escape');
      await stays();

      const search = page.getByLabel('Search numbers and descriptions');
      await search.fill('Desk 2');
      await page.getByText('1 found').waitFor();
      await search.fill('no such words');
      await page.getByText('0 found').waitFor();
      expect(await typed.inputValue()).toBe('Renewals');
      await search.fill('');
      await stage.api.send('DELETE', `${numbers}/${first}`);
      await page.getByRole('alert').getByText('This number has been deleted meanwhile.').waitFor();
      expect([
        await typed.inputValue(),
        await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(),
      ]).toEqual(['Renewals', true]);

      await edit(second);
      await answer('Leave and lose them');
      await page.getByRole('form', { name: `Edit ${second}` }).waitFor();
      await typed.press('Escape');
      await typed.waitFor({ state: 'detached' });
      await page.context().close();
    });

    it('says why a number cannot be added', async () => {
      const [one, other] = [await stage.group(1), await stage.group(1)];
      const { items } = (await stage.api.get<{ items: { dnis: string }[] }>(`/api/v1/groups/${one.id}/numbers`)).body;
      const page = await stage.visit(`/config?group=${other.id}`);
      await page.getByLabel('New DNIS').fill(items[0]!.dnis);
      await page.getByRole('button', { name: 'Add DNIS' }).click();
      await page.getByRole('alert').getByText(one.name).waitFor();
      await page.context().close();
    });

    it('is read-only for a Monitor, whom the API refuses as well', async () => {
      const group = await stage.group(1);
      const page = await signIn(await stage.stranger(), stage.mona, `/config?group=${group.id}`);
      await page.getByText('Read-only: your role may look at this, not change it.').waitFor();
      await page.getByRole('row', { name: '+1202' }).waitFor();
      expect(await page.getByRole('button', { name: /Create|Delete|Add|Save|Edit/ }).count()).toBe(0);
      expect(await page.getByLabel('Expiry (seconds)').isDisabled()).toBe(true);
      const status = await page.evaluate(
        (id) => fetch(`/api/v1/groups/${id}`, { method: 'DELETE' }).then((answer) => answer.status),
        group.id,
      );
      expect(status).toBe(403);
      await page.goto('/people');
      await page.getByText('Your role may not see this').waitFor();
      await page.context().close();
    });
  });
}
