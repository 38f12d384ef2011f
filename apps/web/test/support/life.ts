import { type CreatedCallIn, type Group } from '@ctci/contracts';
import { type ApiClient } from '@ctci/testing';
import { setTimeout as sleep } from 'node:timers/promises';

const WORDS = ['Claims', 'Renewals', 'New policies', 'Roadside help', 'Billing', 'Glass repair'];

/** Toll-free numbers of the United States, as a contact centre has them. */
export const csvOf = (count: number, prefix = '+1800555'): string =>
  Array.from(
    { length: count },
    (_, index) => `${prefix}${String(index).padStart(4, '0')},${WORDS[index % WORDS.length] ?? ''}\n`,
  ).join('');

/** Twelve mistakes as people make them, in thirteen rows. */
export const fileWithMistakes = (prefix = '+1888555'): string => {
  const [, area = '', exchange = ''] = /^\+1(\d{3})(\d{3})$/.exec(prefix) ?? [];
  return [
    'number,description',
    `${prefix}0100,Claims`,
    `+1 (${area}) ${exchange}-0101,Renewals`,
    `001${area}${exchange}0102,Billing`,
    `${prefix}0103`,
    '1.8885E+10,Glass repair',
    `${prefix}0100,Claims again`,
    `${prefix}0104,A description that is much too long for this column`,
    `+1 ${area} ${exchange} 0105,Roadside help`,
    `${prefix}01,Billing`,
    `${prefix}0106,New policies`,
    'call us,Claims',
    `+1-${area}-${exchange}-0107,Renewals`,
  ].join('\n');
};

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
