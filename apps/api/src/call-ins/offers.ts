import { type CallInTerms, type Dnis } from '@ctci/domain';
import { type GroupDocument } from '@ctci/persistence';
import { type SharedOffers } from './shared-offers.js';
import { type UniqueOffers } from './unique-offers.js';

/** Numbers of a group's pool to try, one after the other, as long as any may be had. */
export class Offers {
  constructor(
    private readonly unique: UniqueOffers,
    private readonly shared: SharedOffers,
  ) {}

  of(group: GroupDocument, { kind }: CallInTerms): AsyncGenerator<Dnis, void, undefined> {
    return kind === 'unique' ? this.unique.of(group) : this.shared.of(group);
  }
}
