import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { type Person } from './people.ts';

/** Quiet, and nothing of it leaves this machine. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
];

/** Starts a Chromium with a new profile. */
export async function openBrowser(): Promise<Browser> {
  const { path, env } = await findChromium();
  return chromium.launch({
    executablePath: path,
    args: FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
  });
}

/** Errors of the page itself: a script that threw, what the policy has refused. */
const complaints = new Map<BrowserContext, string[]>();

export const allComplaints = (): string[] => [...complaints.values()].flat();

/** A browser window of its own, with nobody signed in. */
export async function open(browser: Browser, baseURL: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  const heard: string[] = [];
  complaints.set(context, heard);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => heard.push(error.stack ?? String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Warning:|React/.test(message.text()))
      heard.push(message.text());
  });
  return page;
}

/** Signs in as a person does. */
export async function signIn(page: Page, { email, password }: Person, path = '/'): Promise<Page> {
  await page.goto(path);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
  return page;
}
