import { parseArgs } from 'node:util';
import { anySeed } from '@ctci/testing/chance';

/** Whole numbers from the command line (`--rounds=100`), with a default each. `seed` is any, unless it is given. */
export function numberOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Record<Name | 'seed', number> & { readonly only: string | undefined } {
  const names = [...Object.keys(defaults), 'seed', 'only'];
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  const { only, ...given } = values;
  const numbers = Object.entries(given).map(([name, value]) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name}=${String(value)} is no whole number`);
    return [name, number] as const;
  });
  return { ...defaults, seed: anySeed(), ...Object.fromEntries(numbers), only };
}
