import { Button, Group as Row } from '@mantine/core';
import { type ReactNode } from 'react';
import { useFilters } from '../app/search.js';
import { useStrings } from '../app/strings/language.js';

export function FilterBar({ children }: { readonly children: ReactNode }) {
  const { callIns } = useStrings();
  const [filters, change] = useFilters();
  const clear = () => {
    change(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])));
  };
  return (
    <Row className="filters" role="search" aria-label={callIns.filters} align="flex-end" gap="sm">
      {children}
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" onClick={clear}>
          {callIns.clear}
        </Button>
      )}
    </Row>
  );
}
