import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readCsv } from './read-csv.js';

/** A row as `line: cells`, a broken one as `line: !raw`, an unclosed quote as `line: ?`. */
const read = (text: string) =>
  Array.from(readCsv(text), (row) => {
    if (row.kind === 'unclosed') return `${row.line}: ?`;
    return row.kind === 'row' ? `${row.line}: ${row.cells.join('|')}` : `${row.line}: !${row.raw}`;
  });

describe('rows end', () => {
  test.each([
    ['in LF', '1,a\n2,b\n', ['1: 1|a', '2: 2|b']],
    ['in CRLF', '1,a\r\n2,b\r\n', ['1: 1|a', '2: 2|b']],
    ['in CR', '1,a\r2,b\r', ['1: 1|a', '2: 2|b']],
    ['in a mixture', '1,a\n2,b\r\n3,c\r4,d\n\r5,e', ['1: 1|a', '2: 2|b', '3: 3|c', '4: 4|d', '6: 5|e']],
    ['without a last line break', '1,a\n2,b', ['1: 1|a', '2: 2|b']],
    ['with an empty last cell', '1,\n2,', ['1: 1|', '2: 2|']],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

describe('quotes', () => {
  test.each([
    ['hold commas', '1,"a, b"\n', ['1: 1|a, b']],
    ['are doubled', '1,"say ""hi"""\n', ['1: 1|say "hi"']],
    ['hold nothing', '"1",""\n', ['1: 1|']],
    ['hold line breaks, and lines stay right', '1,"a\r\nb\rc\nd"\n2,e', ['1: 1|a\r\nb\rc\nd', '5: 2|e']],
    ['may have spaces around them', ' "1" , "a" \n', ['1: 1|a']],
    ['keep the spaces inside them', '1," a "\n', ['1: 1| a ']],
    [
      'belong to ="…", quoted or not',
      '="+1",a\n"=""+2""",b\n="3" ,="x,""y"""',
      ['1: ="+1"|a', '2: ="+2"|b', '3: ="3"|="x,""y"""'],
    ],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

describe('a misplaced quote costs its own line alone', () => {
  test.each([
    ['text behind a closing quote', '1,a\n"2"x,b\n3,c\n"4",d', ['1: 1|a', '2: !"2"x,b', '3: 3|c', '4: 4|d']],
    ['a quote inside a bare cell', '1,a\r\n2,b"c"\r\n3,c', ['1: 1|a', '2: !2,b"c"', '3: 3|c']],
    ['a quote that swallows up to the next', '1,"a\n2,b\n3,"c"\n', ['1: !1,"a', '2: 2|b', '3: 3|c']],
    ['behind ="…"', '="1"x,a\n2,b', ['1: !="1"x,a', '2: 2|b']],
    ['a ="… over two lines', '="1\n2",a\n3,b', ['1: !="1', '2: !2",a', '3: 3|b']],
    ['in the first row', 'a"b,c\n1,a', ['1: !a"b,c', '2: 1|a']],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  test.each([
    ['in the first line', '"1,a\n2,b\n', ['1: ?']],
    ['after good rows', '1,a\n2,"b\n3,c\n', ['1: 1|a', '2: ?']],
    ['below a quoted line break', '"1\n2","b\n3,c\n', ['2: ?']],
  ])('one that is never closed ends the file and names its line: %s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

describe('left out are', () => {
  test.each([
    ['a header', 'DNIS,Description\n1,a', ['2: 1|a']],
    ['a header in another script', '番号,説明\n1,a', ['2: 1|a']],
    ['a header with one cell', 'number\n1,a', ['2: 1|a']],
    ['a quoted header behind blank lines', '\n,\n"number","description"\n1,a', ['4: 1|a']],
    ['blank rows and rows of only commas', '1,a\n\n \t\n,\n,,,\n"",""\n2,b', ['1: 1|a', '7: 2|b']],
    ['all of an empty file', '', []],
    ['all of a file with only a header', 'number,description\n', []],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  test.each([
    ['a first cell with a digit', 'Phone1,a', ['1: Phone1|a']],
    ['a first cell without letters', '+,a', ['1: +|a']],
    ['an empty first cell', ',a', ['1: |a']],
    ['a second header', 'number,a\nnumber,b', ['2: number|b']],
  ])('but not %s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

describe('a third cell', () => {
  const header = 'number,description,rejected because';
  test.each([
    ['is ignored under the header of rejected.csv', `${header}\n1,a,why\n2,b`, ['2: 1|a', '3: 2|b']],
    ['is ignored when that header is quoted', '"number", "description", "rejected because"\n1,a,why', ['2: 1|a']],
    ['but not a fourth', `${header}\n1,a,why,x`, ['2: 1|a|why|x']],
    ['and not under another header', 'number,description,notes\n1,a,why', ['2: 1|a|why']],
    ['and not without one', '1,a,why', ['1: 1|a|why']],
  ])('%s', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
  });
});

test('of hundreds of cells the first hundred are told apart, the rest stays in one piece', () => {
  const [row] = readCsv(`1${',x'.repeat(300)}\n`);
  expect(row).toMatchObject({ kind: 'row', cells: { length: 101, 99: 'x', 100: Array(201).fill('x').join(',') } });
});

test('rows are read only as they are asked for', () => {
  const rows = readCsv(`${'1,a\n'.repeat(10_001)}"never closed`);
  for (let i = 0; i < 10_001; i += 1) expect(rows.next().value).toMatchObject({ kind: 'row', line: i + 1 });
  rows.return();
});

test('well-formed files are read as csv-parse reads them', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('1', 'a', '"', ',', '\n', '\r', ' ', 'é', '=') })
    .map((text) => text.trim());
  const table = fc.array(fc.tuple(fc.constantFrom('1', '+1'), cell, cell), { minLength: 1 });
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, eol, quoteAll) => {
      const quoted = (text: string) => (quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
      const text = rows.map((row) => row.map(quoted).join(',')).join(eol);
      const oracle: string[][] = parse(text, { record_delimiter: eol });
      expect(Array.from(readCsv(text), (row) => (row.kind === 'row' ? row.cells : row))).toEqual(oracle);
    }),
  );
});

test('any text ends, and every line is accounted for in order', () => {
  const text = fc.string({ unit: fc.constantFrom('1', 'a', '"', ',', '\n', '\r', ' ', '=') });
  fc.assert(
    fc.property(text, (file) => {
      const lines = Array.from(readCsv(file), ({ line }) => line);
      expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      expect(lines.at(-1) ?? 1).toBeLessThanOrEqual(file.split(/\r\n|\n|\r/).length);
    }),
    { numRuns: 1_000 },
  );
});

// Anything but linear time would run into jest's time limit.
const MIB = 1024 * 1024;
test.each([
  ['commas', ','.repeat(4 * MIB)],
  ['line breaks', '\n'.repeat(4 * MIB)],
  ['blank rows', ',\n'.repeat(2 * MIB)],
  ['quotes', '"'.repeat(4 * MIB)],
  ['misplaced quotes', 'a"'.repeat(2 * MIB)],
  ['quotes opened in every line', '"a\n'.repeat(MIB)],
  ['quotes opened and doubled', '"""\n'.repeat(MIB)],
])('4 MiB of %s are read or given up, and never hang', (_, text) => {
  let rows = 0;
  for (const row of readCsv(text)) {
    rows += 1;
    if (row.kind === 'unclosed' || rows > 10_000) break;
  }
  expect(rows).toBeLessThanOrEqual(10_001);
});
