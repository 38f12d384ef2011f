import { type User } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { complaintsInBoth } from '../support/axe.js';
import { signIn } from '../support/browser.js';
import { fileWithMistakes, finished } from '../support/life.js';
import { aPerson } from '../support/people.js';
import { type Stage } from '../support/stage.js';

/** What holds of all pages. */
export function everywhereFlows(stage: Stage): void {
  const paths = async (): Promise<string[]> => {
    const group = await stage.group(3, { uniqueDnis: true });
    const started = await stage.api.startImport(group.id, fileWithMistakes('+1833556'));
    await finished(stage.api, started.id);
    const pages = [
      '/',
      '/call-ins',
      '/attempts',
      '/imports',
      '/people',
      '/keys',
      '/audit',
      '/account',
      '/welcome?token=x',
    ];
    return [...pages, `/config?group=${group.id}`, `/groups/${group.id}/import`, `/imports/${started.id}`, '/nowhere'];
  };
  const settle = async (page: Page, path: string) => {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Loading …').waitFor({ state: 'detached' });
  };

  it('axe finds nothing in light and dark, and nothing is wider than a screen of 360 px', async () => {
    const page = await stage.visit('/');
    for (const path of await paths()) {
      await settle(page, path);
      const found = await complaintsInBoth(page);
      await page.setViewportSize({ width: 360, height: 740 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      await page.setViewportSize({ width: 1280, height: 720 });
      expect([path, width, ...found]).toEqual([path, 360]);
    }
    await page.context().close();
  });

  it('axe finds nothing where one signs in', async () => {
    const page = await stage.stranger();
    await page.goto('/');
    await page.getByLabel('E-mail').waitFor();
    expect(await complaintsInBoth(page)).toEqual([]);
    await page.context().close();
  });

  it('goes on by itself when it was refused for asking too often', async () => {
    const started = await stage.api.startImport((await stage.group()).id, '+18335550177,Claims\n');
    await finished(stage.api, started.id);
    const page = await stage.visit('/account');
    let refusals = 0;
    page.on('websocket', (connection) =>
      connection.on('framereceived', ({ payload }) => {
        if (payload.includes('RATE_LIMITED')) refusals += 1;
      }),
    );
    const link = page.locator(`a[href="/imports/${started.id}"]`);
    // Whoever comes a second late is not refused, and has shown nothing.
    for (let tries = 0; refusals === 0 && tries < 20; tries += 1) {
      await page.goto('/imports');
      await link.hover();
      await askTooOften(page);
      await link.click();
      await page.getByText('The pool is as the file says.').waitFor();
    }
    expect(refusals).toBeGreaterThan(0);
    await page.context().close();
  });

  /** Uses up what this person may ask within a second, which begins with it. */
  async function askTooOften(page: Page): Promise<void> {
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const ask = async () => {
      const answer = await fetch(`${stage.api.url}/api/v1/session`, { headers: { cookie } });
      await answer.body?.cancel();
    };
    await sleep(1_000 - (Date.now() % 1_000));
    await Promise.all(Array.from({ length: 60 }, ask));
  }

  it('connects when it is not refused any more, and again when the server has let go of it', async () => {
    const rita = await aPerson(stage.api, 'monitor', 'Rita Promoted');
    const page = await stage.stranger();
    let isRefused = true;
    await page.route(/\/socket\.io\/.*&sid=/, async (route) => {
      if (!isRefused || route.request().method() !== 'GET') return route.continue();
      return route.fulfill({ contentType: 'text/plain', body: '44{"message":"RATE_LIMITED"}' });
    });
    await signIn(page, rita);
    const alert = page.getByText('Connecting again');
    await alert.waitFor();
    isRefused = false;
    await alert.waitFor({ state: 'detached' });

    const handshake = page.waitForRequest((request) => /\/socket\.io\/(?!.*&sid=)/.test(request.url()));
    const { body } = await stage.api.get<{ items: User[] }>('/api/v1/users?limit=1000');
    const { id } = body.items.find(({ email }) => email === rita.email)!;
    await stage.api.send('PATCH', `/api/v1/users/${id}`, { role: 'supervisor' });
    await handshake;
    await page.context().close();
  });

  it('has its menu on a telephone too', async () => {
    const page = await stage.visit('/', { viewport: { width: 360, height: 740 } });
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('link', { name: 'Call-In', exact: true }).click();
    await page.getByRole('heading', { name: 'Call-In', level: 1 }).waitFor();
    await page.context().close();
  });

  it('speaks German to whoever asks for it, and tells times in the reader’s zone', async () => {
    const page = await stage.visit('/call-ins', { locale: 'de-AT', timezoneId: 'Asia/Tokyo' });
    await page.getByRole('heading', { name: 'Call-In', level: 1 }).waitFor();
    await page.getByText('Zeiten gelten für Asia/Tokyo.').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await page.getByRole('button', { name: /Ada Lovelace/ }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByText('Times are shown in Asia/Tokyo.').waitFor();
    await page.reload();
    await page.getByText('Times are shown in Asia/Tokyo.').waitFor();
    await page.context().close();
  });

  describe('the page as it is served', () => {
    const get = (path: string) => fetch(stage.api.url + path, { headers: { 'accept-encoding': 'gzip' } });

    it('lets run only what it brings, and is never kept', async () => {
      const [first, second] = [await get('/'), await get('/config?group=x')];
      const policy = first.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toMatch(/unsafe/);
      expect(policy).not.toBe(second.headers.get('content-security-policy'));
      expect(first.headers.get('cache-control')).toBe('no-cache');
      const [one, other] = [await first.text(), await second.text()];
      expect(one).not.toContain('__CSP_NONCE__');
      expect(one.replace(/nonce="[^"]*"/g, '')).toBe(other.replace(/nonce="[^"]*"/g, ''));
    });

    it('keeps its files forever, and answers no address of the API', async () => {
      const [script] = /\/assets\/[^"]+\.js/.exec(await (await get('/')).text()) ?? [];
      const answer = await get(script ?? '');
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(answer.headers.get('content-encoding')).toBe('gzip');
      const others = ['/assets/none.js', '/assets/..%2f..%2f..%2fpackage.json', '/problems/NONE'];
      expect(await Promise.all(others.map(async (path) => (await get(path)).status))).toEqual([404, 404, 404]);
      expect(await Promise.all(['/api/v1/none', '/api/none'].map(async (path) => (await get(path)).status))).toEqual([
        401, 401,
      ]);
    });

    it('is at most 300 kB for the first look', async () => {
      const page = await stage.stranger();
      const bodies: Promise<Buffer>[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (response.ok() && !/^\/(api|socket\.io)\//.test(pathname)) bodies.push(response.body());
      });
      await settle(page, '/');
      await signedInOverview(page);
      const total = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      expect(total).toBeGreaterThan(100_000);
      expect(total).toBeLessThanOrEqual(300_000);
      process.stdout.write(`first load: ${Math.round(total / 1_000)} kB gzip\n`);
      await page.context().close();
    });
  });

  async function signedInOverview(page: Page): Promise<void> {
    await page.getByLabel('E-mail').fill(stage.ada.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(stage.ada.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.waitForLoadState('networkidle');
  }
}
