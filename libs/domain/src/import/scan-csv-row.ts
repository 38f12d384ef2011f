import type { CsvLine } from './csv-line.js';

/** A place in the text, and the physical line (from 1) that it is on. */
export interface Place {
  readonly position: number;
  readonly line: number;
}

/** Reads the row that begins at a place, and says where the next one begins. */
export function scanRow(text: string, start: Place): { readonly row: CsvLine; readonly next: Place } {
  const cells: string[] = [];
  let { position, line } = start;
  let surplusFrom: number | null = null;

  for (;;) {
    const cell = scanCell(text, position);
    if (cell === 'broken') return brokenRow(text, start);
    if (cell === 'unclosed') return { row: { kind: 'unclosed', line }, next: { position: text.length, line } };

    if (cells.length < CELLS_MAX) cells.push(cell.value);
    else surplusFrom ??= position;
    position = cell.end;
    line += cell.lineBreaks;
    if (text.charCodeAt(position) !== COMMA) break;
    position += 1;
  }
  if (surplusFrom !== null) cells.push(text.slice(surplusFrom, position));
  return { row: { kind: 'row', line: start.line, cells }, next: afterLineBreak(text, position, line) };
}

interface Cell {
  readonly value: string;
  /** Where the comma, the line break or the end of the text behind it is. */
  readonly end: number;
  readonly lineBreaks: number;
}

function scanCell(text: string, start: number): Cell | 'broken' | 'unclosed' {
  const first = skipSpaces(text, start);
  const code = text.charCodeAt(first);
  if (code === QUOTE) return scanQuoted(text, first);
  // ="+1800…": text written as a formula. Its quotes belong to it, so it is taken as it stands.
  if (code === EQUALS && text.charCodeAt(first + 1) === QUOTE) return scanQuotedFormula(text, first);

  let end = first;
  for (; end < text.length; end += 1) {
    const next = text.charCodeAt(end);
    if (next === QUOTE) return 'broken';
    if (next === COMMA || next === LF || next === CR) break;
  }
  return { value: text.slice(first, end).trim(), end, lineBreaks: 0 };
}

function scanQuoted(text: string, opening: number): Cell | 'broken' | 'unclosed' {
  const closing = closingQuote(text, opening);
  if (closing === null) return 'unclosed';

  const end = skipSpaces(text, closing + 1);
  if (!isCellEnd(text, end)) return 'broken';
  const value = text.slice(opening + 1, closing);
  return { value: value.replaceAll('""', '"'), end, lineBreaks: countLineBreaks(value) };
}

function scanQuotedFormula(text: string, equals: number): Cell | 'broken' {
  const closing = closingQuote(text, equals + 1);
  if (closing === null) return 'broken';

  const value = text.slice(equals, closing + 1);
  const end = skipSpaces(text, closing + 1);
  return countLineBreaks(value) === 0 && isCellEnd(text, end) ? { value, end, lineBreaks: 0 } : 'broken';
}

/** The quote that closes the one at `opening`, doubled ones passed over. */
function closingQuote(text: string, opening: number): number | null {
  let quote = text.indexOf('"', opening + 1);
  while (quote !== -1 && text.charCodeAt(quote + 1) === QUOTE) quote = text.indexOf('"', quote + 2);
  return quote === -1 ? null : quote;
}

// A stray quote may have swallowed good rows: give up its own physical line only, and read on behind that.
function brokenRow(text: string, { position, line }: Place): { row: CsvLine; next: Place } {
  let end = position;
  while (end < text.length && text.charCodeAt(end) !== LF && text.charCodeAt(end) !== CR) end += 1;
  return { row: { kind: 'broken', line, raw: text.slice(position, end) }, next: afterLineBreak(text, end, line) };
}

function afterLineBreak(text: string, end: number, line: number): Place {
  const isPair = text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF;
  return { position: end + (isPair ? 2 : 1), line: line + 1 };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at += 1;
  return at;
}

function isCellEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || code === COMMA || code === LF || code === CR;
}

const countLineBreaks = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

const [TAB, LF, CR, SPACE, QUOTE, COMMA, EQUALS] = [9, 10, 13, 32, 34, 44, 61];

// Nobody has so many columns. The rest of such a row stays in one piece, so that a line of commas costs no memory.
const CELLS_MAX = 100;
