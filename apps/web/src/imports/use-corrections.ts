import { type Import } from '@ctci/contracts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Corrections } from './queries.js';
import { type Correction } from './wrong-rows.js';

type ByLine = ReadonlyMap<number, Correction>;

/**
 * What has been done to the rows of a round and is not sent yet. Kept by the browser, so that a closed page or a
 * machine that is switched off loses none of it.
 */
export function useCorrections({ id, round }: Pick<Import, 'id' | 'round'>) {
  const key = `corrections:${id}:${round}`;
  const [stored, setStored] = useState<{ key: string; byLine: ByLine }>(() => ({ key, byLine: kept(key) }));
  if (stored.key !== key) setStored({ key, byLine: kept(key) });
  const { byLine } = stored;

  useEffect(() => {
    if (byLine.size > 0) localStorage.setItem(key, JSON.stringify([...byLine]));
    else localStorage.removeItem(key);
  }, [key, byLine]);

  const change = useCallback((entries: Iterable<readonly [number, Correction | null]>) => {
    setStored((now) => ({ ...now, byLine: changed(now.byLine, entries) }));
  }, []);
  const forget = useCallback(() => {
    setStored((now) => ({ ...now, byLine: new Map() }));
  }, []);
  return useMemo(() => ({ byLine, change, forget, sent: toSend(byLine) }), [byLine, change, forget]);
}

function changed(now: ByLine, entries: Iterable<readonly [number, Correction | null]>): ByLine {
  const next = new Map(now);
  for (const [line, correction] of entries) {
    if (correction) next.set(line, correction);
    else next.delete(line);
  }
  return next;
}

function toSend(byLine: ByLine): Corrections {
  const entries = [...byLine];
  return {
    rows: entries.flatMap(([line, correction]) => {
      if (correction.kind === 'discarded') return [];
      const { dnis, description } = correction;
      return [{ line, ...(dnis !== undefined && { dnis }), ...(description !== undefined && { description }) }];
    }),
    discard: entries.flatMap(([line, { kind }]) => (kind === 'discarded' ? [line] : [])),
  };
}

/** What another version of this page has kept may look different: then there is nothing. */
function kept(key: string): ByLine {
  try {
    const entries = JSON.parse(localStorage.getItem(key) ?? '[]') as [number, Correction][];
    return new Map(entries.filter(([line, correction]) => Number.isInteger(line) && KINDS.includes(correction.kind)));
  } catch {
    return new Map();
  }
}

const KINDS = ['mended', 'discarded'];
