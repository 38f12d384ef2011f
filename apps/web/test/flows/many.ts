import { type Group } from '@ctci/contracts';
import { expect, it } from '@jest/globals';
import { fileWithMistakes, finished } from '../support/life.js';
import { type Stage } from '../support/stage.js';

/** An installation that is larger than what one page shows. Last of all: its groups stay. */
export function manyFlows(stage: Stage): void {
  it('the overview says that it does not show all groups, and shows an import that waits behind many newer ones', async () => {
    const all = async () => (await stage.api.get<{ items: Group[] }>('/api/v1/groups?limit=1000')).body.items;
    for (let count = (await all()).length; count < 60; count += 1) await stage.group();
    const group = await stage.group();
    const count = (await all()).length;
    const waiting = await stage.api.startImport(group.id, fileWithMistakes('+1899555'));
    await finished(stage.api, waiting.id);
    const done = await stage.api.startImport(group.id, '+18995550100,Claims\n');
    await finished(stage.api, done.id);
    await stage.world.hasImported(done, 60);

    const page = await stage.visit('/');
    await page.locator(`a[href="/imports/${waiting.id}"]`).waitFor();
    await page.getByText(`60 of ${count} groups shown.`).waitFor();
    expect(await page.getByRole('article').count()).toBe(62);
    await stage.world.hasImported(waiting, 20);
    await page.reload();
    await page.getByRole('link', { name: 'There are more' }).waitFor();
    await page.getByRole('link', { name: 'All groups' }).click();
    await page.getByRole('heading', { name: 'Click-To-Call-In Configuration' }).waitFor();
    await page.context().close();
  });
}
