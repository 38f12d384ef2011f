import { z } from 'zod';
import { type ProblemCode } from './problem.js';

/** What a key may be allowed to do; `admin` includes all the others. */
export const Scope = z.enum(['call-ins:create', 'call-ins:match', 'read', 'read:personal', 'admin']);
export type Scope = z.infer<typeof Scope>;

/**
 * Who may call a route. `public` is for what carries no data: probes, documentation, and the way in. `person` is for
 * what people do to their own sign-in, whatever their role: it is for no key.
 */
export type Allow = Scope | 'public' | 'person';

/** One thing a route answers with. A content type other than JSON has no schema: the body is a file. */
export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
}

/**
 * One HTTP route: the single place that says its path, who may call it, and every shape it takes and gives.
 * The controllers, the access check, the OpenAPI document and the tests of them all read it.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the origin on, parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly allow: Allow;
  /** It reaches beyond any group: not for a key that is bound to some. */
  readonly unbound?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Where the body is a file: its content types. */
  readonly upload?: readonly string[];
  /** Its body may hold a whole pool: megabytes. */
  readonly takesMany?: true;
  /** It tries a password, a code or a link: within a minute a few times only. */
  readonly isTry?: true;
  /** A GET that changes something all the same, because a browser is sent to it. */
  readonly changes?: true;
  /** It creates something, and takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Of parameters of other paths, the fields of its answer that hold them: what can be done next. */
  readonly gives?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes this route may refuse with, besides those that any route may. */
  readonly problems?: readonly ProblemCode[];
  /** The JSON that it refuses with, where that is no problem document. */
  readonly refusal?: z.ZodType;
}

export const endpoint = <const E extends Endpoint>(declaration: E): E => declaration;

/** Prefix of every route of this version of the API. */
export const API_BASE = '/api/v1';
