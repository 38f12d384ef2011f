import { useEffect, useState } from 'react';
import type * as AllChecks from './checks.js';

type Checks = typeof AllChecks;

let loaded: Checks | undefined;

/**
 * The domain's own rules, which bring the numbering plans of the world with them: loaded beside the page, not before
 * it. Undefined until they are here; the API checks whatever is sent meanwhile.
 */
export function useChecks(): Checks | undefined {
  const [checks, setChecks] = useState(loaded);
  useEffect(() => {
    if (!loaded) {
      void import('./checks.js').then((module) => {
        loaded = module;
        setChecks(module);
      });
    }
  }, []);
  return checks;
}
