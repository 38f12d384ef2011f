import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, type } from 'node:os';

export interface Line {
  readonly budget: string;
  readonly what: string;
  /** As measured, with its unit. */
  readonly median: string;
  readonly range: string;
  /** Against the floor. */
  readonly ratio: string;
  readonly limit: string;
  readonly met: boolean | null;
}

/** Prints the table, writes it as JSON beside the benchmarks, and says by the exit code whether every budget is met. */
export async function report(name: string, lines: readonly Line[], facts: Record<string, unknown>): Promise<void> {
  const rows = lines.map(({ budget, what, median, range, ratio, limit, met }) => [
    ...[budget, what, median, range, ratio, limit],
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const head = ['', 'what', 'median', 'range', 'ratio', 'budget', ''];
  printTable(head, rows);
  await writeResults(name, { ...facts, lines });
  if (lines.some(({ met }) => met === false)) process.exitCode = 1;
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const print = (row: readonly string[]) => {
    process.stdout.write(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`);
  };
  print(head);
  print(widths.map((width) => '-'.repeat(width)));
  rows.forEach(print);
}

/** Writes figures, and the machine they come from, as JSON beside the benchmarks. */
export async function writeResults(name: string, facts: Record<string, unknown>): Promise<void> {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, os: `${type()} ${release()}`, node: process.version };
  const folder = new URL('../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify({ machine, ...facts }, null, 2)}\n`);
}
