import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from './demo-api.js';
import { PlainError } from './plain-error.js';
import { seconds } from './terminal.js';

const GROUP = 'roadside_help';
const NUMBERS = ['+18335550100', '+18335550101'];
const EXPIRY_SECONDS = 10;
const CALLER = '+12025550123';
const LOOK_EVERY_MS = 100;
const GIVE_UP_MS = 30_000;

/**
 * Shows what the numbers are for, call by call: a number handed out, matched, and one whose caller never calls. Once for
 * each database: a start after that does nothing. A failure is told, and stops nothing.
 *
 * @param {{ url: string, apiKey: string, report: import('./terminal.js').Reporter }} options
 */
export async function showCallIns({ url, apiKey, report }) {
  const api = createClient(url, apiKey);
  try {
    if (await hasBeenShown(api)) return;
    await prepareGroup(api);

    report.line(
      `\n  Demo group ${report.bold(GROUP)}: ${NUMBERS.length} numbers, one caller each, for ${EXPIRY_SECONDS} s`,
    );
    const asked = await askForNumber(api, report, { fromPhoneNumber: CALLER, userData: { policy: 'A-1042' } });
    const late = await askForNumber(api, report, {});
    await call(api, report, asked, 'The call comes in');
    await waitForExpiry(api, report, late);
    await call(api, report, late, 'A call that comes too late');
  } catch (error) {
    report.problem(`The demo of call-ins did not succeed: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {import('./demo-api.js').Client} api */
async function hasBeenShown(api) {
  const { items } = await api.get(`/call-ins?groupName=${GROUP}&state=expired&limit=1`);
  return items.length > 0;
}

/**
 * The group that an earlier start has made will do, whatever has become of its settings.
 *
 * @param {import('./demo-api.js').Client} api
 */
async function prepareGroup(api) {
  if (await api.groupNamed(GROUP)) return;
  const settings = { generateAccessCode: true, uniqueDnis: true, expirySeconds: EXPIRY_SECONDS };
  const numbers = NUMBERS.map((dnis, index) => ({ dnis, description: `Hotline ${index + 1}` }));
  await api.post('/groups', { name: GROUP, settings, numbers });
}

/**
 * @param {import('./demo-api.js').Client} api
 * @param {import('./terminal.js').Reporter} report
 * @param {object} more
 * @returns {Promise<any>} the call-in
 */
function askForNumber(api, report, more) {
  return report.step('Asking for a number to call …', async (tell) => {
    const callIn = await api.post('/call-ins', { groupName: GROUP, ...more });
    tell(`Asked for a number: call ${callIn.toPhoneNumber}${callIn.accessCode ? `, code ${callIn.accessCode}` : ''}`);
    return callIn;
  });
}

/**
 * @param {import('./demo-api.js').Client} api
 * @param {import('./terminal.js').Reporter} report
 * @param {any} callIn
 * @param {string} what
 */
function call(api, report, { id, toPhoneNumber: dnis, accessCode }, what) {
  return report.step(`${what} …`, async (tell) => {
    const answer = await api.post('/call-ins/match', { dnis, accessCode, callerNumber: CALLER });
    if (answer.outcome === 'rejected') return tell(`${what}: ${answer.reason}`);
    const isOurs = answer.callIn.id === id;
    if (!isOurs) throw new PlainError(`${dnis} was matched with another call-in`);
    tell(`${what}: matched by ${answer.matchedBy}, with ${JSON.stringify(answer.callIn.userData ?? {})}`);
  });
}

/**
 * @param {import('./demo-api.js').Client} api
 * @param {import('./terminal.js').Reporter} report
 * @param {any} callIn
 */
function waitForExpiry(api, report, { id, toPhoneNumber, expiresAt }) {
  const left = () => Math.max(0, Date.parse(expiresAt) - Date.now());
  return report.step(`${toPhoneNumber} waits for its call …`, async (tell) => {
    const deadline = Date.now() + left() + GIVE_UP_MS;
    for (;;) {
      const { state } = await api.get(`/call-ins/${id}`);
      if (state === 'expired') return tell(`Nobody called ${toPhoneNumber}: expired, and free for the next`);
      if (Date.now() > deadline) throw new PlainError(`the call-in is ${state}, and should have expired`);
      tell(`${toPhoneNumber} waits for its call, ${seconds(left())} more`);
      await sleep(LOOK_EVERY_MS);
    }
  });
}
