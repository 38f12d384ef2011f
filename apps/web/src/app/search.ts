import { useNavigate, useSearch } from '@tanstack/react-router';

type Filters = Readonly<Record<string, string | undefined>>;

/** The filters in the address, and how to change them; the browser's back button brings the former ones back. */
export function useFilters(): [filters: Filters, change: (change: Filters) => void] {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (changed: Filters) => {
    const next = Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '.', search: Object.fromEntries(next) } as never);
  };
  return [filters, change];
}
