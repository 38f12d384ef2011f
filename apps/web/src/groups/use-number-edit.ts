import { type PoolNumber } from '@ctci/contracts';
import { useCallback, useState } from 'react';
import { type NumberDraft } from './number-fields.js';

/** A number as it was when its edit began, and what has been made of it. */
export interface NumberEdit {
  readonly number: PoolNumber;
  readonly draft: NumberDraft;
}

/** The one row that is edited, if any. Whoever has typed into it is asked before it is left. */
export function useNumberEdit() {
  const [edit, setEdit] = useState<NumberEdit | null>(null);
  const [wish, setWish] = useState<{ readonly to: PoolNumber | null } | null>(null);
  const isDirty = edit !== null && isChanged(edit);
  const go = (to: PoolNumber | null) => {
    setEdit(to && { number: to, draft: { dnis: to.dnis, description: to.description } });
    setWish(null);
  };
  if (wish && !isDirty) go(wish.to);
  return {
    edit,
    isDirty,
    /** Somebody wants to go on with another row, or with none, and has not said yet that what was typed may go. */
    isAsking: wish !== null && isDirty,
    change: (changed: Partial<NumberDraft>) => {
      setEdit((now) => now && { ...now, draft: { ...now.draft, ...changed } });
    },
    goTo: useCallback((to: PoolNumber | null) => {
      setWish({ to });
    }, []),
    stay: () => {
      setWish(null);
    },
    leave: () => {
      go(wish?.to ?? null);
    },
  };
}

const isChanged = ({ number, draft }: NumberEdit): boolean =>
  draft.dnis !== number.dnis || draft.description !== number.description;

/** In their order, with the number that is edited among them whether it fits a search or not. */
export function withEdited(rows: readonly PoolNumber[], edited: PoolNumber | undefined): readonly PoolNumber[] {
  if (!edited || rows.some(({ dnis }) => dnis === edited.dnis)) return rows;
  const next = rows.findIndex(({ dnis }) => dnis > edited.dnis);
  return rows.toSpliced(next < 0 ? rows.length : next, 0, edited);
}
