const ROWS = 10_000;

/** 10,000 numbers, each right. */
export const goodFile = (description = 'Line'): string =>
  lines((row) => `+1800555${String(row).padStart(4, '0')},${description} ${row}`);

/** 10,000 numbers, each right, of which the first so many are not in {@link goodFile}. */
export const otherFile = (others: number, description: string): string =>
  lines((row) => `+180055${row < others ? 6 : 5}${String(row).padStart(4, '0')},${description} ${row}`);

/** 10,000 rows, each wrong, every code that a row can be given by itself in turn. */
export const badFile = (): string => `${GOOD},First\n${lines((row) => BAD[row % BAD.length]?.(row) ?? '', ROWS - 1)}`;

const lines = (write: (row: number) => string, rows = ROWS) => {
  let text = '';
  for (let row = 0; row < rows; row += 1) text += `${write(row)}\n`;
  return text;
};

const GOOD = '+18005550000';

const BAD: readonly ((row: number) => string)[] = [
  () => ',No number',
  () => '1.80056E+10,Spreadsheet',
  (row) => `+1 (800) 555-${row},Separators`,
  (row) => `+1800555000000${String(row).padStart(5, '0')},Too long`,
  (row) => `+999123${String(row).padStart(5, '0')},No such country`,
  (row) => `+1800${row},Too short`,
  () => `${GOOD},Again`,
  (row) => `+1800556${String(row).padStart(4, '0')}`,
  (row) => `+1800557${String(row).padStart(4, '0')},A description that is far longer than it may be`,
  (row) => `+1800558${String(row).padStart(4, '0')},a,b`,
  (row) => `+1800559${String(row).padStart(4, '0')},"a"b`,
];
