import { type Chance } from '@ctci/testing/chance';

const GOOD = (chance: Chance) => `+1202${2_000_000 + chance.below(9_000)}`;

/** Cells as people write them into the column of numbers. */
const NUMBERS: readonly ((chance: Chance) => string)[] = [
  GOOD,
  GOOD,
  GOOD,
  (chance) => GOOD(chance).slice(1),
  (chance) => `+44207946${String(chance.below(10_000)).padStart(4, '0')}`,
  (chance) => `+4930${100_000 + chance.below(900_000)}`,
  (chance) => `+${1 + chance.below(998)}${chance.below(1_000_000_000)}`,
  (chance) => `+1 (202) 555-${1_000 + chance.below(9_000)}`,
  (chance) => `001202${2_000_000 + chance.below(9_000)}`,
  (chance) => `'${GOOD(chance)}`,
  (chance) => `="${GOOD(chance)}"`,
  (chance) => `"=""${GOOD(chance)}"""`,
  (chance) => `"${GOOD(chance)}"`,
  (chance) => `  ${GOOD(chance)}\t`,
  () => '1.20256E+10',
  () => '+1900555\u0661234',
  () => 'tel:+12025550123',
  () => '',
];

const DESCRIPTIONS: readonly ((chance: Chance) => string)[] = [
  (chance) => `Row ${chance.below(100)}`,
  () => '',
  () => '"Sales, east"',
  () => '"say ""hi"""',
  () => '"two\r\nlines"',
  () => '"an \n old\r Mac"',
  () => "'=1+1",
  () => '=HYPERLINK("http://x";"y")',
  () => '@sum',
  () => 'Überlänge, nicht wahr',
  () => '電話番号 📞',
  () => 'e\u0301\u200b\u202e',
  () => 'x'.repeat(33),
  () => 'a\u0007b',
  () => '  spaces  ',
  () => ';tab\there',
];

const LINE_ENDS = ['\n', '\r\n', '\r'] as const;

/** Rows as they come, good and bad, each line ended as the file pleases. */
function rows(chance: Chance, count: number, ends: readonly string[] = [chance.oneOf(LINE_ENDS)]): string {
  let text = '';
  for (let row = 0; row < count; row += 1) {
    text += `${chance.oneOf(NUMBERS)(chance)},${chance.oneOf(DESCRIPTIONS)(chance)}${chance.oneOf(ends)}`;
  }
  return text;
}

const goodRows = (count: number, first = 0) => {
  let text = '';
  for (let row = first; row < first + count; row += 1) text += `+1202${2_000_000 + row},Row ${row}\n`;
  return text;
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const withMagic = (magic: string, chance: Chance) => latin1(`${magic}${rows(chance, chance.below(20))}`);

/** The commonest first: a mutated good file is where most goes wrong. */
const KINDS: readonly (readonly [weight: number, (chance: Chance) => Uint8Array])[] = [
  [250, (chance) => utf8(goodRows(1 + chance.below(40)))],
  [300, (chance) => utf8(`number,description\r\n${rows(chance, 1 + chance.below(40))}`)],
  [300, (chance) => utf8(rows(chance, 1 + chance.below(60), LINE_ENDS))],
  [100, (chance) => utf8(`\ufeff${rows(chance, 1 + chance.below(30))}`)],
  [
    80,
    (chance) =>
      utf8(`number,description,rejected because\r\n${'+12022000001,a,"why, oh"\r\n'.repeat(chance.below(9))}`),
  ],
  [60, (chance) => utf8(`\n,\n,,,\n ,\t\n${rows(chance, 5)}\r\r\n\n`)],
  [40, (chance) => utf8(`${goodRows(3)}+12022000009,"never closed\n${goodRows(chance.below(50))}`)],
  [40, (chance) => utf8(rows(chance, 20).replaceAll(',', ';'))],
  [40, (chance) => utf8(rows(chance, 20).replaceAll(',', '\t'))],
  [40, (chance) => new Uint8Array(Buffer.from(`\ufeff${rows(chance, 10)}`, 'utf16le'))],
  [40, (chance) => latin1(`+12022000001,caf\xe9\n${goodRows(chance.below(20))}`)],
  [30, (chance) => withMagic('PK\x03\x04\x14\0\x06\0[Content_Types].xml', chance)],
  [
    30,
    (chance) => withMagic(chance.oneOf(['PK\x05\x06', '%PDF-1.7', '\x1f\x8b', '\xd0\xcf\x11\xe0', '<html>']), chance),
  ],
  [20, (chance) => utf8(`${goodRows(2)}+12022000009,${'x'.repeat(chance.below(200_000))}\n`)],
  [20, (chance) => utf8(`${goodRows(2)}${','.repeat(chance.below(100_000))}\n${goodRows(2, 2)}`)],
  [20, (chance) => utf8(`${goodRows(2)}+12022000009,"${'a""b\n'.repeat(chance.below(20_000))}"\n`)],
  [10, (chance) => utf8('"a\n'.repeat(chance.below(20_000)))],
  [8, (chance) => utf8(rows(chance, 1_000, LINE_ENDS))],
  [2, () => utf8(goodRows(10_000))],
  [2, (chance) => utf8(rows(chance, 10_000))],
  [2, () => utf8(goodRows(10_001))],
  [1, (chance) => utf8(`${goodRows(9_000)}${'y'.repeat(3_900_000 + chance.below(500_000))}`)],
];
const WEIGHT = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** A file as somebody might upload it, before it is mutated. */
export function seedFile(chance: Chance): Uint8Array {
  let left = chance.below(WEIGHT);
  for (const [weight, make] of KINDS) {
    if (left < weight) return make(chance);
    left -= weight;
  }
  throw new Error('the weights do not add up');
}
