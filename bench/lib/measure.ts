/** Runs `measure` once unmeasured and then `rounds` times. */
export async function repeat(rounds: number, measure: (round: number) => Promise<number>): Promise<number[]> {
  await measure(-1);
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await measure(round));
  return figures;
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export const spread = (figures: readonly number[]): string =>
  `${Math.round(Math.min(...figures))}–${Math.round(Math.max(...figures))}`;
