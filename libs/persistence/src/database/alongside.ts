import { type ClientSession, type Connection } from 'mongoose';

/** What else is written in the transaction of an effect. What it throws undoes the effect. */
export type Alongside<Effect> = (effect: Effect, session: ClientSession, connection: Connection) => Promise<void>;

export const nothingElse: Alongside<unknown> = () => Promise.resolve();

/** Several things in one transaction, one after the other. */
export const together =
  <Effect>(...all: readonly Alongside<Effect>[]): Alongside<Effect> =>
  async (effect, session, connection) => {
    for (const alongside of all) await alongside(effect, session, connection);
  };
