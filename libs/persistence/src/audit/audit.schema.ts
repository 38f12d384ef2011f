import { type AuditCode, type AuditSubjectKind } from '@ctci/domain';
import { Schema, type Types } from 'mongoose';

/** Facts of a thing before or after a change: plain JSON. */
export type AuditFacts = Readonly<Record<string, unknown>>;

/** What was changed; `name` is what people call it. */
export interface AuditSubject {
  readonly kind: AuditSubjectKind;
  readonly id: string;
  readonly name: string;
}

/** Who changed something, from which address, in which request. */
export interface AuditOrigin {
  /** The principal's name: `api-key:<id>`, `user:<email>`. */
  readonly who: string;
  /** An IP address; null where no request is behind it. */
  readonly address: string | null;
  readonly correlationId: string;
}

/** One change, as whoever makes it tells of it. */
export interface AuditedChange {
  readonly what: AuditCode;
  readonly subject: AuditSubject;
  /** The group that it is about, if it is about one. */
  readonly groupId?: string;
  /** Null for what there was not before. */
  readonly before: AuditFacts | null;
  /** Null for what there is not any more. */
  readonly after: AuditFacts | null;
}

export interface AuditDocument extends AuditOrigin, AuditedChange {
  _id: Types.ObjectId;
  /** By the database's clock. */
  at: Date;
}

const { Mixed, ObjectId } = Schema.Types;

export const auditSchema = new Schema<AuditDocument>(
  {
    _id: ObjectId,
    at: Date,
    who: String,
    address: String,
    correlationId: String,
    what: String,
    subject: Mixed,
    groupId: String,
    before: Mixed,
    after: Mixed,
  },
  { collection: 'audit', strict: 'throw', versionKey: false, minimize: false },
);

auditSchema.index({ at: -1, _id: -1 });
auditSchema.index({ who: 1, at: -1, _id: -1 });
auditSchema.index({ what: 1, at: -1, _id: -1 });
auditSchema.index({ groupId: 1, at: -1, _id: -1 });
