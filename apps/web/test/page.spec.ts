import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { allComplaints } from './support/browser.js';
import { Stage } from './support/stage.js';
import { accessFlows } from './flows/access.js';
import { callFlows } from './flows/calls.js';
import { configFlows } from './flows/config.js';
import { everywhereFlows } from './flows/everywhere.js';
import { importFlows } from './flows/imports.js';
import { manyFlows } from './flows/many.js';
import { mendingFlows } from './flows/mending.js';
import { overlayFlows } from './flows/overlays.js';
import { wrongRowFlows } from './flows/wrong-rows.js';

/** One browser and one system for all of it: booting them costs more than most flows. */
const stage = new Stage();

beforeAll(() => stage.open(), 60_000);
afterAll(() => stage.close(), 60_000);

configFlows(stage);
importFlows(stage);
wrongRowFlows(stage);
mendingFlows(stage);
callFlows(stage);
accessFlows(stage);
everywhereFlows(stage);
overlayFlows(stage);
manyFlows(stage);

it('never broke its own policy, and no script threw', () => {
  expect(allComplaints()).toEqual([]);
});
