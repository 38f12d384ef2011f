import { type User } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { until } from '@ctci/testing';
import { signIn } from '../support/browser.js';
import { aPerson } from '../support/people.js';
import { GRACE } from '../support/open-id-provider.js';
import { type Stage } from '../support/stage.js';
import { totp } from '../support/totp.js';

/** People, keys, the audit, and one's own sign-in. */
export function accessFlows(stage: Stage): void {
  describe('people', () => {
    it('are invited by a one-time link, choose a password, and are in; the link is spent', async () => {
      const page = await stage.visit('/people');
      await page.getByRole('button', { name: 'Invite a person' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('E-mail').fill('grace@example.org');
      await dialog.getByLabel('Role').selectOption('supervisor');
      await dialog.getByRole('button', { name: 'Invite a person' }).click();
      const link = await dialog.getByRole('textbox', { name: 'One-time link' }).inputValue();
      expect(new URL(link).pathname).toBe('/welcome');

      const guest = await stage.stranger();
      await guest.goto(link);
      await guest.getByLabel('Name').fill('Grace Hopper');
      await guest.getByRole('textbox', { name: 'New password' }).fill('short');
      await guest.getByRole('button', { name: 'Begin' }).click();
      await guest.getByRole('alert').waitFor();
      await guest.getByRole('textbox', { name: 'New password' }).fill('an unguessable compiler');
      await guest.getByRole('button', { name: 'Begin' }).click();
      await guest.getByRole('heading', { name: 'Overview' }).waitFor();
      expect(await guest.getByRole('link', { name: 'People' }).count()).toBe(0);
      await guest.goto(link);
      await guest.getByRole('textbox', { name: 'New password' }).fill('an unguessable compiler');
      await guest.getByRole('button', { name: 'Begin' }).click();
      await guest.getByText('This link is spent').waitFor();

      await page.reload();
      await page.getByRole('row', { name: 'Grace Hopper' }).getByText('Active').waitFor();
      await Promise.all([page, guest].map((one) => one.context().close()));
    });

    it('lose what they may do at once; the last administrator stays one', async () => {
      const person = await aPerson(stage.api, 'developer', 'Dora Dev');
      const theirs = await signIn(await stage.stranger(), person);
      const page = await stage.visit('/people');
      await page.getByRole('button', { name: 'What to do with Dora Dev' }).click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
      await page.getByRole('row', { name: 'Dora Dev' }).getByText('Disabled').waitFor();
      await theirs.reload();
      await theirs.getByRole('button', { name: 'Sign in' }).waitFor();

      await page.getByLabel('Role of Ada Lovelace').selectOption('monitor');
      await page.getByRole('row', { name: 'Ada Lovelace' }).getByText('Make somebody else').waitFor();
      expect(await page.getByLabel('Role of Ada Lovelace').inputValue()).toBe('administrator');
      await Promise.all([page, theirs].map((one) => one.context().close()));
    });
  });

  it('people whom another administrator has changed meanwhile are shown anew, not overwritten', async () => {
    await aPerson(stage.api, 'monitor', 'Olga Ops');
    const { items } = (await stage.api.get<{ items: User[] }>('/api/v1/users')).body;
    const path = `/api/v1/users/${items.find(({ name }) => name === 'Olga Ops')!.id}`;
    const others = (change: object) => stage.api.send('PATCH', path, change);
    const page = await stage.visit('/people');
    const row = page.getByRole('row', { name: 'Olga Ops' });
    const told = 'Somebody else has changed this meanwhile';
    const act = async (name: string) => {
      await row.getByRole('button').click();
      await page.getByRole('menuitem', { name }).click();
    };
    await row.waitFor();
    await others({ role: 'supervisor' });
    await row.getByRole('combobox').selectOption('developer');
    await row.getByText(told).waitFor();
    expect(await row.getByRole('combobox').inputValue()).toBe('supervisor');

    await others({ role: 'administrator' });
    await act('Disable');
    await row.getByRole('alert').getByText(told).waitFor();

    await act('Delete');
    await others({ role: 'monitor' });
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByText(told).waitFor();
    expect((await stage.api.get<User>(path)).body).toMatchObject({ role: 'monitor', state: 'active' });
    await page.keyboard.press('Escape');

    await act('Disable');
    await row.getByText('Disabled').waitFor();
    await page.context().close();
  });

  it('keys are shown once, rotated and revoked', async () => {
    const page = await stage.visit('/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('web shop');
    await dialog.getByLabel('Read', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Create a key' }).click();
    const key = await dialog.getByRole('textbox', { name: 'The new key' }).inputValue();
    const status = () =>
      fetch(`${stage.api.url}/api/v1/groups`, { headers: { 'x-api-key': key } }).then((answer) => answer.status);
    expect(await status()).toBe(200);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await page.content()).not.toContain(key);

    await page.getByRole('button', { name: 'Revoke web shop?' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: 'web shop' }).getByText('Revoked').waitFor();
    await until(status, (now) => now === 401);
    await page.context().close();
  });

  it('the audit tells who changed what, from what to what', async () => {
    const group = await stage.group(1);
    const page = await stage.visit(`/config?group=${group.id}`);
    await page.getByLabel('Expiry (seconds)').fill('77');
    await page.getByRole('button', { name: 'Save Group' }).click();
    await page.getByText('Group saved').waitFor();
    await page.goto('/audit');
    await page.getByLabel('What').selectOption('Group settings changed');
    const row = page.getByRole('row', { name: `Group settings changed Group ${group.name}` });
    expect(await row.innerText()).toContain('ada.lovelace@example.org');
    await row.getByRole('button').click();
    await page.getByRole('dialog').getByText('"expirySeconds": 77').waitFor();
    await page.context().close();
  });

  describe('signing in', () => {
    it('refuses a wrong password, and leads to where one wanted to go', async () => {
      const page = await stage.stranger();
      await page.goto('/imports');
      await page.getByLabel('E-mail').fill(stage.ada.email);
      await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('E-mail or password is wrong.').waitFor();
      await page.getByRole('textbox', { name: 'Password' }).fill(stage.ada.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
      await page.context().close();
    });

    it('leads through the organisation’s OpenID Connect provider, with the role that it says', async () => {
      const page = await stage.stranger();
      await page.goto('/imports');
      await page.getByRole('link', { name: /Acme/ }).click();
      await page.locator('input[name=login]').fill(GRACE.login);
      await page.locator('input[name=password]').fill('any');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Imports', level: 1 }).waitFor();
      await page.getByText(GRACE.name).first().waitFor();
      const session: unknown = await page.evaluate(() => fetch('/api/v1/session').then((answer) => answer.json()));
      expect(session).toMatchObject({ user: { name: GRACE.name, role: 'supervisor' } });
      await page.context().close();
    });

    it('asks for the second factor once there is one, and signs out everywhere', async () => {
      const person = await aPerson(stage.api, 'monitor', 'Two Factors');
      const page = await signIn(await stage.stranger(), person, '/account');
      const factor = page.locator('section').filter({ hasText: 'Protect your account' });
      await factor.getByRole('textbox', { name: 'Password' }).fill(person.password);
      await factor.getByRole('button', { name: 'Set up a second factor' }).click();
      await page.getByRole('img', { name: /^Scan this/ }).waitFor();
      const secret = await page.getByText('Key:').locator('code').innerText();
      const backup = await page.getByRole('listitem').first().innerText();
      await page.getByLabel('Code of the app').fill(totp(secret));
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByText('A second factor protects your account.').waitFor();

      await page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Code of your authenticator app').fill('000000');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The code is wrong or no longer valid.').waitFor();
      await page.getByLabel('Code of your authenticator app').fill(backup);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').waitFor();
      await page.context().close();
    });
  });
}
