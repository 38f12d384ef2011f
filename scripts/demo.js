import { createClient } from './demo-api.js';
import { PlainError } from './plain-error.js';
import { watchImport } from './demo-watch.js';
import { seconds } from './terminal.js';

const GROUP = 'auto_insurance';
const NUMBERS = 10_000;
const DESCRIPTIONS = ['Claims', 'Renewals', 'New policies', 'Roadside help', 'Billing', 'Glass repair'];
const FINAL = ['completed', 'failed', 'cancelled', 'needs_correction'];

/**
 * Fills a first start with a group to look at, by the very way that a user's file takes: an upload, the import worker,
 * live progress over the socket. Does nothing where the group has numbers. A failure is told, and stops nothing.
 *
 * @param {{ url: string, apiKey: string, report: import('./terminal.js').Reporter }} options
 */
export async function importDemo({ url, apiKey, report }) {
  const api = createClient(url, apiKey);
  try {
    const started = await startImport(api);
    if (!started) return;

    report.line(`\n  Demo group ${report.bold(GROUP)}: importing ${count(NUMBERS)} numbers`);
    const since = Date.now();
    const bar = report.progress();
    const show = (/** @type {any} */ { progress }) => {
      const { rowsDone: done, rowsTotal: total, phase } = progress;
      bar.show({ done, total, text: `${phase}  ${count(done)} rows  ${count(rate(done, since))}/s` });
    };
    const read = (/** @type {string} */ importId) => api.get(`/imports/${importId}`);
    const end = await watchImport({ url, apiKey, importId: started.id, isOver, show, read }).finally(bar.end);

    if (end.status !== 'completed') throw new PlainError(`it is ${end.status} (${end.error?.code ?? 'row errors'})`);
    const tookMs = Date.now() - since;
    report.done(
      `${count(end.counts.created)} numbers created in ${seconds(tookMs)}, ${count(rate(end.counts.rows, since))} rows/s`,
    );
  } catch (error) {
    report.problem(`The demo import did not succeed: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * The import to watch: a new one, or the one that an earlier start began.
 *
 * @param {import('./demo-api.js').Client} api
 * @returns {Promise<{ id: string } | undefined>} undefined where there is nothing to do
 */
async function startImport(api) {
  const present = await api.groupNamed(GROUP);
  if (present?.poolSize > 0) return undefined;

  const group = present ?? (await api.post('/groups', { name: GROUP }));
  const earlier = present ? (await api.get(`/imports?groupId=${group.id}`)).items : [];
  const running = earlier.find((/** @type {any} */ one) => !isOver(one));
  if (running) return running;

  const form = new FormData();
  form.set('file', new Blob([makeCsv()], { type: 'text/csv' }), `${GROUP}.csv`);
  return api.post(`/groups/${group.id}/imports?mode=merge&onError=abort`, form);
}

/** A block of US toll-free numbers: they look like what a contact centre has. */
function makeCsv() {
  const rows = Array.from({ length: NUMBERS }, (_, index) => {
    const digits = String(index).padStart(4, '0');
    return `+1800555${digits},${DESCRIPTIONS[index % DESCRIPTIONS.length]}`;
  });
  return `number,description\n${rows.join('\n')}\n`;
}

/** @param {{ status: string }} one */
const isOver = ({ status }) => FINAL.includes(status);

/** @param {number} number */
const count = (number) => number.toLocaleString('en-US');

/**
 * @param {number} rows
 * @param {number} since
 */
const rate = (rows, since) => Math.round((rows * 1000) / Math.max(1, Date.now() - since));
