import { type MongoClient } from 'mongodb';

/** What MongoDB's profiler notes of a command. */
export interface Profiled {
  readonly ns: string;
  readonly op: string;
  readonly planSummary?: string;
  readonly hasSortStage?: boolean;
  readonly docsExamined?: number;
}

/** How MongoDB has carried out what `work` asked of it. */
export async function profiled(client: MongoClient, work: () => Promise<unknown>): Promise<Profiled[]> {
  const database = client.db();
  const profile = database.collection<Profiled>('system.profile');
  await database.command({ profile: 2 });
  try {
    await work();
  } finally {
    await database.command({ profile: 0 });
  }
  const found = await profile.find({ planSummary: { $exists: true } }).toArray();
  await profile.drop();
  return found.filter(({ ns }) => ns !== profile.namespace);
}
