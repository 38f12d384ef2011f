/**
 * Names the separator of a file that is not separated by commas, judged by what first separates each row: a
 * description may hold any of them, and a file with one column holds none.
 */
export function usesWrongSeparator(text: string): 'semicolons' | 'tabs' | null {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  for (const line of beginningLines(text)) {
    const separator = FIRST_SEPARATOR.exec(line)?.[1] as keyof typeof counts | undefined;
    if (separator !== undefined) counts[separator] += 1;
  }
  if (counts[';'] + counts['\t'] <= counts[',']) return null;
  return counts[';'] >= counts['\t'] ? 'semicolons' : 'tabs';
}

const beginningLines = (text: string): string[] =>
  text
    .slice(0, SAMPLE_LENGTH)
    .split(/[\r\n]+/, SAMPLE_LINES)
    .map((line) => line.trimStart().slice(0, LINE_LENGTH));

// A quoted cell is passed over whole; a tab before a comma is a space around the field.
const FIRST_SEPARATOR = /^(?:"(?:[^"]|"")*"|[^",;\t]*)\s*([,;\t])/;

const SAMPLE_LENGTH = 16_384;
const SAMPLE_LINES = 50;
const LINE_LENGTH = 200;
