/** Pictures of every page for docs/screenshots, of a system that has had some life. */
import { type Page } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allComplaints, open, openBrowser, signIn } from './support/browser.ts';
import { fileWithMistakes, someLife, callersComeAndGo } from './support/life.ts';
import { aPerson } from './support/people.ts';
import { World } from './support/world.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/screenshots');
await mkdir(FOLDER, { recursive: true });
const world = await World.start();
const browser = await openBrowser();

async function picture(page: Page, name: string, path?: string): Promise<void> {
  if (path !== undefined) await page.goto(path);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await sleep(700);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

try {
  const ada = await aPerson(world.api, 'administrator', 'Ada Lovelace');
  await aPerson(world.api, 'monitor', 'Max Planck');
  const { group, roadside } = await someLife(world.api);
  await world.hasBeenUsed(roadside);
  const page = await open(browser, world.api.url, { viewport: { width: 1280, height: 800 } });
  await page.goto('/');
  await picture(page, 'sign-in');
  await signIn(page, ada);
  const life = callersComeAndGo(world.api);
  await sleep(5_000);
  await picture(page, 'overview');
  await life;
  await picture(page, 'config', `/config?group=${group.id}`);
  await picture(page, 'upload', `/groups/${group.id}/import`);
  const wrong = await world.api.startImport(roadside.id, fileWithMistakes());
  await page.goto(`/imports/${wrong.id}`);
  await page.getByText('Needs correction').first().waitFor();
  await picture(page, 'mending');
  await picture(page, 'imports', '/imports');
  await picture(page, 'call-ins', '/call-ins');
  await page
    .getByRole('button', { name: /^Show the call-in/ })
    .first()
    .click();
  await picture(page, 'call-in');
  for (const name of ['attempts', 'people', 'keys', 'audit', 'account']) await picture(page, name, `/${name}`);

  const dark = await open(browser, world.api.url, { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  await signIn(dark, ada, `/config?group=${group.id}`);
  await picture(dark, 'config-dark');
  const phone = await open(browser, world.api.url, { viewport: { width: 360, height: 740 }, hasTouch: true });
  await signIn(phone, ada, `/imports/${wrong.id}`);
  await picture(phone, 'phone-mending');
  await picture(phone, 'phone-config', `/config?group=${group.id}`);
  process.stdout.write(`${allComplaints().join('\n')}\n`);
} finally {
  await browser.close();
  await world.stop();
}
