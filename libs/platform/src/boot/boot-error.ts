/**
 * A reason not to start that the operator can mend. Its message is one line (a line per mistake in the environment)
 * that says what to do, printed without a stack: the code is not what is wrong.
 */
export class BootError extends Error {
  override readonly name: string = 'BootError';
}
