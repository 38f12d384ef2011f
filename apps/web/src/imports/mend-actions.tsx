import { Button, Group as Row } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';
import { type MendRow } from './mend-grid.js';
import { type Correction, suggested } from './wrong-rows.js';

interface MendActionsProps {
  readonly row: MendRow;
  readonly change: (entries: Iterable<readonly [number, Correction | null]>) => void;
}

export function MendActions({ row, change }: MendActionsProps) {
  const { imports } = useStrings();
  const { line, correction } = row;
  const at = String(line);
  const set = (to: Correction | null) => () => {
    change([[line, to]]);
  };
  if (correction) {
    const words = `${correction.kind === 'discarded' ? imports.discarded : imports.mended} · ${imports.restore}`;
    return (
      <Button size="compact-xs" variant="default" aria-label={`${words}, ${imports.line(at)}`} onClick={set(null)}>
        {words}
      </Button>
    );
  }
  const suggestion = suggested(row);
  return (
    <Row gap={6} justify="flex-end">
      {suggestion?.kind === 'mended' && (
        <Button
          size="compact-xs"
          variant="light"
          className="suggestion"
          aria-label={`${imports.accept} ${wordsOf(suggestion)}, ${imports.line(at)}`}
          onClick={set(suggestion)}
        >
          {imports.accept} {wordsOf(suggestion)}
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${imports.discard}, ${imports.line(at)}`}
        onClick={set({ kind: 'discarded' })}
      >
        {imports.discard}
      </Button>
    </Row>
  );
}

const wordsOf = (correction: Correction): string =>
  correction.kind === 'mended' ? [correction.dnis, correction.description].filter(Boolean).join(', ') : '';
