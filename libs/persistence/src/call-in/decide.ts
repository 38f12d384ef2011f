/**
 * For every command that judges by the database's clock whether a call-in lives or a number is free. `$$NOW` is fixed
 * when a command begins: one that was held up for longer would decide by a time that has passed, so it fails instead.
 */
export const DECIDES = { maxTimeMS: 2_000 } as const;

/** A decision about one document. With other fields in the filter the planner may look for them elsewhere. */
export const DECIDES_BY_ID = { ...DECIDES, hint: { _id: 1 } } as const;

/** The database's clock is before this time. */
export const isAhead = (field: string) => ({ $gt: [field, '$$NOW'] });

/** The database's clock has reached this time. */
export const isPast = (field: string) => ({ $lte: [field, '$$NOW'] });

/** A live call-in. */
export const LIVING = { state: 'waiting', $expr: isAhead('$expiresAt') } as const;

export const later = (start: object | string, seconds: number | string) => ({
  $dateAdd: { startDate: start, unit: 'second', amount: seconds },
});

export const secondsAgo = (seconds: number) => ({
  $dateSubtract: { startDate: '$$NOW', unit: 'second', amount: seconds },
});
