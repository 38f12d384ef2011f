import { Button, Group as Row, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useFormat } from '../app/format.js';
import { useKeptFocus } from '../app/kept-focus.js';
import { useStrings } from '../app/strings/language.js';
import { type useCorrections } from './use-corrections.js';
import { byKind, kindOf, suggested, type WrongRow } from './wrong-rows.js';

interface MendKindsProps {
  readonly rows: readonly WrongRow[];
  readonly corrections: ReturnType<typeof useCorrections>;
}

/** One mistake is seldom made once: all rows of a kind are mended or discarded together. */
export function MendKinds({ rows, corrections }: MendKindsProps) {
  const { imports } = useStrings();
  const kinds = useMemo(() => byKind(rows), [rows]);
  return (
    <div role="group" aria-label={imports.kinds}>
      {kinds.map(({ code, rows: ofKind }) => (
        <Kind key={code} name={kindOf(code, imports)} rows={ofKind} corrections={corrections} />
      ))}
    </div>
  );
}

function Kind({ name, rows, corrections: { byLine, change } }: MendKindsProps & { readonly name: string }) {
  const { imports } = useStrings();
  const format = useFormat();
  const open = rows.filter(({ line }) => !byLine.has(line));
  const mendable = open.flatMap((row) => {
    const correction = suggested(row);
    return correction ? [[row.line, correction] as const] : [];
  });
  const [all, able] = [format.number(open.length), format.number(mendable.length)];
  return (
    <div className="kind" {...useKeptFocus()}>
      <Text size="sm">
        <b>{format.number(rows.length)}</b> {name}
      </Text>
      <Row gap="xs" justify="flex-end">
        {mendable.length > 0 && (
          <Button
            size="xs"
            variant="light"
            aria-label={imports.acceptKind(able, name)}
            onClick={() => {
              change(mendable);
            }}
          >
            {imports.acceptAll(able)}
          </Button>
        )}
        {open.length > 0 && (
          <Button
            size="xs"
            variant="default"
            aria-label={imports.discardKind(all, name)}
            onClick={() => {
              change(open.map(({ line }) => [line, { kind: 'discarded' }]));
            }}
          >
            {imports.discardAll(all)}
          </Button>
        )}
      </Row>
    </div>
  );
}
