import { Logger, type Params, PinoLogger } from 'nestjs-pino';
import { type Logger as Pino } from 'pino';

/** Nest's own lines and those of `new Logger(context)`, through pino from the first line of the boot on. */
export class NestLogger extends Logger {
  constructor(pino: Pino) {
    const params = logParams(pino);
    super(new PinoLogger(params), params);
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (TELLS_OF_THE_FRAMEWORK.has(rest.at(-1))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // Nest reports what stops a boot before it throws it; the boot says it once, and shorter.
    if (STOPS_THE_BOOT.has(rest.at(-1))) return;
    super.error(message, ...rest);
  }
}

/** Requests are logged by the adapter's own hooks (request-log.ts): no middleware. */
export const logParams = (pino: Pino): Params => ({ pinoHttp: { logger: pino }, forRoutes: [] });

const STOPS_THE_BOOT = new Set<unknown>(['ExceptionHandler', 'NestApplication']);

const TELLS_OF_THE_FRAMEWORK = new Set<unknown>([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);
