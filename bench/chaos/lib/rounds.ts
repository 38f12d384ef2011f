import { Chance } from '@ctci/testing/chance';

/** One kind of fault, and what must hold after it. */
export interface Scenario<Site extends { close: () => Promise<void> } = never> {
  /** As docs/reliability.md names it. */
  readonly budget: string;
  readonly what: string;
  /** The longest that a recovery may take, milliseconds. */
  readonly limitMs: number;
  /** Brings up what a fault strikes: processes of its own. */
  readonly open: () => Promise<Site>;
  /** Makes one fault. @throws Error with what did not hold */
  readonly round: (site: Site, chance: Chance, round: number) => Promise<Recovery>;
}

export interface Recovery {
  readonly tookMs: number;
  /** Where the fault struck, in a word or two. */
  readonly struck: string;
}

export interface Failure {
  readonly round: number;
  readonly reason: string;
}

export interface Outcome {
  readonly budget: string;
  readonly what: string;
  readonly limitMs: number;
  readonly rounds: number;
  readonly failures: readonly Failure[];
  readonly tookMs: readonly number[];
  /** How many rounds struck where. */
  readonly struck: Readonly<Record<string, number>>;
}

interface Run {
  readonly rounds: number;
  readonly seed: number;
  /** Sites side by side: a recovery is mostly waiting. */
  readonly sites: number;
  /** Told after each round, with what did not hold. */
  readonly tell?: (failure?: Failure) => void;
}

/** Runs a scenario's rounds. A round that fails costs its site, and the others go on. */
export async function runRounds<Site extends { close: () => Promise<void> }>(
  scenario: Scenario<Site>,
  { rounds, seed, sites, tell }: Run,
): Promise<Outcome> {
  const tookMs: number[] = [];
  const failures: Failure[] = [];
  const struck: Record<string, number> = {};
  let next = 0;

  const worker = async () => {
    let site: Site | undefined;
    for (let round = next++; round < rounds; round = next++) {
      try {
        site ??= await scenario.open();
        const recovery = await scenario.round(site, Chance.of(seed, round), round);
        tookMs.push(recovery.tookMs);
        struck[recovery.struck] = (struck[recovery.struck] ?? 0) + 1;
        if (recovery.tookMs > scenario.limitMs) throw new Error(`took ${Math.round(recovery.tookMs)} ms`);
        tell?.();
      } catch (error) {
        const failure = { round, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
        failures.push(failure);
        tell?.(failure);
        await site?.close();
        site = undefined;
      }
    }
    await site?.close();
  };
  await Promise.all(Array.from({ length: Math.min(sites, rounds) }, worker));
  const { budget, what, limitMs } = scenario;
  return { budget, what, limitMs, rounds, failures, tookMs, struck };
}
