import { access } from './de/access.js';
import { app } from './de/app.js';
import { callIns } from './de/call-ins.js';
import { groups } from './de/groups.js';
import { imports } from './de/imports.js';
import { said } from './de/said.js';
import { type Strings } from './en.js';

export const de: Strings = { app, groups, imports, callIns, access, said };
