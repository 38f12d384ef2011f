/** A data row whose cells could be told apart. */
export interface CsvRow {
  readonly kind: 'row';
  /** Physical line at which the row begins, from 1. */
  readonly line: number;
  /** Unquoted; cells without quotes are trimmed. At least one. */
  readonly cells: readonly string[];
}

/** A row whose quotes make no sense; the next line is read as a row of its own. */
export interface BrokenRow {
  readonly kind: 'broken';
  readonly line: number;
  /** The physical line as it stands in the file. */
  readonly raw: string;
}

/** A quote that no other closes: nothing behind it can be read, and nothing follows this. */
export interface UnclosedQuote {
  readonly kind: 'unclosed';
  /** Where the quote opened. */
  readonly line: number;
}

export type CsvLine = CsvRow | BrokenRow | UnclosedQuote;
