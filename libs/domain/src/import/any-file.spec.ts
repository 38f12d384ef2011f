import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NumberRules } from '../number/dnis.js';
import { createRowChecker } from './check-rows.js';
import { inspectUpload } from './inspect-upload.js';
import { readCsv } from './read-csv.js';
import { readRows } from './read-rows.js';

const LINE_END = /\r\n|\n|\r/g;
const lineAt = (text: string, position: number) => 1 + (text.slice(0, position).match(LINE_END)?.length ?? 0);

test('any table that is written by RFC 4180 is read as it was, each row at its line', () => {
  const cell = fc.string({ unit: fc.oneof(fc.constantFrom('"', ',', '\n', '\r', '\r\n', ' ', "'", '='), WIDE) });
  const row = fc.record({
    cells: fc.tuple(fc.stringMatching(/^\+?[0-9]{1,15}$/), cell, cell),
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n,\r\n', '\n , \n'),
    quoted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      let text = '';
      const expected = rows.map(({ cells, end, quoted }) => {
        const written = cells.map((content) => (quoted || mustBeQuoted(content) ? quote(content) : content)).join(',');
        const line = lineAt(text, text.length);
        text += written + end;
        return { kind: 'row', line, cells };
      });
      expect([...readCsv(text)]).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

const WIDE = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
const mustBeQuoted = (cell: string) => /[",\r\n]|^\s|\s$/.test(cell);
const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test('any bytes are refused or read: lines are right, and rows are good or rejected', () => {
  fc.assert(
    fc.property(anyBytes(), fc.constantFrom(...RULES), (bytes, rules) => {
      const inspected = inspectUpload(bytes);
      const rows = inspected.ok ? readRows(inspected.value) : inspected;
      if (!rows.ok || !inspected.ok) return;

      const lines = inspected.value.split(LINE_END);
      const checker = createRowChecker(rules);
      let [before, good, rejected] = [0, 0, 0];
      for (const row of rows.value) {
        expect(row.line).toBeGreaterThan(before);
        if (row.kind === 'broken') expect(row.raw).toBe(lines[row.line - 1]);
        const { entry, findings, row: checked } = checker.check(row);
        const isRejected = findings.some(({ severity }) => severity === 'error');
        expect([checked.line, isRejected, ...findings.map((finding) => finding.line)]).toEqual([
          row.line,
          entry === null,
          ...findings.map(() => row.line),
        ]);
        if (entry) good += 1;
        else rejected += 1;
        before = row.line;
      }
      expect(good + rejected).toBe(rows.value.count);
      expect(before).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 2_000 },
  );
});

const RULES: readonly NumberRules[] = [{ premiumRate: 'warn' }, { premiumRate: 'refuse', homeCountry: 'US' }];

/** Bytes of every kind, mostly such that there is something to read in them. */
function anyBytes(): fc.Arbitrary<Uint8Array> {
  const morsel = fc.constantFrom('+12025550123', '12', ',', '"', '""', '\n', '\r', '\r\n', '=', "'", ' ', 'x', '1E+5');
  const texts = fc.array(fc.oneof({ weight: 5, arbitrary: morsel }, WIDE), { maxLength: 60 });
  const text = texts.map((parts) => new TextEncoder().encode(parts.join('')));
  return fc.oneof({ weight: 4, arbitrary: text }, fc.uint8Array({ maxLength: 200 }));
}
