import { type Locator, type Page } from 'playwright-core';

/** Somebody who has no mouse. */
export class Keyboard {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Goes on from where the focus is until it is there. */
  async goTo(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      if (await hasFocus(target)) return;
      await this.press(key);
    }
    throw new Error(`${String(target)} is not reached by ${key}`);
  }
}

export const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

const STEPS_MAX = 80;
