import { type Import } from '@ctci/contracts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Corrections } from './queries.js';
import { type Correction, type WrongRow } from './wrong-rows.js';

type ByLine = ReadonlyMap<number, Correction>;

/**
 * What has been done to the wrong rows of an import and is not sent yet. Kept by the browser, so that a closed page or
 * a machine that is switched off loses none of it; a row that is right in a later round needs no correction any more.
 */
export function useCorrections({ id, round }: Pick<Import, 'id' | 'round'>, rows: readonly WrongRow[]) {
  const [stored, setStored] = useState(() => ({ id, round, byLine: kept(id) }));
  if (stored.id !== id || stored.round !== round) setStored({ id, round, byLine: kept(id) });
  const byLine = useMemo(() => ofRows(stored.byLine, rows), [stored.byLine, rows]);

  useEffect(() => {
    keep(stored.id, stored.byLine);
  }, [stored]);

  const change = useCallback((entries: Iterable<readonly [number, Correction | null]>) => {
    setStored((now) => ({ ...now, byLine: changed(now.byLine, entries) }));
  }, []);
  return useMemo(() => ({ byLine, change, sent: toSend(byLine) }), [byLine, change]);
}

/** Once they are sent, or can be sent no more. Whoever shows them goes on doing so until there is another round. */
export function forgetCorrections(importId: string): void {
  keep(importId, new Map());
}

const ofRows = (byLine: ByLine, rows: readonly WrongRow[]): ByLine =>
  new Map(
    rows.flatMap(({ line }) => {
      const correction = byLine.get(line);
      return correction ? [[line, correction]] : [];
    }),
  );

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

/** What the browser has no room for. */
const unstored = new Map<string, ByLine>();

const keyOf = (importId: string) => `corrections:${importId}`;

function keep(importId: string, byLine: ByLine): void {
  const key = keyOf(importId);
  unstored.delete(key);
  try {
    if (byLine.size > 0) localStorage.setItem(key, JSON.stringify([...byLine]));
    else localStorage.removeItem(key);
  } catch {
    unstored.set(key, byLine);
  }
}

/** What another version of this page has kept may look different: then there is nothing. */
function kept(importId: string): ByLine {
  const key = keyOf(importId);
  try {
    const entries = JSON.parse(localStorage.getItem(key) ?? '[]') as [number, Correction][];
    const isKnown = ([line, { kind }]: [number, Correction]) => Number.isInteger(line) && KINDS.includes(kind);
    return unstored.get(key) ?? new Map(entries.filter(isKnown));
  } catch {
    return unstored.get(key) ?? new Map();
  }
}

const KINDS = ['mended', 'discarded'];
