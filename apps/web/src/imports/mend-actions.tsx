import { Button, Group as Row } from '@mantine/core';
import { useKeptFocus } from '../app/kept-focus.js';
import { useStrings } from '../app/strings/language.js';
import { type MendRow } from './mend-grid.js';
import { type Correction, suggested } from './wrong-rows.js';

interface MendActionsProps {
  readonly row: MendRow;
  readonly change: (entries: Iterable<readonly [number, Correction | null]>) => void;
}

export function MendActions(props: MendActionsProps) {
  return (
    <Row gap={6} justify="flex-end" {...useKeptFocus()}>
      {props.row.correction ? <Restore {...props} correction={props.row.correction} /> : <Mend {...props} />}
    </Row>
  );
}

function Restore({ row: { line }, change, correction }: MendActionsProps & { readonly correction: Correction }) {
  const { imports } = useStrings();
  const words = `${correction.kind === 'discarded' ? imports.discarded : imports.mended} · ${imports.restore}`;
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${words}, ${imports.line(String(line))}`}
      onClick={() => {
        change([[line, null]]);
      }}
    >
      {words}
    </Button>
  );
}

function Mend({ row, change }: MendActionsProps) {
  const { imports } = useStrings();
  const at = imports.line(String(row.line));
  const suggestion = suggested(row);
  const set = (to: Correction) => () => {
    change([[row.line, to]]);
  };
  return (
    <>
      {suggestion?.kind === 'mended' && (
        <Button
          size="compact-sm"
          variant="light"
          className="suggestion"
          aria-label={`${imports.accept} ${wordsOf(suggestion)}, ${at}`}
          onClick={set(suggestion)}
        >
          {imports.accept} {wordsOf(suggestion)}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${imports.discard}, ${at}`}
        onClick={set({ kind: 'discarded' })}
      >
        {imports.discard}
      </Button>
    </>
  );
}

const wordsOf = (correction: Correction): string =>
  correction.kind === 'mended' ? [correction.dnis, correction.description].filter(Boolean).join(', ') : '';
