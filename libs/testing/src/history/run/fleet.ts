import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance } from '../../builders/chance.js';
import { ApiClient } from '../../client/api-client.js';
import { startApp, type StartedApp } from '../../services/start-app.js';
import { testMongoUri, uniquePrefix } from '../../services/test-services.js';
import { type Span } from '../operation.js';

/** What was asked of a process, and answered; without a status where no answer came. */
export interface Asked<Body> extends Span {
  readonly status: number | undefined;
  readonly body: Body;
}

/** A process of the fleet, under whatever id it runs now. */
interface Member {
  readonly name: 'api' | 'expiry-worker';
  app: StartedApp;
  /** It is being killed or is paused: strike another. */
  isStruck: boolean;
  /** Killed, and not there again yet: nobody asks it. */
  isGone: boolean;
  /** Questions that it has not answered yet. */
  asked: number;
}

/** API processes and expiry workers of one installation, any of which may be killed or paused at any moment. */
export class Fleet {
  readonly #env: Record<string, string>;
  readonly #members: Member[] = [];
  #answered = 0;

  private constructor(env: Record<string, string>) {
    this.#env = { ...ENV, MONGODB_URI: testMongoUri(), QUEUE_PREFIX: uniquePrefix(), BOOTSTRAP_API_KEY: KEY, ...env };
  }

  /** @param env what differs from an installation's defaults */
  static async open(apis: number, workers: number, env: Record<string, string> = {}): Promise<Fleet> {
    const fleet = new Fleet(env);
    const names = [...Array<'api'>(apis).fill('api'), ...Array<'expiry-worker'>(workers).fill('expiry-worker')];
    await Promise.all(names.map((name) => fleet.#join(name)));
    return fleet;
  }

  /** How many questions have been answered so far. */
  get answered(): number {
    return this.#answered;
  }

  /** Asks any API process that seems to answer, whatever is about to happen to it. */
  async ask<Body>(chance: Chance, method: string, path: string, body?: unknown): Promise<Asked<Body>> {
    const apis = this.#members.filter(({ name, isGone }) => name === 'api' && !isGone);
    const prompt = apis.filter(({ asked }) => asked < STUCK);
    const api = chance.oneOf(prompt.length > 0 ? prompt : apis);
    const client = new ApiClient(api.app.url, KEY);
    const startedAt = Date.now();
    api.asked += 1;
    try {
      const answer = await client.send<Body & { code?: string }>(method, path, body);
      if (answer.body.code === 'DATABASE_UNAVAILABLE') return unanswered(startedAt);
      this.#answered += 1;
      return { startedAt, endedAt: Date.now() + 1, status: answer.status, body: answer.body };
    } catch {
      return unanswered(startedAt);
    } finally {
      api.asked -= 1;
    }
  }

  /** The same until it is answered: for when nothing is struck any more. */
  async askUntilAnswered<Body>(chance: Chance, method: string, path: string): Promise<Asked<Body>> {
    for (;;) {
      const asked = await this.ask<Body>(chance, method, path);
      if (asked.status !== undefined) return asked;
      await sleep(AGAIN_MS);
    }
  }

  /** `kill -9`, and another one in its place; false when there is none to spare. */
  async kill(chance: Chance): Promise<boolean> {
    const member = this.#strike(chance);
    if (!member) return false;
    const gone = member.app.kill('SIGKILL');
    member.isGone = true;
    await gone;
    member.app = await this.#start(member.name);
    Object.assign(member, { isGone: false, isStruck: false });
    return true;
  }

  /** SIGSTOP, and SIGCONT after this time; false when there is none to spare. */
  async pause(chance: Chance, ms: number): Promise<boolean> {
    const member = this.#strike(chance);
    if (!member) return false;
    await member.app.kill('SIGSTOP');
    await sleep(ms);
    await member.app.kill('SIGCONT');
    member.isStruck = false;
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ app }) => app.kill('SIGKILL')));
  }

  async #join(name: Member['name']): Promise<void> {
    this.#members.push({ name, app: await this.#start(name), isStruck: false, isGone: false, asked: 0 });
  }

  /** A machine that is short of time may need more of it than a test has for a start. */
  async #start(name: Member['name'], attempt = 1): Promise<StartedApp> {
    try {
      return await startApp(name, this.#env);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      return this.#start(name, attempt + 1);
    }
  }

  /** One API process at least is left alone. */
  #strike(chance: Chance): Member | undefined {
    const sound = this.#members.filter(({ isStruck }) => !isStruck);
    const apis = sound.filter(({ name }) => name === 'api');
    const kind = chance.oneOf(['api', 'expiry-worker'] as const);
    const choice = kind === 'api' ? apis.slice(1) : sound.filter(({ name }) => name === kind);
    if (choice.length === 0) return undefined;
    const member = chance.oneOf(choice);
    member.isStruck = true;
    return member;
  }
}

const KEY = 'key-of-the-histories-0123456789abcdef';

/** Codes are guessed wrong by the hundred, since calls come for call-ins that have just ended: nobody is to be locked. */
const ENV = { LOG_LEVEL: 'warn', GUESS_WINDOW_SECONDS: '1', GUESSES_PER_CALLER: '1000', GUESSES_PER_DNIS: '100000' };

const AGAIN_MS = 100;
const ATTEMPTS_MAX = 10;

/** So many questions are not open at once with a process that runs. */
const STUCK = 4;

/**
 * What a process that is no more has asked of the database may still happen, for a moment: a command that decides ends
 * after two seconds.
 */
const GRACE_MS = 5_000;

const unanswered = (startedAt: number): Asked<never> =>
  ({ startedAt, endedAt: Date.now() + GRACE_MS, status: undefined }) as Asked<never>;
