/** Something that a service leans on. */
export interface HealthCheck {
  /** Its key in the answer. */
  readonly name: string;
  /** Whether the service is of no use without it. */
  readonly required: boolean;
  /** Resolves when it can be used now; may take its time, the caller waits {@link CHECK_TIMEOUT_MS} at most. */
  check(): Promise<void>;
}

export interface Readiness {
  /** degraded: only what is not required is down. */
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly checks: Readonly<Record<string, { readonly status: 'up' | 'down' }>>;
}

export const CHECK_TIMEOUT_MS = 1_000;

/** Asks all at once. Why one is down is in the log of whoever holds its connection, not in an open answer. */
export async function readinessOf(checks: readonly HealthCheck[]): Promise<Readiness> {
  const results = await Promise.all(checks.map(async (check) => ({ ...check, isUp: await isUp(check) })));
  const down = results.filter(({ isUp }) => !isUp);

  return {
    status: down.length === 0 ? 'ok' : down.some(({ required }) => required) ? 'unavailable' : 'degraded',
    checks: Object.fromEntries(results.map(({ name, isUp }) => [name, { status: isUp ? 'up' : 'down' }])),
  };
}

async function isUp(check: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false);
  });
  try {
    return await Promise.race([check.check().then(() => true), timeout]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
