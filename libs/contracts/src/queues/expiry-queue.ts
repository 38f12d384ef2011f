import { z } from 'zod';

/** The queue of recurring work. What is due stands in MongoDB; a job only says to look. */
export const expiryQueue = {
  name: 'expiry',
  /** Expires what is due. A look that finds more than a batch shares the rest out as jobs of {@link expireMore}. */
  expireCallIns: 'expire-call-ins.v1',
  expireMore: 'expire-more.v1',
  /** How many batches to leave to the others. */
  expireMorePayload: z.strictObject({ skippedBatches: z.int().min(0) }),
  /** Gives every unfinished import a job, and finishes deletions. */
  finishLeftovers: 'finish-leftovers.v1',
  /** Keeps how the pools are used at this moment. */
  sampleUse: 'sample-use.v1',
  /** Forgets what has been kept for as long as the settings say. */
  forgetOld: 'forget-old.v1',
} as const;
