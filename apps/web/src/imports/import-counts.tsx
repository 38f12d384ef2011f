import { type Import } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { Paper, Text } from '@mantine/core';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';

const NAMES = ['created', 'updated', 'unchanged', 'removed', 'rejected', 'warnings'] as const;

/** What an import has done; or, before its end and after a check, what it would do. */
export function ImportCounts({ import: { counts, status, dryRun } }: { readonly import: Import }) {
  const { imports } = useStrings();
  const format = useFormat();
  const isOpen = isUnfinished(status) || status === 'needs_correction' || (status === 'completed' && dryRun);
  const labels = isOpen ? imports.wouldCounts : imports.counts;
  const countries = Object.entries(counts.byCountry).sort(([, a], [, b]) => b - a);
  return (
    <>
      <dl className="figures" style={{ margin: 0 }}>
        {NAMES.map((name) => (
          <Paper key={name} className="surface" p="sm">
            <Text component="dt" size="sm" c="dimmed">
              {labels[name]}
            </Text>
            <Text component="dd" m={0} fz="xl" fw={650} className="tabular" data-count={name}>
              {format.number(counts[name])}
            </Text>
          </Paper>
        ))}
      </dl>
      {countries.length > 1 && (
        <Text size="sm" c="dimmed">
          {imports.countries}: {countries.map(([country, count]) => `${country} ${format.number(count)}`).join(', ')}
        </Text>
      )}
    </>
  );
}
