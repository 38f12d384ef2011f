import type { BrokenRow, CsvRow } from './csv-line.js';

/**
 * A row as the two cells that it should have had: a missing one empty, surplus ones joined into the description,
 * and a row whose quotes make no sense parted at its first comma.
 */
export function partsOf(row: CsvRow | BrokenRow): { readonly number: string; readonly description: string } {
  if (row.kind === 'broken') return partsOfBroken(row.raw);

  const [number = '', ...rest] = row.cells.map((cell) => cell.trim());
  return { number, description: rest.slice(0, lastIndexOfText(rest) + 1).join(', ') };
}

function partsOfBroken(raw: string): { number: string; description: string } {
  const comma = raw.indexOf(',');
  const number = comma === -1 ? raw : raw.slice(0, comma);
  const description = comma === -1 ? '' : raw.slice(comma + 1);
  return { number: number.replaceAll('"', '').trim(), description: withoutOuterQuotes(description.trim()) };
}

// The quotes around a cell are no part of it, even where one of the two is lost: "Sales" or "Sales, but not Say "hi".
function withoutOuterQuotes(text: string): string {
  if (text.startsWith('"')) return (text.endsWith('"') ? text.slice(1, -1) : text.slice(1)).replaceAll('""', '"');
  const isOdd = text.split('"').length % 2 === 0;
  return isOdd && text.endsWith('"') ? text.slice(0, -1) : text;
}

const lastIndexOfText = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell !== '');
