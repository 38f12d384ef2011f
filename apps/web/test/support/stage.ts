import { type Group } from '@ctci/contracts';
import { type ApiClient } from '@ctci/testing';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { open, openBrowser, signIn } from './browser.ts';
import { aPerson, type Person } from './people.ts';
import { World } from './world.ts';

/** The system, a browser before it, and the people who use it. */
export class Stage {
  world!: World;
  browser!: Browser;
  /** An administrator. */
  ada!: Person;
  /** Somebody who may only look. */
  mona!: Person;
  private signedIn!: NonNullable<BrowserContextOptions['storageState']>;
  private made = 0;

  async open(): Promise<void> {
    [this.world, this.browser] = await Promise.all([World.start(), openBrowser()]);
    this.ada = await aPerson(this.api, 'administrator', 'Ada Lovelace');
    this.mona = await aPerson(this.api, 'monitor', 'Mona Reader');
    const page = await signIn(await this.stranger(), this.ada);
    this.signedIn = await page.context().storageState();
    await page.context().close();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.world.stop();
  }

  get api(): ApiClient {
    return this.world.api;
  }

  /** A browser window of its own, with nobody signed in. */
  stranger(options: BrowserContextOptions = {}): Promise<Page> {
    return open(this.browser, this.api.url, options);
  }

  /** The administrator at a browser of her own, at an address of the page. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.stranger({ storageState: this.signedIn, ...options });
    await page.goto(path);
    return page;
  }

  /** A group that no other test has. */
  group(count = 0, settings: object = {}): Promise<Group> {
    this.made += 1;
    const base = 1_000 * this.made;
    const numbers = Array.from({ length: count }, (_, index) => ({
      dnis: dnisAt(base + index),
      description: `Desk ${index}`,
    }));
    return this.api.createGroup({ name: `group ${this.made}`, numbers, settings });
  }
}

/** Passes every check without a warning. */
export const dnisAt = (index: number): string => `+1202${2_000_000 + index}`;
