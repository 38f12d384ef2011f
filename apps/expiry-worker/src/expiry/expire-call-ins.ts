import { type CallInEnds, EXPIRY_BATCH } from '@ctci/persistence';

/** Expires call-ins that are past their time, batch after batch, until none is due. */
export class ExpireCallIns {
  constructor(private readonly ends: CallInEnds) {}

  /**
   * @param skippedBatches how many of the longest overdue batches others are at
   * @param shareOut told, once, how many batches there seem to be after a first full one
   */
  async execute(skippedBatches: number, shareOut?: (batches: number) => Promise<void>): Promise<void> {
    let found = await this.ends.expire(skippedBatches * EXPIRY_BATCH);
    if (found === EXPIRY_BATCH && shareOut) await shareOut(await this.batchesDue());
    while (found > 0) found = await this.ends.expire(skippedBatches * EXPIRY_BATCH);
  }

  private async batchesDue(): Promise<number> {
    return Math.ceil((await this.ends.countDue(SHARED_MAX * EXPIRY_BATCH)) / EXPIRY_BATCH);
  }
}

/** Batches that are shared out at most by one look. */
const SHARED_MAX = 16;
