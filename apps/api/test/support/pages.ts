import { type Answer, type ApiClient } from '@ctci/testing';

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Every page of a list, by its cursor to the end. */
export async function allPages<Item, P extends Page<Item> = Page<Item>>(
  api: ApiClient,
  path: string,
  limit: number,
): Promise<P[]> {
  const pages: P[] = [];
  let cursor = '' as string | null;
  while (cursor !== null) {
    const separator = path.includes('?') ? '&' : '?';
    const at = cursor && `&cursor=${cursor}`;
    const page = `${path}${separator}limit=${limit}${at}`;
    const { status, body }: Answer<P> = await api.get<P>(page);
    if (status !== 200) throw new Error(`expected 200, got ${status}`);
    pages.push(body);
    cursor = body.nextCursor;
  }
  return pages;
}
