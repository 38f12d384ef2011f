import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** Quiet, and nothing of it leaves this machine. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
];

/** Starts a Chromium with a profile of its own. */
export async function openBrowser(): Promise<Browser> {
  const { path, env } = await findChromium();
  return chromium.launch({
    executablePath: path,
    args: FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
  });
}

export interface Visitor {
  readonly role?: 'administrator' | 'monitor';
  readonly options?: Parameters<Browser['newContext']>[0];
  readonly key: string;
}

/** Errors of the page itself: a script that threw, what the policy refused. */
export const complaints = new WeakMap<BrowserContext, string[]>();

/** A person at a browser of their own, signed in. */
export async function visit(
  browser: Browser,
  baseURL: string,
  { role = 'administrator', options, key }: Visitor,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    extraHTTPHeaders: { 'x-api-key': key },
    ...options,
  });
  const heard: string[] = [];
  complaints.set(context, heard);
  await context.route('**/api/v1/session', (route) =>
    route.fulfill({
      json: {
        user: {
          id: '1',
          email: `${role}@example.com`,
          name: role === 'monitor' ? 'Mona Monitor' : 'Ada Admin',
          role,
          secondFactor: false,
        },
        scopes: role === 'monitor' ? ['read'] : ['admin'],
        expiresAt: '2099-01-01T00:00:00.000Z',
      },
    }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => heard.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|React|Warning/.test(message.text()))
      heard.push(message.text());
  });
  return page;
}
