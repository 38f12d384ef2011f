import { type Import } from '@ctci/contracts';
import { Group as Row, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';
import { Findings } from './findings.js';
import { MendGrid } from './mend-grid.js';
import { MendKinds } from './mend-kinds.js';
import { MendSteps } from './mend-steps.js';
import { type Corrections, type RowFinding } from './queries.js';
import { useCorrections } from './use-corrections.js';
import { isError, wrongRows } from './wrong-rows.js';

interface MendingProps {
  readonly import: Import;
  readonly findings: readonly RowFinding[];
  readonly look: () => Promise<void>;
}

/** Mend in place: each wrong row as it was, why it is wrong, what was likely meant, and what is done about it. */
export function Mending({ import: one, findings, look }: MendingProps) {
  const rows = useMemo(() => wrongRows(findings), [findings]);
  const warnings = useMemo(() => findings.filter((finding) => !isError(finding)), [findings]);
  const corrections = useCorrections(one, rows);
  const open = useMemo(() => rows.filter(({ line }) => !corrections.byLine.has(line)), [rows, corrections]);
  const { imports } = useStrings();
  return (
    <>
      <Stack component="section" gap="sm" className="surface" p="md" aria-labelledby="mend-title">
        <Row justify="space-between">
          <Title order={2} id="mend-title">
            {imports.errors}
          </Title>
          <Touched isEmpty={rows.length === 0} open={open.length} sent={corrections.sent} />
        </Row>
        {rows.length > 0 && (
          <>
            <MendKinds rows={rows} corrections={corrections} />
            <MendGrid rows={rows} corrections={corrections} />
          </>
        )}
        <MendSteps import={one} open={open} corrections={corrections} look={look} />
      </Stack>
      {warnings.length > 0 && <Findings findings={warnings} isRunning={false} />}
    </>
  );
}

interface TouchedProps {
  readonly isEmpty: boolean;
  readonly open: number;
  readonly sent: Corrections;
}

function Touched({ isEmpty, open, sent }: TouchedProps) {
  const { imports } = useStrings();
  const format = useFormat();
  const [mended, discarded] = [sent.rows.length, sent.discard.length];
  return (
    <Text size="sm" c="dimmed" role="status">
      {isEmpty ? imports.noErrors : open > 0 ? imports.stillOpen(format.number(open)) : imports.allDone}
      {mended + discarded > 0 && ` · ${imports.touched(format.number(mended), format.number(discarded))}`}
    </Text>
  );
}
