import { type Chance } from '@ctci/testing/chance';
import { seedFile } from './seed-files.ts';

const MUTATIONS_MAX = 6;
/** A little more than may be uploaded. */
const BYTES_MAX = 4_400_000;
const COPIED_MAX = 2_000;

/** What CSV readers stumble over, as bytes. */
const MORSELS = [
  ...['"', '""', ',', ',,,', ';', '\t', '\n', '\r', '\r\n', '\n\r', '\0', "'", '=', '="', '+', '-', '@', ' ', '\ufeff'],
  ...[
    '\u2028',
    '\u0085',
    '\u00a0',
    '📞',
    '\u0300',
    '\ufffd',
    '1E+10',
    'number,description\n',
    '"\n"',
    '+1',
    '٣',
    '__proto__',
  ],
].map((text) => Buffer.from(text));
const BAD_BYTES = [0xff, 0xfe, 0xc3, 0xe2, 0xf0, 0x80, 0xed, 0x00].map((byte) => Buffer.from([byte]));

type Mutation = (bytes: Buffer, chance: Chance) => Buffer;

const put = (bytes: Buffer, at: number, piece: Uint8Array, over = 0): Buffer =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(Math.min(bytes.length, at + over))]);

/** A stretch of a file, mostly short. */
function stretch(bytes: Buffer, chance: Chance): Buffer {
  const from = chance.below(bytes.length + 1);
  return bytes.subarray(from, from + chance.below(chance.below(COPIED_MAX) + 1));
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), chance.oneOf(MORSELS)),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), chance.oneOf(MORSELS), 1),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), chance.oneOf(MORSELS), 1 + chance.below(40)),
  (bytes, chance) =>
    chance.below(4) > 0 ? bytes : put(bytes, chance.below(bytes.length + 1), chance.oneOf(BAD_BYTES), chance.below(2)),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), Buffer.from([chance.below(128)]), 1),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), stretch(bytes, chance)),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), stretch(Buffer.from(seedFile(chance)), chance)),
  (bytes, chance) => put(bytes, chance.below(bytes.length + 1), Buffer.alloc(0), stretch(bytes, chance).length),
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  (bytes, chance) => bytes.subarray(chance.below(bytes.length + 1)),
  (bytes, chance) => put(bytes, 0, chance.oneOf(MORSELS)),
  (bytes, chance) => {
    const piece = stretch(bytes, chance).subarray(0, 64);
    const times = piece.length === 0 ? 0 : chance.below(chance.below(20_000) + 1);
    return put(bytes, chance.below(bytes.length + 1), Buffer.concat(Array<Buffer>(times).fill(piece)));
  },
  (bytes, chance) => {
    const [from, to] = [
      chance.oneOf(['\n', '\r\n', '\r', ',', '"', '+']),
      chance.oneOf(['\n', '\r', '\r\n', '"', ';', '']),
    ];
    return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  },
];

/** The mutated file of a chance: always the same for the same. */
export function mutatedFile(chance: Chance): Uint8Array {
  let bytes = Buffer.from(seedFile(chance));
  for (let left = 1 + chance.below(MUTATIONS_MAX); left > 0; left -= 1) {
    bytes = Buffer.from(chance.oneOf(MUTATIONS)(bytes, chance).subarray(0, BYTES_MAX));
  }
  return bytes;
}
