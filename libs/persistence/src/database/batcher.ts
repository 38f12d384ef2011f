import { setImmediate } from 'node:timers/promises';

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Joins what many requests ask for at the same time into one command, as databases commit in groups. Who comes alone
 * waits for nobody; while two batches are under way, whoever comes waits for the next. A batch begins after all that is in it
 * was asked for, so an answer is never older than its question. What fails, fails for the whole batch.
 */
export class Batcher<Asked, Answer> {
  private waiting: Waiting<Asked, Answer>[] = [];
  private underWay = 0;

  /** @param answerAll answers all of a batch, in its order */
  constructor(private readonly answerAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>) {}

  async ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ asked, resolve, reject });
      if (this.underWay < LANES) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.underWay += 1;
    // What else this turn of the event loop brings comes along.
    await setImmediate();
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, BATCH_MAX));
    this.underWay -= 1;
  }

  private async answer(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await this.answerAll(batch.map(({ asked }) => asked));
      batch.forEach(({ resolve }, index) => {
        resolve(answers[index] as Answer);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** So that a batch is over long before a command that decides by the clock is out of time. */
const BATCH_MAX = 100;

/** While one waits for the journal, the other one computes: a quarter more than with one, and three are no better. */
const LANES = 2;
