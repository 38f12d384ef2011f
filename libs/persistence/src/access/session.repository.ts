import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Collection } from 'mongodb';
import { type Connection, type Types } from 'mongoose';
import { DECIDES, isAhead, later, secondsAgo } from '../call-in/decide.js';
import { collectionOf } from '../database/collection-of.js';
import { hashOfSecret, newSecret } from './secret.js';
import { type SessionDocument, type UserDocument } from './user.schema.js';

/** A session that is good, and whose it is. */
export interface FoundSession {
  readonly id: string;
  /** To the minute. */
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly user: UserDocument;
}

/** Who is signed in where. In MongoDB, so that nobody is signed out when Redis is lost. */
@Injectable()
export class SessionRepository {
  private readonly sessions: Collection<SessionDocument>;

  constructor(@InjectConnection() connection: Connection) {
    this.sessions = collectionOf(connection, 'sessions');
  }

  /** @returns the secret of the new session, for the cookie */
  async begin(userId: Types.ObjectId, session: ClientSession): Promise<string> {
    const secret = newSecret();
    const begun = {
      ...{ userId, createdAt: '$$NOW', seenAt: '$$NOW' },
      ...{ expiresAt: later('$$NOW', IDLE_S), endsAt: later('$$NOW', LONGEST_S) },
    };
    await this.sessions.updateOne({ _id: hashOfSecret(secret) }, [{ $set: begun }], { upsert: true, session });
    return secret;
  }

  /** The session of this cookie while it is good and its person is not disabled, or null. */
  async find(secret: string): Promise<FoundSession | null> {
    const [found] = await this.sessions
      .aggregate<SessionDocument & { user: UserDocument }>(
        [
          { $match: { _id: hashOfSecret(secret), $expr: isAhead('$expiresAt') } },
          { $lookup: { from: 'users', localField: 'userId', foreignField: '_id', as: 'user' } },
          { $unwind: '$user' },
          { $match: { 'user.disabledAt': { $exists: false } } },
        ],
        DECIDES,
      )
      .toArray();
    if (!found) return null;
    const { _id: id, seenAt, expiresAt, user } = found;
    return { id, seenAt, expiresAt, user };
  }

  /** Keeps it from lapsing; written once a minute at most. */
  async seen({ id, seenAt }: FoundSession): Promise<void> {
    if (Date.now() - seenAt.getTime() < SEEN_EVERY_S * 1_000) return;
    const isLongAgo = { $lte: ['$seenAt', secondsAgo(SEEN_EVERY_S)] };
    const longer = { seenAt: '$$NOW', expiresAt: { $min: ['$endsAt', later('$$NOW', IDLE_S)] } };
    await this.sessions.updateOne({ _id: id, $expr: isLongAgo }, [{ $set: longer }]);
  }

  async end(sessionId: string): Promise<void> {
    await this.sessions.deleteOne({ _id: sessionId });
  }

  /** @param but the one that stays, if one does */
  async endAllOf(userId: Types.ObjectId, session?: ClientSession, but?: string): Promise<void> {
    const filter = { userId, ...(but !== undefined && { _id: { $ne: but } }) };
    await this.sessions.deleteMany(filter, session ? { session } : {});
  }
}

/** A session that is not seen for two hours ends, and any after twelve: a working day and the night's end of it. */
const IDLE_S = 2 * 3_600;
const LONGEST_S = 12 * 3_600;
const SEEN_EVERY_S = 60;
