export * from './access/audit.js';
export * from './access/password.js';
export * from './access/role.js';
export * from './result.js';

export * from './number/country.js';
export * from './number/dnis.js';
export * from './number/dnis-messages.js';
export * from './number/number-state.js';
export * from './number/parse-description.js';
export * from './number/parse-dnis.js';

export * from './group/change-settings.js';
export * from './group/group-name.js';
export * from './group/group-settings.js';
export * from './group/pool.js';

export * from './call-in/access-code.js';
export * from './call-in/call-in-state.js';
export * from './call-in/guess-lock.js';
export type { Json } from './call-in/json-value.js';
export * from './call-in/mask-number.js';
export * from './call-in/match.js';
export * from './call-in/new-call-in.js';
export * from './call-in/retry-after.js';
export * from './call-in/survey-call-ins.js';
export * from './call-in/trunk-number.js';
export * from './call-in/user-data.js';

export * from './import/accept-suggestions.js';
export * from './import/check-rows.js';
export * from './import/corrections.js';
export * from './import/csv-line.js';
export * from './import/decide-import.js';
export * from './import/import.js';
export * from './import/inspect-upload.js';
export * from './import/read-csv.js';
export * from './import/row-error.js';
export { findingMessage, numberDraining, numberTaken, numberWarning, poolFull } from './import/row-messages.js';
export * from './import/write-csv.js';
export { protect } from './import/protect-cell.js';
export * from './import/import-effect.js';
export * from './import/import-plan.js';
export * from './import/import-steps.js';
export * from './import/plan-undo.js';
export * from './import/read-rows.js';
