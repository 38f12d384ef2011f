import { type CreatedCallIn, type Group } from '@ctci/contracts';
import { type ApiClient } from '@ctci/testing';
import { setTimeout as sleep } from 'node:timers/promises';

const WORDS = ['Claims', 'Renewals', 'New policies', 'Roadside help', 'Billing', 'Glass repair'];

/** Toll-free numbers of the United States, as a contact centre has them. */
export const csvOf = (count: number, from = 0): string =>
  Array.from(
    { length: count },
    (_, index) => `+1800555${String(from + index).padStart(4, '0')},${WORDS[index % WORDS.length] ?? ''}\n`,
  ).join('');

/** Mistakes as people make them. */
export const fileWithMistakes = (): string =>
  [
    'number,description',
    '+18885550100,Claims',
    '+1 (888) 555-0101,Renewals',
    '0018885550102,Billing',
    '+18885550103',
    '1.8885E+10,Glass repair',
    '+18885550100,Claims again',
    '+18885550104,A description that is much too long for this column',
    '+1 888 555 0105,Roadside help',
    '+188855501,Billing',
    '+18885550106,New policies',
    'call us,Claims',
    '+1-888-555-0107,Renewals',
  ].join('\n');

/** Groups, and callers at them. */
export async function someLife(api: ApiClient): Promise<{ group: Group; roadside: Group }> {
  const group = await api.createGroup({ name: 'auto_insurance', settings: { expirySeconds: 120 } });
  await finished(api, (await api.startImport(group.id, csvOf(10_000))).id);
  const numbers = Array.from({ length: 40 }, (_, index) => ({
    dnis: `+1833555${String(1000 + index)}`,
    description: `Hotline ${index + 1}`,
  }));
  const settings = { generateAccessCode: true, uniqueDnis: true, expirySeconds: 60, coolDownSeconds: 15 };
  const roadside = await api.createGroup({ name: 'roadside_help', numbers, settings });
  await api.createGroup({ name: 'Schadensmeldung Österreich' });
  for (let index = 0; index < 12; index += 1) {
    const callIn = await aCallIn(api, 'roadside_help', {
      fromPhoneNumber: `+1202555${String(1000 + index)}`,
      userData: { policy: `A-10${index}` },
    });
    if (index % 2 === 0) await match(api, callIn.toPhoneNumber, callIn.accessCode);
  }
  const last = await aCallIn(api, 'roadside_help');
  await match(api, last.toPhoneNumber, '000000');
  await match(api, '+442071838750', null);
  return { group, roadside };
}

export async function aCallIn(api: ApiClient, groupName: string, rest: object = {}): Promise<CreatedCallIn> {
  const { status, body } = await api.send<CreatedCallIn>('POST', '/api/v1/call-ins', { groupName, ...rest });
  if (status !== 201) throw new Error(`no call-in: ${JSON.stringify(body)}`);
  return body;
}

export const match = (api: ApiClient, dnis: string, accessCode: string | null) =>
  api.send('POST', '/api/v1/call-ins/match', { dnis, callerNumber: '+12025550123', ...(accessCode && { accessCode }) });

/** Callers come and go for some seconds, so that there is a curve. */
export async function callersComeAndGo(api: ApiClient): Promise<void> {
  for (let index = 0; index < 16; index += 1) {
    const callIn = await aCallIn(api, 'roadside_help');
    if (index % 3 === 0) await match(api, callIn.toPhoneNumber, callIn.accessCode);
    await sleep(250);
  }
}

/** Resolves when an import needs nobody's work any more. */
export async function finished(api: ApiClient, importId: string): Promise<void> {
  while (['queued', 'validating', 'committing'].includes((await api.getImport(importId)).status)) await sleep(50);
}
