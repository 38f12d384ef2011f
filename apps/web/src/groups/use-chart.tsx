import { type UseMinute } from '@ctci/contracts';
import { Group as Row } from '@mantine/core';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';
import { type LastHour, MINUTE_MS } from './use-last-hour.js';

const WIDTH = 300;
const HEIGHT = 60;
const HOUR_MS = 60 * MINUTE_MS;
const SHORTEST_MS = 10 * MINUTE_MS;

interface UseChartProps {
  readonly name: string;
  readonly hour: LastHour;
}

/** The most numbers in use in each minute of an hour, or of as much of it as is known. Gaps are left where nothing is. */
export function UseChart({ name, hour }: UseChartProps) {
  const { groups } = useStrings();
  const format = useFormat();
  const from = startOf(hour);
  return (
    <>
      <Curve label={groups.chartLabel(name)} from={from} hour={hour} />
      <Row justify="space-between" fz="xs" c="dimmed">
        <span>{format.minute(from)}</span>
        <span>{groups.now}</span>
      </Row>
    </>
  );
}

/** When the pool was first looked at within the hour, or ten minutes ago: less would be one broad step. */
function startOf({ minutes: [first], until }: LastHour): number {
  const known = first ? Date.parse(first.at) : until;
  return Math.max(until - HOUR_MS, Math.min(known, until - SHORTEST_MS));
}

interface CurveProps {
  readonly label: string;
  readonly from: number;
  readonly hour: LastHour;
}

function Curve({ label, from, hour: { minutes, until } }: CurveProps) {
  const top = Math.max(1, ...minutes.map(({ inUse }) => inUse));
  const x = (at: number) => ((WIDTH * (at - from)) / (until - from)).toFixed(1);
  const y = (inUse: number) => (HEIGHT - 2 - ((HEIGHT - 8) * inUse) / top).toFixed(1);
  const runs = runsOf(minutes.filter(({ at }) => Date.parse(at) >= from)).map((run) => ({
    start: x(Date.parse(run[0].at)),
    line: run.map(({ at, inUse }) => `V${y(inUse)}H${x(Date.parse(at) + MINUTE_MS)}`).join(''),
    height: y(run[0].inUse),
  }));
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
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
