import { type UseMinute } from '@ctci/contracts';
import { Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';

/** What the chart shows, to read: in the document once it is asked for. */
export function UseTable({ minutes }: { readonly minutes: readonly UseMinute[] }) {
  const { groups } = useStrings();
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
      }}
    >
      <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
        {groups.byMinute}
      </Text>
      {isOpen && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{groups.minute}</Table.Th>
              <Table.Th scope="col">{groups.mostInUse}</Table.Th>
              <Table.Th scope="col">{groups.refusedInMinute}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {minutes.toReversed().map(({ at, inUse, poolSize, refused }) => (
              <Table.Tr key={at}>
                <Table.Td>{format.minute(Date.parse(at))}</Table.Td>
                <Table.Td>{groups.useOfPool(format.number(inUse), format.number(poolSize))}</Table.Td>
                <Table.Td>{format.number(refused.POOL_EXHAUSTED + refused.TOO_MANY_LIVE_CALL_INS)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </details>
  );
}
