import { type ClientSession } from 'mongoose';

/** What else is written in the transaction of an effect. What it throws undoes the effect. */
export type Alongside<Effect> = (effect: Effect, session: ClientSession) => Promise<void>;

export const nothingElse: Alongside<unknown> = () => Promise.resolve();
