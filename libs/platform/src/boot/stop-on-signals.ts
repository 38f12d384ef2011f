import { type INestApplicationContext } from '@nestjs/common';
import { type Logger } from 'pino';

/**
 * SIGTERM or SIGINT: stop taking work, finish what runs, exit 0 (or the exit code that was set). Stuck for
 * {@link GRACE_MS}: exit 1. A second signal: exit at once. In place of Nest's own listeners, which know no such limits.
 */
export function stopOnSignals(app: INestApplicationContext, logger: Logger): void {
  let stoppingSince: number | undefined;

  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now();
      void stop(app, signal, logger);
    } else if (performance.now() - stoppingSince > ONE_PRESS_MS) {
      process.exit(1);
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stop(app: INestApplicationContext, signal: NodeJS.Signals, logger: Logger): Promise<void> {
  logger.info(`${signal}: finishing what runs`);
  setTimeout(() => {
    logger.fatal(`not finished after ${GRACE_MS / 1_000} s: giving up`);
    process.exit(1);
  }, GRACE_MS).unref();

  try {
    await app.close();
    logger.info('stopped');
    process.exit();
  } catch (error) {
    logger.fatal(error, 'could not stop in order');
    process.exit(1);
  }
}

/** Less than the 30 s after which Kubernetes kills. */
const GRACE_MS = 25_000;

/** One Ctrl-C comes several times: from the terminal, which signals the whole group, and from npm, which passes it on. */
const ONE_PRESS_MS = 1_000;
