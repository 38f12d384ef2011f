import { type Group, type Import } from '@ctci/contracts';
import {
  ApiClient,
  freePort,
  startApp,
  type StartedApp,
  dropDatabase,
  testMongoUri,
  testRedisUrl,
  uniquePrefix,
} from '@ctci/testing';
import { MongoClient, ObjectId } from 'mongodb';
import { type OpenIdProvider, startOpenIdProvider } from './open-id-provider.ts';

export const KEY = 'key-of-the-browser-tests-0123456789abcdef';

/** The whole system behind the page: an API and both workers, with a database and a queue of their own. */
export class World {
  private readonly env: Record<string, string> = {
    MONGODB_URI: testMongoUri(),
    REDIS_URL: testRedisUrl(),
    QUEUE_PREFIX: uniquePrefix(),
    BOOTSTRAP_API_KEY: KEY,
    // All of the tests' people sign in from one address.
    SIGN_IN_LIMIT_PER_MINUTE: '1000',
    // An import takes long enough to be looked at.
    IMPORT_BATCH_ROWS: '50',
  };
  private readonly apps = new Map<string, StartedApp>();
  private provider!: OpenIdProvider;
  private address: Record<string, string> = {};
  /** What any program could do as well. */
  api!: ApiClient;

  static async start(): Promise<World> {
    const world = new World();
    await world.beFound();
    await Promise.all([world.startApi(), world.startImportWorker(), world.startExpiryWorker()]);
    return world;
  }

  /** At an address of its own, which the provider sends browsers back to. */
  private async beFound(): Promise<void> {
    const port = String(await freePort());
    const publicUrl = `http://127.0.0.1:${port}`;
    this.provider = await startOpenIdProvider(publicUrl);
    this.address = { PORT: port, PUBLIC_URL: publicUrl, ...this.provider.env };
  }

  /** Listens where it listened before. */
  async startApi(): Promise<void> {
    const app = await startApp('api', { ...this.env, ...this.address });
    this.apps.set('api', app);
    this.api = new ApiClient(app.url, KEY);
  }

  async startImportWorker(): Promise<void> {
    this.apps.set('import-worker', await startApp('import-worker', this.env));
  }

  async startExpiryWorker(): Promise<void> {
    this.apps.set('expiry-worker', await startApp('expiry-worker', this.env));
  }

  /** SIGKILL is a machine that has lost power, SIGSTOP one that hangs until SIGCONT. */
  async signal(name: 'api' | 'import-worker', signal: NodeJS.Signals): Promise<void> {
    await this.apps.get(name)?.kill(signal);
  }

  async stopApp(name: 'api' | 'import-worker'): Promise<void> {
    await this.apps.get(name)?.stop();
  }

  /** As if a group had been in use for most of an hour, and short of numbers for two minutes of it. */
  async hasBeenUsed({ id, poolSize }: Group): Promise<void> {
    const minutes = Array.from({ length: 52 }, (_, ago) => ({
      groupId: new ObjectId(id),
      at: new Date(Math.floor(Date.now() / 60_000 - ago - 1) * 60_000),
      poolSize,
      inUse: Math.min(poolSize, Math.round(poolSize * (0.4 + 0.7 * Math.sin(ago / 16) ** 2) + ((ago * 7) % 5))),
      ...(ago > 23 && ago < 26 && { refused: { POOL_EXHAUSTED: ago - 18 } }),
    }));
    const mongo = new MongoClient(this.env.MONGODB_URI ?? '');
    await mongo
      .db()
      .collection('useMinutes')
      .insertMany(minutes.filter((_, ago) => ago !== 40 && ago !== 41));
    await mongo.close();
  }

  /** As if the same had been imported many times since. */
  async hasImported({ id }: Import, times: number): Promise<void> {
    const mongo = new MongoClient(this.env.MONGODB_URI ?? '');
    const imports = mongo.db().collection('imports');
    const document = await imports.findOne({ _id: new ObjectId(id) });
    await imports.insertMany(Array.from({ length: times }, () => ({ ...document, _id: new ObjectId() })));
    await mongo.close();
  }

  async logs(): Promise<string> {
    return (await Promise.all([...this.apps.values()].map((app) => app.logs()))).join('');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.apps.values(), this.provider].map((app) => app.stop()));
    const mongo = new MongoClient(this.env.MONGODB_URI ?? '');
    await dropDatabase(mongo);
    await mongo.close();
  }
}
