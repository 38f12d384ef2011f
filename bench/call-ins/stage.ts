import { type Group, type NewGroup } from '@ctci/contracts';
import { ApiClient, startApp, type StartedApp, testMongoUri, uniquePrefix } from '@ctci/testing';
import { type Db, MongoClient, ObjectId } from 'mongodb';
import { randomBytes, randomUUID } from 'node:crypto';
import { LoadClient } from '../lib/load.ts';

/** Callers at once. */
export const CALLERS = 32;

/** One API process, its database, and a client for what goes past the API. */
export class Stage {
  private made = 0;

  readonly env: Record<string, string>;
  readonly api: StartedApp;
  readonly client: ApiClient;
  readonly web: LoadClient;
  readonly mongo: MongoClient;

  private constructor(env: Record<string, string>, apiKey: string, api: StartedApp, mongo: MongoClient) {
    this.env = env;
    this.api = api;
    this.client = new ApiClient(api.url, apiKey);
    this.web = new LoadClient(api.url, apiKey, CALLERS);
    this.mongo = mongo;
  }

  static async open(): Promise<Stage> {
    const apiKey = randomBytes(24).toString('hex');
    const env = {
      MONGODB_URI: testMongoUri(),
      QUEUE_PREFIX: uniquePrefix(),
      BOOTSTRAP_API_KEY: apiKey,
      LOG_LEVEL: 'warn',
      // One key makes all the load.
      RATE_LIMIT_KEY_PER_SECOND: '1000000',
    };
    const api = await startApp('api', env);
    const mongo = await MongoClient.connect(env.MONGODB_URI, { w: 'majority', journal: true });
    return new Stage(env, apiKey, api, mongo);
  }

  get db(): Db {
    return this.mongo.db();
  }

  /** A group with so many numbers that no other has. */
  async group(size: number, settings: NewGroup['settings']): Promise<Group & { readonly dnis: readonly string[] }> {
    const first = 2_000_000 + this.made;
    this.made += size;
    const dnis = Array.from({ length: size }, (_, index) => `+1202${first + index}`);
    const numbers = dnis.map((number) => ({ dnis: number }));
    const group = await this.client.createGroup({ name: `bench ${this.made}`, numbers, ...(settings && { settings }) });
    return { ...group, dnis };
  }

  /** Every number free, as after a long night. */
  async freeAll(): Promise<void> {
    await this.db.collection('callIns').deleteMany({});
    await this.db.collection('attempts').deleteMany({});
    const never = new Date(0);
    await this.db.collection('leases').updateMany({}, { $set: { heldBy: null, heldUntil: never, restsUntil: never } });
  }

  /** Gives these numbers to call-ins that nobody ends. */
  async hold(groupId: string, dnis: readonly string[]): Promise<void> {
    if (dnis.length === 0) return;
    const until = new Date(Date.now() + 3_600_000);
    await this.db.collection('leases').bulkWrite(
      dnis.map((_id) => ({
        updateOne: {
          filter: { _id: _id as never },
          update: {
            $set: {
              groupId: new ObjectId(groupId),
              heldBy: 'bench',
              heldUntil: until,
              restsUntil: until,
              coolDownSeconds: 0,
            },
          },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  async close(): Promise<void> {
    this.web.close();
    await this.mongo.close();
    await this.api.stop();
  }
}

/** A call-in as the API writes it, for what is there before the measuring begins. */
export function storedCallIn(group: Group, dnis: string, changed: object = {}): Record<string, unknown> {
  const createdAt = new Date();
  return {
    _id: randomUUID(),
    groupId: new ObjectId(group.id),
    groupName: group.name,
    dnis,
    kind: group.settings.uniqueDnis ? 'unique' : 'shared',
    state: 'waiting',
    accessCodeLength: null,
    caller: null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 1_800_000),
    createdBy: 'bench',
    ...changed,
  };
}
