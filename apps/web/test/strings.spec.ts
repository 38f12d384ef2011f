import {
  ABANDONED,
  AUDIT_CODES,
  AUDIT_SUBJECT_KINDS,
  changeSettings,
  decideImport,
  DEFAULT_SETTINGS,
  dnisMessage,
  GAVE_UP,
  NO_COUNTS,
  numberTaken,
  numberWarning,
  parseDnis,
} from '@ctci/domain';
import { expect, it } from '@jest/globals';
import { PROBLEMS } from '@ctci/contracts';
import { de } from '../src/app/strings/de.js';
import { en } from '../src/app/strings/en.js';
import { say, sayField } from '../src/app/strings/said.js';

const { said } = de;
const row = { kind: 'row', line: 1, cells: [''] } as const;
const rules = { premiumRate: 'warn' } as const;

function unconfirmed() {
  const decided = decideImport(
    { mode: 'replace', onError: 'abort', dryRun: false },
    { counts: { ...NO_COUNTS, created: 5, removed: 1234 }, hasRowErrors: false, poolSize: 2345 },
  );
  if (decided.next !== 'fail') throw new Error('removing so many has to be confirmed');
  return decided.error;
}

it('the facts of an English sentence are in the German one', () => {
  expect(say(said, 'files', GAVE_UP)).toMatch('wurde 6-mal begonnen');
  expect(say(said, 'files', ABANDONED)).toMatch('innerhalb von 30 Tagen');
  expect(say(said, 'files', unconfirmed())).toMatch('fehlen 1234 der 2345 Nummern');

  const changed = changeSettings(DEFAULT_SETTINGS, { accessCodeLength: 99 }, rules);
  expect(!changed.ok && changed.error.map((problem) => sayField(said, problem))).toEqual([
    'Geben Sie eine ganze Zahl von 4 bis 12 an.',
  ]);
  const parsed = parseDnis('00442079460958', rules);
  if (parsed.ok) throw new Error('00 is not E.164');
  const { code, suggestion } = parsed.error;
  expect(sayField(said, { code, message: dnisMessage(code, suggestion) })).toMatch(/Meinten Sie \+442079460958\?$/);
  expect(sayField(said, numberTaken(row, 'Night "A"'))).toMatch('der Gruppe „Night "A"“');
});

it('a premium rate number is refused in other words than it is warned of', () => {
  const warning = say(said, 'rows', numberWarning(row, 'DNIS_PREMIUM_RATE'));
  const error = say(said, 'rows', { code: 'DNIS_PREMIUM_RATE', message: dnisMessage('DNIS_PREMIUM_RATE') });
  expect([warning, error]).toEqual([
    expect.stringContaining('Prüfen Sie, ob sie gemeint ist.'),
    expect.stringContaining('die diese Installation nicht erlaubt'),
  ]);
});

it('what has no sentence of its own is said as the API says it, as most is in English', () => {
  const unknown = { code: 'OF_TOMORROW', message: 'Do this.' };
  expect(say(said, 'problems', unknown)).toBe('Do this.');
  expect(sayField(said, { ...unknown, code: 'toString' })).toBe('Do this.');
  expect(say(en.said, 'files', GAVE_UP)).toBe(GAVE_UP.message);
});

it('nobody who reads English is told what a program should send', () => {
  expect(say(en.said, 'files', unconfirmed())).toMatch(/lacks 1234 of the 2345 numbers.*, confirm it below\.$/);
  const remedies = Object.entries(PROBLEMS).map(([code, [, , message]]) => say(en.said, 'problems', { code, message }));
  expect(remedies.filter((remedy) => /`|\/api|[A-Z]_|\b(GET|POST|JSON|route|header|scope)\b/.test(remedy))).toEqual([]);
});

it.each([
  ['English', en],
  ['German', de],
])('whatever the audit tells of has words of its own in %s', (_, { access: { changes, subjects } }) => {
  const said = AUDIT_CODES.map((code) => changes[code]);
  expect([new Set(said).size, said.includes('')]).toEqual([AUDIT_CODES.length, false]);
  expect(new Set(AUDIT_SUBJECT_KINDS.map((kind) => subjects[kind])).size).toBe(AUDIT_SUBJECT_KINDS.length);
});
