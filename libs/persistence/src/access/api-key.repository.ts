import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { createHash } from 'node:crypto';
import { type Model } from 'mongoose';
import { Batcher } from '../database/batcher.js';
import { isDuplicateKey } from '../database/transaction.js';
import { type ApiKeyDocument } from './api-key.schema.js';

/** API keys: only their hashes are kept. */
@Injectable()
export class ApiKeyRepository {
  private readonly finds = new Batcher((hashes: readonly string[]) => this.withHashes(hashes));

  constructor(@InjectModel('ApiKey') private readonly keys: Model<ApiKeyDocument>) {}

  /** The key with this text, or null. Found by its hash, so the time that it takes tells nothing of the key. */
  async find(key: string): Promise<ApiKeyDocument | null> {
    return this.finds.ask(sha256(key));
  }

  private async withHashes(hashes: readonly string[]): Promise<(ApiKeyDocument | null)[]> {
    const found = await this.keys.find({ sha256: { $in: [...new Set(hashes)] } }).lean();
    const keys = new Map(found.map((key) => [key.sha256, key]));
    return hashes.map((hash) => keys.get(hash) ?? null);
  }

  async hasBootstrap(): Promise<boolean> {
    return (await this.keys.exists({ _id: 'bootstrap' })) !== null;
  }

  /** Makes `key` the first administrator's key; false when this database has had its first start already. */
  async bootstrap(key: string): Promise<boolean> {
    try {
      await this.keys.create({ _id: 'bootstrap', sha256: sha256(key), scopes: ['admin'], createdAt: new Date() });
      return true;
    } catch (error) {
      if (isDuplicateKey(error, 'apiKeys')) return false;
      throw error;
    }
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
