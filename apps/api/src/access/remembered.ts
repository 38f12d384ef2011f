/** Remembers for a short while what has been looked up, and looks up once what is asked for at the same time. */
export class Remembered<Found> {
  private readonly kept = new Map<string, { readonly found: Promise<Found | null>; readonly until: number }>();

  constructor(
    private readonly find: (key: string) => Promise<Found | null>,
    private readonly limits: { readonly forMs: number; readonly max: number },
  ) {}

  /** What is not found is not remembered. */
  get(key: string): Promise<Found | null> {
    const known = this.kept.get(key);
    if (known && performance.now() < known.until) return known.found;

    const found = this.find(key);
    this.kept.delete(key); // so that it counts among the newest
    this.kept.set(key, { found, until: performance.now() + this.limits.forMs });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.limits.max) break;
      this.kept.delete(oldest);
    }
    const forget = () => {
      if (this.kept.get(key)?.found === found) this.kept.delete(key);
    };
    found.then((value) => {
      if (value === null) forget();
    }, forget);
    return found;
  }
}
