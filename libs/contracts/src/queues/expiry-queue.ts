/** The queue of recurring work. Its jobs carry nothing: what is due stands in MongoDB. */
export const expiryQueue = {
  name: 'expiry',
  /** Gives every unfinished import a job, and finishes deletions. */
  finishLeftovers: 'finish-leftovers.v1',
} as const;
