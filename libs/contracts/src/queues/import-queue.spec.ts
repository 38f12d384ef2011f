import { describe, expect, it } from '@jest/globals';
import { importJob, importQueue } from './import-queue.js';

const data = { importId: '0123456789abcdef01234567', correlationId: 'upload-7' };

describe('the job of an import', () => {
  it('is the same job however often it is added, and of no other import', () => {
    const ids = [data, { ...data, correlationId: 'again' }].map((payload) => importJob(payload).opts.jobId);
    expect(new Set(ids).size).toBe(1);
    expect(importJob({ ...data, importId: 'f'.repeat(24) }).opts.jobId).not.toBe(ids[0]);
  });

  it('has an id that BullMQ takes: no colon, not only digits', () => {
    expect(importJob({ ...data, importId: '1'.repeat(24) }).opts.jobId).toMatch(/^[a-z]+-[0-9a-f]{24}$/);
  });

  it('leaves Redis when it ends, so that it can be added again', () => {
    expect(importJob(data).opts).toMatchObject({ removeOnComplete: true, removeOnFail: true });
  });

  it('carries ids and nothing else, under the name of its version', () => {
    const job = importJob(data);
    expect(importQueue.payload.parse(job.data)).toEqual(data);
    expect(importQueue.payload.safeParse({ ...data, rows: [] }).success).toBe(false);
    expect(importQueue.payload.safeParse({ importId: data.importId }).success).toBe(false);
    expect(job.name).toBe('import-file.v1');
  });
});

describe('the news of an import', () => {
  it.each([
    null,
    {},
    1,
    { importId: 'x' },
    { importId: 'x', seq: '1' },
    { importId: 'x', seq: 1, status: 'completed' },
  ])('is not %j', (news) => {
    expect(importQueue.news.safeParse(news).success).toBe(false);
  });
});
