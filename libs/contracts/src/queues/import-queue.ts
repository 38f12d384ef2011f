import { z } from 'zod';

/**
 * The queue of imports. Once deployed, neither the queue nor a job is renamed or reshaped in place:
 * add `import-file.v2` beside v1, let v1 drain, then delete it.
 */
export const importQueue = {
  name: 'imports',
  job: 'import-file.v1',
  /** Ids only: the file and every decision live in MongoDB. */
  payload: z.strictObject({ importId: z.string(), correlationId: z.string() }),
  /** Told as the job's progress: that there is news, not what it is. */
  news: z.strictObject({ importId: z.string(), seq: z.int() }),
} as const;

export type ImportJob = z.infer<typeof importQueue.payload>;
export type ImportNews = z.infer<typeof importQueue.news>;

/**
 * The job of an import, as BullMQ takes it. Its id comes from the import's, so adding it while it waits or runs does
 * nothing; an ended job leaves Redis at once, so that the id can be added again.
 */
export const importJob = (data: ImportJob) => ({
  name: importQueue.job,
  data,
  opts: {
    jobId: `import-${data.importId}`,
    attempts: 5,
    backoff: { type: 'exponential', delay: 500 },
    removeOnComplete: true,
    removeOnFail: true,
  },
});
