import { type Scope } from '@ctci/contracts';
import {
  type AppName,
  dropDatabase,
  startApp,
  type StartedApp,
  testMongoUri,
  testRedisUrl,
  uniquePrefix,
} from '@ctci/testing';
import { hashOfSecret } from '@ctci/persistence';
import { type Db, MongoClient } from 'mongodb';
import { CheckedClient } from './checked-client.js';

/** The administrator's key of every test that needs no other. */
export const KEY = 'key-of-the-tests-0123456789abcdef';

/** The processes of one test file: their database and their queue are nobody else's. */
export class System {
  readonly env: Record<string, string> = {
    MONGODB_URI: testMongoUri(),
    REDIS_URL: testRedisUrl(),
    QUEUE_PREFIX: uniquePrefix(),
    BOOTSTRAP_API_KEY: KEY,
    // All tests sign in from one address.
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
  };
  private readonly apps: StartedApp[] = [];
  readonly client = new MongoClient(this.env.MONGODB_URI!);

  /** @param env what differs from the others */
  async start(name: AppName, env: Record<string, string> = {}): Promise<StartedApp> {
    const app = await startApp(name, { ...this.env, ...env });
    this.apps.push(app);
    return app;
  }

  async startApi(env?: Record<string, string>): Promise<CheckedClient> {
    const { url } = await this.start('api', env);
    return new CheckedClient(url, KEY);
  }

  /** The stored documents. */
  get database(): Db {
    return this.client.db();
  }

  /** Another key, past the API. */
  async addKey(key: string, scopes: readonly Scope[], groupIds: readonly string[] | null = null): Promise<void> {
    const facts = { name: key, prefix: key.slice(0, 4), createdAt: new Date(), createdBy: 'test' };
    const document = { ...facts, _id: key, sha256: hashOfSecret(key), scopes, groupIds };
    await this.database.collection<{ _id: string }>('apiKeys').insertOne(document);
  }

  async logs() {
    return (await Promise.all(this.apps.map((a) => a.logs()))).join('');
  }
  async stop(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.stop()));
    await dropDatabase(this.client);
    await this.client.close();
  }
}
