import { type ApiKey } from '@ctci/contracts';
import { expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { complaintsInBoth } from '../support/axe.js';
import { signIn } from '../support/browser.js';
import { aCallIn, csvOf, finished } from '../support/life.js';
import { aPerson } from '../support/people.js';
import { type Stage } from '../support/stage.js';
import { totp } from '../support/totp.js';

/** What lies over a page: menus, dialogs, details. */
export function overlayFlows(stage: Stage): void {
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  /** Looks at what has just been opened in light and in dark, and closes it. */
  async function looked(page: Page, name: string, role: 'dialog' | 'menu' = 'dialog'): Promise<string[]> {
    await page.getByRole(role).waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return (await complaintsInBoth(page, `[role=${role}]`)).map((complaint) => `${name}: ${complaint}`);
  }
  async function closed(page: Page): Promise<void> {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('axe finds nothing in the menus and dialogs of a group', async () => {
    const group = await stage.group(2);
    const page = await stage.visit(`/config?group=${group.id}`);
    await button(page, /^My account/).click();
    const found = await looked(page, 'account', 'menu');
    await page.keyboard.press('Escape');
    await button(page, 'Create New Group').click();
    await page.getByLabel('Group name').fill(' ');
    found.push(...(await looked(page, 'new group')));
    await closed(page);
    await button(page, 'Delete Group').click();
    found.push(...(await looked(page, 'delete group')));
    await closed(page);
    await button(page, /^Delete \+/)
      .first()
      .click();
    found.push(...(await looked(page, 'delete number')));
    await closed(page);

    await page.getByLabel('Expiry (seconds)').fill('40');
    await page.getByRole('link', { name: 'Imports' }).click();
    found.push(...(await looked(page, 'unsaved')));
    await closed(page);
    await stage.api.send('PATCH', `/api/v1/groups/${group.id}`, { settings: { expirySeconds: 50 } });
    await button(page, 'Save Group').click();
    found.push(...(await looked(page, 'conflict')));
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing in the dialogs of imports and of call-ins', async () => {
    const group = await stage.group(30);
    const replace = await stage.api.startImport(group.id, csvOf(5, '+1844558'), '?mode=replace');
    await finished(stage.api, replace.id);
    const page = await stage.visit(`/imports/${replace.id}`);
    await button(page, 'Import these rows').click();
    const found = await looked(page, 'confirm replace');

    const done = await stage.api.startImport(group.id, csvOf(2, '+1844559'));
    await finished(stage.api, done.id);
    await stage.api.send('PATCH', `/api/v1/groups/${group.id}/numbers/+18445590000`, { description: 'Mine' });
    await page.goto(`/imports/${done.id}`);
    await button(page, 'Undo import').click();
    found.push(...(await looked(page, 'undo')));
    await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
    await page.getByText('1 left as they are:').waitFor();
    found.push(...(await looked(page, 'undo result')));

    await aCallIn(stage.api, group.name, { fromPhoneNumber: '+12025550123', userData: { policy: 'A-1' } });
    await page.goto(`/call-ins?groupName=${encodeURIComponent(group.name)}`);
    await button(page, /^Show the call-in/).click();
    await page.getByText('"policy": "A-1"').waitFor();
    found.push(...(await looked(page, 'record')));
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing in the menus and dialogs of people, keys and the audit', async () => {
    const page = await stage.visit('/people');
    await button(page, /^What to do with Mona/).click();
    const found = await looked(page, 'person', 'menu');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    found.push(...(await looked(page, 'delete person')));
    await closed(page);
    await button(page, 'Invite a person').click();
    found.push(...(await looked(page, 'invite')));
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('axe@example.org');
    await dialog.getByRole('button', { name: 'Invite a person' }).click();
    await dialog.getByRole('textbox', { name: 'One-time link' }).waitFor();
    found.push(...(await looked(page, 'link')));

    await page.goto('/keys');
    await button(page, 'Create a key').click();
    await dialog.getByLabel('Groups').click();
    await page.getByRole('listbox').waitFor();
    found.push(...(await looked(page, 'create key')));
    found.push(...(await complaintsInBoth(page, '[role=listbox]')));
    await page.goto('/audit');
    await page.getByRole('table').getByRole('button').first().click();
    found.push(...(await looked(page, 'entry')));
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing in what is asked and shown of a key', async () => {
    const { body } = await stage.api.send<ApiKey>('POST', '/api/v1/api-keys', { name: 'shop', scopes: ['read'] });
    const page = await stage.visit('/keys');
    await button(page, `Rotate ${body.name}?`).first().click();
    const found = await looked(page, 'rotate key');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await dialog.getByRole('textbox', { name: 'The new key' }).waitFor();
    found.push(...(await looked(page, 'new key')));
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'detached' });
    await button(page, `Revoke ${body.name}?`).first().click();
    found.push(...(await looked(page, 'revoke key')));
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing where a second factor is set up and removed', async () => {
    const person = await aPerson(stage.api, 'monitor', 'Axe Factor');
    const page = await signIn(await stage.stranger(), person, '/account');
    const factor = page.locator('section').filter({ hasText: 'Protect your account' });
    await factor.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await button(page, 'Set up a second factor').click();
    await page.getByRole('img', { name: /^Scan this/ }).waitFor();
    await page.getByLabel('Code of the app').fill('000000');
    await button(page, 'Confirm').click();
    await page.getByRole('alert').waitFor();
    const found = await complaintsInBoth(page);
    await page.getByLabel('Code of the app').fill(totp(await page.getByText('Key:').locator('code').innerText()));
    await button(page, 'Confirm').click();
    await button(page, 'Remove the second factor').waitFor();
    await page.getByText('Second factor set up').waitFor();
    found.push(...(await complaintsInBoth(page)));
    expect(found).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing in the menu of a telephone', async () => {
    const page = await stage.visit('/', { viewport: { width: 360, height: 740 } });
    await button(page, 'Open the menu').click();
    await page.getByRole('link', { name: 'Audit' }).waitFor();
    expect(await complaintsInBoth(page)).toEqual([]);
    await page.context().close();
  });
}
