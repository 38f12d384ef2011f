import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

/** Readiness of MongoDB: up means that a primary takes writes. */
@Injectable()
export class MongoCheck {
  readonly name = 'mongodb';
  readonly required = true;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  async check(): Promise<void> {
    const hello = await this.connection.db?.admin().command({ hello: 1 });
    if (hello?.isWritablePrimary !== true) throw new Error('no writable primary');
  }
}
