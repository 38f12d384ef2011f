import { type Group } from '@ctci/contracts';
import { type Page } from 'playwright-core';
import { type Stage } from './stage.ts';

export const poolSize = async (stage: Stage, { id }: Group) =>
  (await stage.api.get<Group>(`/api/v1/groups/${id}`)).body.poolSize;

export const choose = (page: Page, content: string, name = 'numbers.csv') =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });

export const count = (page: Page, name: string) => page.locator(`[data-count=${name}]`).innerText();

/** Drops a file onto the page, as a mouse does. */
export async function drop(page: Page, content: string, name = 'numbers.csv'): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (file) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([file.content], file.name, { type: 'text/csv' }));
      return dropped;
    },
    { content, name },
  );
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer });
}
