import { describe, expect, it } from '@jest/globals';
import { watchImport } from './import-socket.js';

const importId = '0123456789abcdef01234567';

describe('import:watch', () => {
  it('names an import, and how much of it is known where that is known', () => {
    for (const message of [{ importId }, { importId, lastSeq: 0 }, { importId, lastSeq: 12 }]) {
      expect(watchImport.payload.parse(message)).toEqual(message);
    }
  });

  it.each([
    undefined,
    null,
    [],
    importId,
    {},
    { importId: [importId] },
    { importId: { $ne: null } },
    { importId: `${importId} ` },
    { importId, lastSeq: -1 },
    { importId, lastSeq: 1.5 },
    { importId, lastSeq: '1' },
    { importId, lastSeq: null },
    { importId, lastSeq: 2 ** 60 },
    { importId, group: 'x' },
  ])('is refused as %j', (message) => {
    expect(watchImport.payload.safeParse(message).success).toBe(false);
  });

  it('is for whoever may read', () => {
    expect(watchImport).toMatchObject({ name: 'import:watch', allow: 'read' });
  });
});
