import { type Import } from '@ctci/contracts';
import { Badge } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';

const COLORS: Readonly<Record<Import['status'], string>> = {
  queued: 'gray',
  validating: 'blue',
  needs_correction: 'yellow',
  committing: 'blue',
  completed: 'teal',
  failed: 'red',
  cancelled: 'gray',
};

export function StatusBadge({ import: { status, undoneAt } }: { readonly import: Import }) {
  const { imports } = useStrings();
  if (undoneAt !== undefined)
    return (
      <Badge color="gray" variant="light">
        {imports.undone}
      </Badge>
    );
  return (
    <Badge color={COLORS[status]} variant="light">
      {imports.statuses[status]}
    </Badge>
  );
}
