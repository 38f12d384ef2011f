import { type ImportStatus, NO_COUNTS, validated, WAITING } from '@ctci/domain';
import { type ImportDocument } from '@ctci/persistence';
import { aRowError } from '@ctci/testing';
import { describe, expect, it } from '@jest/globals';
import { Types } from 'mongoose';
import { type Told, tellSince } from './import-events.js';

const aDocument = (seq: number, status: ImportStatus, round = 1): ImportDocument => ({
  _id: new Types.ObjectId('0123456789abcdef01234567'),
  groupId: new Types.ObjectId(),
  groupName: 'Sales',
  fileName: 'numbers.csv',
  fileSha256: 'x',
  mode: 'merge',
  onError: 'abort',
  dryRun: false,
  round,
  fence: 1,
  starts: 1,
  progress: status === 'queued' ? WAITING : validated(seq, 100),
  counts: NO_COUNTS,
  createdBy: 'test',
  correlationId: 'upload-7',
  createdAt: new Date(0),
  status,
  seq,
});
const told = (seq: number, status: ImportStatus = 'validating', round = 1): Told => ({ seq, round, status });
const batch = (seq: number, ...lines: number[]) => ({ seq, rowErrors: lines.map((line) => aRowError(line)) });

function eventsOf(...[from, to, batches]: [Told, ImportDocument, ReturnType<typeof batch>[]?]) {
  const events: { event: string; seq: number; message: unknown }[] = [];
  tellSince(from, to, batches ?? [], (importId, event, message) => {
    expect(message).toMatchObject({ importId, round: to.round, correlationId: 'upload-7' });
    expect(importId).toBe('0123456789abcdef01234567');
    events.push({ event, seq: message.seq, message });
  });
  return events;
}
const named = (events: ReturnType<typeof eventsOf>) => events.map(({ event, seq }) => `${seq} ${event}`);

describe('what watchers are told', () => {
  it('is nothing when nothing has changed', () => {
    expect(eventsOf(told(7), aDocument(7, 'validating'))).toEqual([]);
  });

  it('is each seq in turn: batches of row errors where they came, progress else', () => {
    const events = eventsOf(told(3), aDocument(8, 'validating'), [batch(4, 1, 2), batch(5, 9), batch(7, 11)]);
    expect(named(events)).toEqual([
      '4 import:row-errors',
      '5 import:row-errors',
      '6 import:progress',
      '7 import:row-errors',
      '8 import:progress',
    ]);
    expect(events[0]?.message).toMatchObject({ errors: [{ line: 1 }, { line: 2 }] });
    expect(events[2]?.message).toMatchObject({ progress: { rowsDone: 8 } });
  });

  it('ends with the whole import where its status has changed', () => {
    const events = eventsOf(told(3), aDocument(6, 'needs_correction'), [batch(5, 1)]);
    expect(named(events)).toEqual(['4 import:progress', '5 import:row-errors', '6 import:changed']);
    expect(events.at(-1)?.message).toMatchObject({ import: { status: 'needs_correction', seq: 6 } });
  });

  it('is the whole import once it has been undone', () => {
    const undoneAt = new Date(0);
    const undone = { ...aDocument(6, 'completed'), undoneAt };
    const events = eventsOf(told(5, 'completed'), undone);
    expect(named(events)).toEqual(['6 import:changed']);
    expect(events[0]?.message).toMatchObject({ import: { undoneAt: '1970-01-01T00:00:00.000Z' } });
    expect(eventsOf({ ...told(6, 'completed'), undoneAt }, undone)).toEqual([]);
  });

  it('is one event for a new round, whatever was missed of the one before', () => {
    expect(named(eventsOf(told(3), aDocument(9, 'validating', 2)))).toEqual(['9 import:changed']);
    expect(named(eventsOf(told(1, 'queued', 0), aDocument(2, 'validating', 1)))).toEqual(['2 import:changed']);
  });

  it('is the same however many looks it takes', () => {
    const batches = [batch(3, 1), batch(5, 2), batch(6, 3)];
    const atOnce = named(eventsOf(told(2), aDocument(8, 'committing'), batches));
    const since = (seq: number, upTo: number) => batches.filter((one) => one.seq > seq && one.seq <= upTo);
    const inSteps = [
      ...eventsOf(told(2), aDocument(4, 'validating'), since(2, 4)),
      ...eventsOf(told(4), aDocument(7, 'validating'), since(4, 7)),
      ...eventsOf(told(7), aDocument(8, 'committing'), since(7, 8)),
    ];
    expect(named(inSteps)).toEqual(atOnce);
  });
});
