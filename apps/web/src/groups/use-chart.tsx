import { type UseMinute } from '@ctci/contracts';
import { useStrings } from '../app/strings/language.js';
import { type LastHour, MINUTE_MS } from './use-last-hour.js';

const WIDTH = 300;
const HEIGHT = 60;
const HOUR_MS = 60 * MINUTE_MS;

interface UseChartProps {
  readonly name: string;
  readonly hour: LastHour;
}

/** The most numbers in use in each minute of an hour. Where nothing is known nothing is drawn. */
export function UseChart({ name, hour: { minutes, until } }: UseChartProps) {
  const { groups } = useStrings();
  const from = until - HOUR_MS;
  const top = Math.max(1, ...minutes.map(({ inUse }) => inUse));
  const x = (at: number) => ((WIDTH * (at - from)) / HOUR_MS).toFixed(1);
  const y = (inUse: number) => (HEIGHT - 2 - ((HEIGHT - 8) * inUse) / top).toFixed(1);
  const runs = runsOf(minutes.filter(({ at }) => Date.parse(at) >= from)).map((run) => ({
    start: x(Date.parse(run[0].at)),
    line: run.map(({ at, inUse }) => `V${y(inUse)}H${x(Date.parse(at) + MINUTE_MS)}`).join(''),
    height: y(run[0].inUse),
  }));
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={groups.chartLabel(name)}
    >
      {runs.map(({ start, line, height }) => (
        <g key={start}>
          <path className="chart-area" d={`M${start} ${HEIGHT - 2}${line}V${HEIGHT - 2}Z`} />
          <path className="chart-line" d={`M${start} ${height}${line}`} />
        </g>
      ))}
      <path className="chart-base" d={`M0 ${HEIGHT - 1}H${WIDTH}`} />
    </svg>
  );
}

type Run = [UseMinute, ...UseMinute[]];

/** Minutes that follow one another without a gap. */
function runsOf(minutes: readonly UseMinute[]): Run[] {
  const runs: Run[] = [];
  for (const minute of minutes) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && Date.parse(minute.at) - Date.parse(before.at) === MINUTE_MS) run.push(minute);
    else runs.push([minute]);
  }
  return runs;
}
