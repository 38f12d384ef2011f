import { type Endpoint } from '@ctci/contracts';

/** Where an answer leads: every operation whose parameters it gives, or shares. */
export function linksFrom(endpoint: Endpoint, endpoints: readonly Endpoint[]): { readonly links?: object } {
  const { gives } = endpoint;
  if (!gives) return {};
  const shared = paramsOf(endpoint).map((name) => [name, `$request.path.${name}`]);
  const given = Object.entries(gives).map(([name, field]) => [name, `$response.body#/${field}`]);
  const known = new Map([...shared, ...given] as [string, string][]);
  const follows = endpoints.filter((other) => {
    const names = paramsOf(other);
    return names.some((name) => name in gives) && names.every((name) => known.has(name));
  });
  return {
    links: Object.fromEntries(
      follows.map((other) => {
        const method = other.method.toLowerCase();
        const pointer = documentedPath(other).replaceAll('~', '~0').replaceAll('/', '~1');
        const parameters = Object.fromEntries(paramsOf(other).map((name) => [name, known.get(name)]));
        return [linkName(other), { operationRef: `#/paths/${pointer}/${method}`, parameters }];
      }),
    ),
  };
}

/** With parameters as OpenAPI writes them. */
export const documentedPath = ({ path }: Endpoint) => path.replace(/:(\w+)/g, '{$1}');
const paramsOf = ({ path }: Endpoint) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
const linkName = ({ method, path }: Endpoint) => `${method} ${path}`.replace(/[^A-Za-z0-9]+/g, '-');
