/**
 * Loaded by `node --import` before an app: its clock is CLOCK_SHIFT_MS off, as if its machine's were. What libfaketime does,
 * on a machine where nothing is installed.
 */
const { now } = Date;
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const shifted = () => now() + shiftMs;

globalThis.Date = new Proxy(Date, {
  construct: (date, args, asked) => Reflect.construct(date, args.length > 0 ? args : [shifted()], asked),
  apply: (date) => new date(shifted()).toString(),
  get: (date, name) => (name === 'now' ? shifted : Reflect.get(date, name)),
});
