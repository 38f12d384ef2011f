import { type CallIn } from '@ctci/contracts';
import { Badge } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';

const COLORS: Readonly<Record<CallIn['state'], string>> = {
  waiting: 'blue',
  matched: 'teal',
  expired: 'gray',
  cancelled: 'gray',
};

export function StateBadge({ state }: Pick<CallIn, 'state'>) {
  const { callIns } = useStrings();
  return (
    <Badge color={COLORS[state]} variant="light">
      {callIns.states[state]}
    </Badge>
  );
}
