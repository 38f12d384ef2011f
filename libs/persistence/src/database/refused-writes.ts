import { mongo } from 'mongoose';

/**
 * Of a bulk write that is not ordered, what was refused because a unique key is taken: the index that refused it, by its
 * name, by the place of the write in the bulk. MongoDB tells it only in words.
 *
 * @throws whatever else has failed
 */
export async function refusedWrites(written: Promise<unknown>): Promise<Map<number, string>> {
  try {
    await written;
    return new Map();
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const failed = [error.writeErrors].flat();
    if (failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    return new Map(failed.map(({ index, errmsg }) => [index, / index: (\S+)/.exec(errmsg ?? '')?.[1] ?? '']));
  }
}

const DUPLICATE_KEY = 11_000;
