import { BootError } from '../boot/boot-error.js';

/** What is wrong with the environment: a line for each mistake, all mistakes at once, no secret in any of them. */
export class ConfigError extends BootError {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'));
  }
}
