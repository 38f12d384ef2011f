import { access } from './en/access.js';
import { app } from './en/app.js';
import { callIns } from './en/call-ins.js';
import { groups } from './en/groups.js';
import { imports } from './en/imports.js';
import { said } from './en/said.js';

export const en = { app, groups, imports, callIns, access, said };

/** What every other language has to say as well. */
export type Strings = Widened<typeof en>;

type Widened<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Widened<T[Key]> };
