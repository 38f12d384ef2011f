import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[];
}

interface Asked {
  /** What is looked at, as CSS says it; the whole page unless it is given. */
  readonly within?: string;
  /** The one rule that is asked for. */
  readonly rule?: string;
}

/** What axe has to say in light, and what of the colours in dark. */
export async function complaintsInBoth(page: Page, within?: string): Promise<string[]> {
  const where = within === undefined ? {} : { within };
  const found = await complaintsOf(page, where);
  await colours(page, 'dark');
  const dark = await complaintsOf(page, { ...where, rule: 'color-contrast' });
  await colours(page, 'light');
  return [...found, ...dark.map((complaint) => `dark ${complaint}`)];
}

async function colours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
}

/** What axe has to say of a page, by WCAG 2.2 A and AA and its own best practices, or by one rule alone. */
async function complaintsOf(page: Page, { within, rule }: Asked = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    ({ root, only }) => {
      const { axe } = window as unknown as { axe: { run: (root: string, options: object) => Promise<AxeResult> } };
      const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      return axe.run(root, {
        resultTypes: ['violations'],
        runOnly: only === undefined ? { type: 'tag', values } : { type: 'rule', values: [only] },
      });
    },
    { root: within ?? 'html', only: rule },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
