import { type GuessLimits, type NumberRules } from '@ctci/domain';
import {
  AttemptRepository,
  CallerErasure,
  CallInEnds,
  CallInRepository,
  GroupRepository,
  IdempotencyKeys,
  LeaseRepository,
  LiveCallIns,
  NextFree,
  PoolNumbers,
  Records,
} from '@ctci/persistence';
import { type Provider } from '@nestjs/common';
import { CreateCallIn } from './create-call-in.js';
import { CreateOnce } from './create-once.js';
import { EraseCaller } from './erase-caller.js';
import { HandOut } from './hand-out.js';
import { MatchCall } from './match-call.js';
import { MayStand } from './may-stand.js';
import { Offers } from './offers.js';
import { ReadNewCallIn } from './read-new-call-in.js';
import { RecordFilter } from './record-filter.js';
import { RefusedCreates } from './refused-creates.js';
import { SharedOffers } from './shared-offers.js';
import { SiftNumbers } from './sift-numbers.js';
import { UniqueOffers } from './unique-offers.js';

export interface CallInRules {
  readonly numbers: NumberRules;
  readonly guesses: GuessLimits;
  /** Of the codes of a number's code space, so many may live at once. */
  readonly codeSpacePercent: number;
}

/** What the feature is made of. */
export const callInProviders = (rules: CallInRules): Provider[] => [
  ...reading(rules),
  ...handingOut(rules),
  ...matching(rules),
];

const reading = ({ numbers }: CallInRules): Provider[] => [
  { provide: ReadNewCallIn, useValue: new ReadNewCallIn(numbers) },
  {
    provide: EraseCaller,
    inject: [CallerErasure],
    useFactory: (erasure: CallerErasure) => new EraseCaller(erasure, numbers),
  },
  {
    provide: RecordFilter,
    inject: [GroupRepository],
    useFactory: (groups: GroupRepository) => new RecordFilter(groups, numbers),
  },
];

const handingOut = ({ guesses, codeSpacePercent }: CallInRules): Provider[] => [
  {
    provide: SiftNumbers,
    inject: [PoolNumbers, LeaseRepository, CallInRepository, AttemptRepository],
    useFactory: (...repositories: [PoolNumbers, LeaseRepository, CallInRepository, AttemptRepository]) =>
      new SiftNumbers(...repositories, guesses),
  },
  {
    provide: Offers,
    inject: [PoolNumbers, LeaseRepository, SiftNumbers],
    useFactory: (pool: PoolNumbers, leases: LeaseRepository, sift: SiftNumbers) =>
      new Offers(new UniqueOffers(pool, leases, sift), new SharedOffers(pool, sift)),
  },
  {
    provide: MayStand,
    inject: [PoolNumbers, GroupRepository, LeaseRepository, CallInRepository],
    useFactory: (...parts: ConstructorParameters<typeof MayStand>) => new MayStand(...parts),
  },
  {
    provide: HandOut,
    inject: [CallInRepository, LeaseRepository, CallInEnds, MayStand],
    useFactory: (...parts: [CallInRepository, LeaseRepository, CallInEnds, MayStand]) =>
      new HandOut(...parts, codeSpacePercent),
  },
  {
    provide: CreateCallIn,
    inject: [GroupRepository, CallInRepository, Offers, HandOut, NextFree],
    useFactory: (...parts: ConstructorParameters<typeof CreateCallIn>) => new CreateCallIn(...parts),
  },
  RefusedCreates,
  {
    provide: CreateOnce,
    inject: [IdempotencyKeys, CreateCallIn, Records, RefusedCreates],
    useFactory: (...parts: ConstructorParameters<typeof CreateOnce>) => new CreateOnce(...parts),
  },
];

const matching = ({ numbers, guesses }: CallInRules): Provider[] => [
  {
    provide: MatchCall,
    inject: [LiveCallIns, CallInEnds, AttemptRepository, PoolNumbers],
    useFactory: (...parts: [LiveCallIns, CallInEnds, AttemptRepository, PoolNumbers]) =>
      new MatchCall(...parts, { numbers, guesses }),
  },
];
