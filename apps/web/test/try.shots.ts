import { openBrowser, visit, complaints } from './support/browser.ts';
import { KEY, World } from './support/world.ts';
const world = await World.start();
const browser = await openBrowser();
try {
  const group = await world.api.createGroup({
    name: 'auto_insurance',
    numbers: [
      { dnis: '+18005555554', description: 'Claims' },
      { dnis: '+18005555555', description: 'Renewals' },
    ],
  });
  const page = await visit(browser, world.api.url, { key: KEY });
  page.on('console', (m) => console.log('console', m.type(), m.text()));
  page.on('response', (r) => {
    if (r.status() >= 400) console.log(r.status(), r.url());
  });
  await page.goto('/config?group=' + group.id);
  await page.waitForTimeout(2500);
  await page.screenshot({ path: '/tmp/shot-config.png' });
  console.log(complaints.get(page.context()));
  console.log(await (await world.api.get('/api/v1/workers')).body);
} finally {
  await browser.close();
  await world.stop();
}
