/** A mistake that its reader can mend: shown as its message alone, without a stack trace. */
export class PlainError extends Error {}
