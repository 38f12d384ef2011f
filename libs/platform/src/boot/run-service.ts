import { type DynamicModule, Module, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyServerOptions } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { type Logger } from 'pino';

import { ConfigError } from '../config/config-error.js';
import { createLogger, type LogOptions } from '../log/create-logger.js';
import { logParams, NestLogger } from '../log/nest-logger.js';
import { BootError } from './boot-error.js';
import { httpAdapter } from './http-adapter.js';
import { stopOnSignals } from './stop-on-signals.js';

/** What the fragment `serverEnv` gives. */
interface ServerConfig {
  readonly HOST: string;
  readonly LOG_LEVEL: LogOptions['level'];
}

export interface Service<C extends ServerConfig> {
  /** As logs say it. */
  readonly name: string;
  /** Reads and judges the environment; see loadConfig. */
  readonly config: (env: NodeJS.ProcessEnv) => C;
  /** The variable that holds the port. */
  readonly port: keyof C & string;
  readonly module: (config: C) => DynamicModule | Type;
  /** Body limits, trusted proxies. */
  readonly fastify?: (config: C) => FastifyServerOptions;
  /** Before the application is initialised: prefix, filters, socket adapter, plugins. */
  readonly configure?: (app: NestFastifyApplication, config: C) => void | Promise<void>;
}

/** The whole life of a process, from its environment to its exit code. */
export async function runService<C extends ServerConfig>(service: Service<C>): Promise<void> {
  const config = readConfig(service);
  const logger = createLogger({ service: service.name, level: config.LOG_LEVEL });
  process.on('uncaughtExceptionMonitor', (error) => {
    logger.fatal(error, 'a bug: the process ends');
  });

  try {
    const app = await createService(service, config, logger);
    stopOnSignals(app, logger);
    await app.listen({ host: config.HOST, port: Number(config[service.port]) });
    logger.info(`${service.name} listens on ${await app.getUrl()}`);
  } catch (error) {
    const known = toBootError(error, service, config);
    if (known) logger.fatal(known.message);
    else logger.fatal(error, 'could not start');
    process.exit(1);
  }
}

/** The application as {@link runService} runs it, not yet listening: what an end-to-end test starts and stops itself. */
export async function createService<C extends ServerConfig>(
  service: Service<C>,
  config: C,
  logger: Logger = createLogger({ service: service.name, level: config.LOG_LEVEL }),
): Promise<NestFastifyApplication> {
  const root: DynamicModule = {
    module: ServiceRoot,
    imports: [LoggerModule.forRoot(logParams(logger)), service.module(config)],
  };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's class of options has no code
  const options: NestApplicationOptions = { logger: new NestLogger(logger), abortOnError: false };
  const adapter = httpAdapter(logger, service.fastify?.(config));
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, options);
  await service.configure?.(app, config);
  return app;
}

@Module({})
class ServiceRoot {}

/** There is no logger yet, and a person is likely to be watching: plain lines. */
function readConfig<C extends ServerConfig>({ name, config }: Service<C>): C {
  try {
    return config(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name} cannot start:\n${error.mistakes.map((line) => `  ${line}\n`).join('')}`);
    process.exit(1);
  }
}

function toBootError<C extends ServerConfig>(error: unknown, { port }: Service<C>, config: C): BootError | null {
  // By name as well: a library that must not know this one has boot errors of its own.
  if (error instanceof BootError || (error instanceof Error && error.name === 'BootError')) return error;

  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new BootError(`port ${String(config[port])} is in use: set ${port} to another one`);
    case 'EACCES':
      return new BootError(`port ${String(config[port])} is not for this user: set ${port} to 1024 or more`);
    case 'EADDRNOTAVAIL':
      return new BootError(`HOST: this machine has no address ${config.HOST}`);
    default:
      return null;
  }
}
