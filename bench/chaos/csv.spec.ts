import { expect, it } from '@jest/globals';
import { fuzz } from './csv/fuzz.ts';
import { anySeed } from '@ctci/testing/chance';

/** The short form of `npm run chaos -- csv`: a failure tells the seed and the file. */
const FILES = 1_500;

it('mutated files are validated or refused: none crashes, hangs or miscounts', async () => {
  const seed = anySeed();
  const { files, failures } = await fuzz({ seed, from: 0, files: FILES, threads: 2 });
  expect({ seed, files, failures }).toEqual({ seed, files: FILES, failures: [] });
});
