const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const BAR_WIDTH = 28;

/**
 * What the commands say while they work: one line a step, with a tick and how long it took. On a terminal the present
 * step moves; anywhere else there are only whole plain lines.
 *
 * @param {NodeJS.WriteStream} [out]
 */
export function createReporter(out = process.stdout) {
  const live = Boolean(out.isTTY);
  const colourful = live && !process.env.NO_COLOR;
  /** @type {(code: number) => (text: string) => string} */
  const paint = (code) => (text) => (colourful ? `\x1b[${code}m${text}\x1b[0m` : text);
  const [bold, dim] = [paint(1), paint(2)];
  const [red, green, cyan] = [paint(31), paint(32), paint(36)];

  // Whoever reads us may leave first; the work goes on.
  out.on('error', () => undefined);

  let muted = false;
  /** @param {string} text */
  const write = (text) => muted || out.write(text);

  /** @param {string} text */
  const line = (text = '') => write(`${live ? '\r\x1b[2K' : ''}${text}\n`);

  let stopDrawing = () => {};

  /** @param {() => string} draw */
  const animate = (draw) => {
    if (!live) return () => undefined;
    const paintNow = () => write(`\r\x1b[2K${fit(draw(), out.columns)}`);
    write('\x1b[?25l');
    paintNow();
    const timer = setInterval(paintNow, 80);
    let isDrawing = true;
    stopDrawing = () => {
      if (!isDrawing) return;
      isDrawing = false;
      clearInterval(timer);
      write('\r\x1b[2K\x1b[?25h');
    };
    return stopDrawing;
  };

  /**
   * @template T
   * @param {string} label
   * @param {(tell: (label: string) => void) => Promise<T>} work may re-word its line with `tell`
   * @returns {Promise<T>}
   */
  const step = async (label, work) => {
    const since = Date.now();
    const stopMoving = animate(() => `  ${frame(since)} ${label}`);
    const end = (/** @type {string} */ mark, /** @type {string} */ note) => {
      stopMoving();
      line(`  ${mark} ${label}  ${dim(note)}`);
    };
    try {
      const result = await work((text) => (label = text));
      end(green('✓'), seconds(Date.now() - since));
      return result;
    } catch (error) {
      end(red('✗'), '');
      throw error;
    }
  };

  /** A bar that follows `show({ done, total, text })` until `end()`; on no terminal, a line at each quarter. */
  const progress = () => {
    const since = Date.now();
    let state = { done: 0, total: 0, text: '' };
    let quarters = 0;
    const stopMoving = animate(() => {
      const share = state.total === 0 ? 0 : state.done / state.total;
      const filled = Math.round(share * BAR_WIDTH);
      const bar = cyan('█'.repeat(filled)) + dim('░'.repeat(BAR_WIDTH - filled));
      return `  ${frame(since)} ${bar} ${percent(share)}  ${state.text}`;
    });
    return {
      /** @param {typeof state} next */
      show: (next) => {
        state = next;
        const reached = state.total === 0 ? 0 : Math.floor((4 * state.done) / state.total);
        if (!live && reached > quarters) line(`    ${percent(state.done / state.total)}  ${state.text}`);
        quarters = Math.max(quarters, reached);
      },
      end: stopMoving,
    };
  };

  return {
    isTerminal: live,
    line,
    step,
    progress,
    bold,
    dim,
    /** Ends in mid-step and says no more: somebody has stopped the command, and another reporter speaks now. */
    mute: () => {
      stopDrawing();
      muted = true;
    },
    /** @param {string} text */
    done: (text) => line(`  ${green('✓')} ${text}`),
    /** @param {string} text */
    problem: (text) => line(`  ${red('✗')} ${text}`),
  };
}

/** @typedef {ReturnType<typeof createReporter>} Reporter */

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {number} since */
const frame = (since) => FRAMES[Math.floor((Date.now() - since) / 80) % FRAMES.length];

/** @param {number} share */
const percent = (share) => `${Math.floor(share * 100)} %`.padStart(5);

/**
 * Cuts a line that would wrap, since a wrapped line cannot be drawn over. Colours count as nothing.
 *
 * @param {string} text
 * @param {number} [columns]
 */
function fit(text, columns = 80) {
  let width = 0;
  // eslint-disable-next-line no-control-regex -- escapes are what is to be skipped
  return text.replace(/\x1b\[\d+m|./gu, (part) => (part.startsWith('\x1b') || ++width < columns ? part : ''));
}
