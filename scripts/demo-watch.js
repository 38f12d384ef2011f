import { io } from 'socket.io-client';
import { setTimeout as sleep } from 'node:timers/promises';

const ACK_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 1000;

/**
 * Follows an import to its end by the live events. Each carries the next `seq`: after a gap or a new round the snapshot
 * is asked for again. A slow look over HTTP stands behind it, so that a dead socket delays the end by a second only.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {string} options.apiKey
 * @param {string} options.importId
 * @param {(one: any) => boolean} options.isOver
 * @param {(one: any) => void} options.show called with each newer state
 * @param {(id: string) => Promise<any>} options.read the import over HTTP
 * @returns {Promise<any>} the import as it ended
 */
export async function watchImport({ url, apiKey, importId, isOver, show, read }) {
  const socket = io(url, { auth: { apiKey } });
  /** @type {any} */
  let known;
  const { promise: end, resolve: ended } = Promise.withResolvers();

  const take = (/** @type {any} */ one) => {
    if (known && one.seq < known.seq) return;
    known = one;
    show(known);
    if (isOver(known)) ended(known);
  };
  const ask = async () => {
    const question = { importId, lastSeq: known?.seq };
    const answer = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('import:watch', question).catch(() => undefined); // prettier-ignore
    if (answer?.ok) take(answer.import);
  };
  /** @param {(event: any) => object} change */
  const follow = (change) => (/** @type {any} */ event) => {
    if (event.importId !== importId || !known || event.seq <= known.seq) return;
    const isNext = event.seq === known.seq + 1 && event.round === known.round;
    if (isNext) take({ ...known, ...change(event), seq: event.seq });
    else void ask();
  };
  socket.on('connect', () => void ask());
  socket.on(
    'import:progress',
    follow(({ progress, counts }) => ({ progress, counts })),
  );
  socket.on('import:row-errors', follow(() => ({}))); // prettier-ignore
  socket.on('import:changed', follow((event) => event.import)); // prettier-ignore

  const look = async () => {
    while (!known || !isOver(known)) {
      await sleep(LOOK_EVERY_MS);
      take(await read(importId));
    }
  };
  try {
    return await Promise.race([end, look().then(() => end)]);
  } finally {
    socket.close();
  }
}
