import { type PoolNumber } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { choose, count, drop, poolSize } from '../support/import-page.js';
import { hasFocus, Keyboard } from '../support/keyboard.js';
import { fileWithMistakes } from '../support/life.js';
import { type Stage } from '../support/stage.js';

/** One of each mistake, as people make them; lines 2, 3 and 13 are good. */
const ERRORS = `DNIS,Description
+18665575554,Claims
18665575555,"Renewals, west"
+1 (866) 557-5556,Has spaces
1.86656E+10,Saved by a spreadsheet
+18665575554,Again
0018665575557,Dialled from abroad
+9991234567,No such country
+1866557,Too short
+186655755580000001,Too long
+18665575559
+18665575560,A description that is far longer than thirty-two characters
'+18665575561,Apostrophe
,No number
+18665575562,Sales,extra
`;

/** Whole rows, whichever of their cells is wrong. */
const AS_IT_WAS = {
  4: '+1 (866) 557-5556,Has spaces',
  11: '+18665575559',
  12: '+18665575560,A description that is far longer than thirty-two characters',
  14: ',No number',
};

/** A bad file, from its choice to its commit. */
export function mendingFlows(stage: Stage): void {
  describe('a bad file', () => {
    it('is dropped, shown, mended row by row and imported, and the pool holds its rows', async () => {
      const group = await stage.group();
      const page = await stage.visit(`/groups/${group.id}/import`);
      const button = (name: string | RegExp) => page.getByRole('button', { name });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await drop(page, ERRORS, 'errors.csv');
      await page.getByText('errors.csv, 1 KiB').waitFor();
      await button('Check first').click();
      await page.getByText('This was a check only. Nothing has been written.').waitFor();
      await page.getByText('11 rows open').waitFor();
      const told = ['created', 'rejected', 'warnings'].map((name) => count(page, name));
      expect(await Promise.all(told)).toEqual(['3', '11', '1']);
      for (const [line, was] of Object.entries(AS_IT_WAS)) {
        const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: line, exact: true }) });
        expect(await row.getByRole('cell').nth(1).innerText()).toBe(was);
      }

      await button('Accept all 2 suggestions: Not in E.164 format').click();
      for (const kind of ['Twice in the file', 'Comma missing', 'Description too long', 'Too many columns'])
        await button(`Accept 1 suggestion: ${kind}`).click();
      await page.getByLabel('Number in line 5').fill('+18665575563');
      await page.getByLabel('Number in line 8').fill('+18665575564');
      await page.getByLabel('Number in line 9').fill('+18665575565');
      await button('Discard, Line 10').click();
      await button('Discard, Line 14').click();
      await page.getByText('Every row is mended or discarded. · 8 mended, 3 discarded').waitFor();
      await button('Import these rows').click();

      await page.getByText('The pool is as the file says.').waitFor();
      expect(await count(page, 'created')).toBe('11');
      const { items } = (await stage.api.get<{ items: PoolNumber[] }>(`/api/v1/groups/${group.id}/numbers`)).body;
      expect(items.map(({ dnis, description }) => `${dnis} ${description}`)).toEqual([
        '+18665575554 Claims',
        '+18665575555 Renewals, west',
        '+18665575556 Has spaces',
        '+18665575557 Dialled from abroad',
        '+18665575559 ',
        '+18665575560 A description that is far longer',
        '+18665575561 Apostrophe',
        '+18665575562 Sales, extra',
        '+18665575563 Saved by a spreadsheet',
        '+18665575564 No such country',
        '+18665575565 Too short',
      ]);
      await page.context().close();
    });

    it('is mended by keyboard alone, from choosing it to its commit', async () => {
      const group = await stage.group(30);
      const page = await stage.visit(`/groups/${group.id}/import`);
      const keys = new Keyboard(page);
      const button = (name: string | RegExp) => page.getByRole('button', { name });
      const pressOn = async (name: string | RegExp, way: 'Tab' | 'Shift+Tab' = 'Tab') => {
        await keys.goTo(button(name), way);
        await keys.press('Enter');
      };
      const chooser = page.waitForEvent('filechooser');
      await pressOn('Choose a file');
      const buffer = Buffer.from(fileWithMistakes('+1877556'));
      await (await chooser).setFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer });
      await keys.goTo(page.getByLabel('Merge'));
      await keys.press('ArrowDown');
      expect(await page.getByLabel('Replace').isChecked()).toBe(true);
      await pressOn('Import now');

      await page.getByText('10 rows open').waitFor();
      await pressOn('Accept +18775560101, Line 3');
      expect(await hasFocus(button('Mended · Undo, Line 3'))).toBe(true);
      await keys.press('Space');
      await page.getByText('10 rows open').waitFor();
      await keys.press('Enter');
      await pressOn(/^Accept all 3 suggestions: Not in E\.164/, 'Shift+Tab');
      await keys.goTo(page.getByLabel('Number in line 10'));
      await keys.press('Control+A');
      await keys.type('+18775560199');
      await pressOn('Discard, Line 12');
      await page.getByText('4 rows open · 5 mended, 1 discarded').waitFor();
      await pressOn('Check again');

      await page.getByText('4 rows open', { exact: true }).waitFor();
      for (const kind of ['Comma missing', 'Twice in the file', 'Description too long'])
        await pressOn(`Accept 1 suggestion: ${kind}`);
      await pressOn('Discard the 1 open row');
      await pressOn('Check again');
      await page.getByText('The import ended without writing anything').waitFor();
      await pressOn('Import these rows');
      await page.getByRole('dialog').locator('input:focus').waitFor();
      await keys.type('30');
      await keys.press('Enter');
      await page.getByText('The pool is as the file says.').waitFor();
      expect([await count(page, 'removed'), await poolSize(stage, group)]).toEqual(['30', 9]);
      await page.context().close();
    });

    it('is explained in German to whoever reads German', async () => {
      const [group, other] = [await stage.group(), await stage.group(1)];
      const { items } = (await stage.api.get<{ items: PoolNumber[] }>(`/api/v1/groups/${other.id}/numbers`)).body;
      const page = await stage.visit(`/groups/${group.id}/import`, { locale: 'de-AT' });
      await choose(page, `${fileWithMistakes('+1877557')}\n${items[0]!.dnis},Claims\n`);
      await page.getByRole('button', { name: 'Jetzt importieren' }).click();
      await page.getByText('11 Zeilen offen').waitFor();
      await page.getByText('Diese Nummer steht schon in Zeile 2.').waitFor();
      await page.getByText(`Diese Nummer gehört schon der Gruppe „${other.name}“.`).waitFor();
      await page.getByText('Meinten Sie +18775570101?').waitFor();
      const reasons = await page.getByRole('table', { name: 'Einzeln' }).innerText();
      expect(reasons).not.toMatch(/\b(The|Write|Check|Remove|already)\b/);

      await page.goto(`/config?group=${group.id}`);
      await page.getByLabel('Ablauf (Sekunden)').fill('5');
      await page.getByText('Geben Sie eine ganze Zahl von 10 bis 1800 an.').waitFor();
      await page.getByLabel('Neue DNIS').fill(items[0]!.dnis);
      await page.getByRole('button', { name: 'DNIS hinzufügen' }).click();
      await page.getByRole('alert').getByText(`${items[0]!.dnis} gehört der Gruppe „${other.name}“.`).waitFor();
      await page.context().close();
    });
  });
}
