/**
 * Keeps a spreadsheet from taking a description for a formula: one `'` in front (OWASP, "CSV injection").
 * {@link unprotect} takes it off again, whatever the description began with.
 */
export const protect = (description: string): string =>
  /^'*[=+\-@\t\r]/.test(description) ? `'${description}` : description;

/** Drops the one `'` that {@link protect}, or a careful person, put in front of what looks like a formula. */
export const unprotect = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/** A description as a cell that is read as just this description. */
export const asCell = (description: string): string =>
  unprotect(description) === description ? description : `'${description}`;

/** A text that a spreadsheet keeps as it is, digits and all: written as a formula that yields it. */
export const asTextFormula = (text: string): string => `="${text.replaceAll('"', '""')}"`;

/** The text of a cell that {@link asTextFormula} wrote; null for any other. */
export function textOfFormula(cell: string): string | null {
  const isFormula = cell.length >= 3 && cell.startsWith('="') && cell.endsWith('"');
  return isFormula ? cell.slice(2, -1).replaceAll('""', '"') : null;
}
