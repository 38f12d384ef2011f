import { useEffect, useState } from 'react';
import { useStrings } from '../app/strings/language.js';
import { type UsePoint } from './use-history.js';

const WIDTH = 300;
const HEIGHT = 60;

interface UseChartProps {
  readonly name: string;
  readonly points: readonly UsePoint[];
}

/** Numbers in use over time, in steps: between two changes nothing has changed. It reaches to now. */
export function UseChart({ name, points }: UseChartProps) {
  const { groups } = useStrings();
  const now = useNow();
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return null;
  const from = Math.min(first.at, now - SPAN_MIN_MS);
  const top = Math.max(1, ...points.map(({ inUse }) => inUse));
  const x = (at: number) => (WIDTH * (Math.max(at, from) - from)) / Math.max(1, now - from);
  const y = (inUse: number) => HEIGHT - 2 - ((HEIGHT - 8) * inUse) / top;
  const steps = points.slice(1).map(({ at, inUse }) => `H${x(at).toFixed(1)}V${y(inUse).toFixed(1)}`);
  const line = `M${x(first.at).toFixed(1)} ${y(first.inUse).toFixed(1)}${steps.join('')}H${WIDTH}`;
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={groups.chartLabel(name)}
    >
      <path className="chart-area" d={`${line}V${HEIGHT - 2}H${x(first.at).toFixed(1)}Z`} />
      <path className="chart-line" d={line} />
      <path className="chart-base" d={`M0 ${HEIGHT - 1}H${WIDTH}`} />
    </svg>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

const SPAN_MIN_MS = 10_000;
