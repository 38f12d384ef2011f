import {
  ApiClient,
  type AppName,
  startApp,
  type StartedApp,
  TestDatabase,
  testRedisUrl,
  uniquePrefix,
} from '@ctci/testing';
import { randomBytes } from 'node:crypto';

const APPS: readonly AppName[] = ['api', 'import-worker', 'expiry-worker'];

/** One process of each kind, and a database of their own: the expiry worker looks after all that is in it. */
export class Installation {
  readonly db: TestDatabase;
  readonly #env: Record<string, string>;
  readonly #apps = new Map<AppName, StartedApp>();

  private constructor(db: TestDatabase, redisUrl: string) {
    this.db = db;
    this.#env = {
      ...{ MONGODB_URI: db.uri, REDIS_URL: redisUrl, QUEUE_PREFIX: uniquePrefix() },
      BOOTSTRAP_API_KEY: randomBytes(24).toString('hex'),
      RATE_LIMIT_KEY_PER_SECOND: '1000000', // one key makes all the load
    };
  }

  static async open(redisUrl = testRedisUrl()): Promise<Installation> {
    const installation = new Installation(await TestDatabase.open(), redisUrl);
    await installation.start('api');
    await Promise.all([installation.start('import-worker'), installation.start('expiry-worker')]);
    return installation;
  }

  async start(name: AppName): Promise<void> {
    this.#apps.set(name, await startApp(name, this.#env));
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(name: AppName): Promise<void> {
    await this.#app(name).kill('SIGKILL');
  }

  /** Speaks to the API as it is now; once it has been started anew, ask for another. */
  client(): ApiClient {
    return new ApiClient(this.#app('api').url, this.#env.BOOTSTRAP_API_KEY ?? '');
  }

  /** Whether every process says that it is as it should be. */
  async isWell(): Promise<boolean> {
    const states = await Promise.all(APPS.map((name) => this.#state(name)));
    return states.every((state) => state === 'ok');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#apps.values()].map((app) => app.kill('SIGKILL').catch(() => undefined)));
    await this.db.close();
  }

  async #state(name: AppName): Promise<string> {
    const response = await fetch(`${this.#app(name).url}/health/ready`);
    return ((await response.json()) as { status: string }).status;
  }

  #app(name: AppName): StartedApp {
    const app = this.#apps.get(name);
    if (!app) throw new Error(`${name} has not been started`);
    return app;
  }
}
