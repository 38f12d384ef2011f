import { type NewCallIn } from '@ctci/contracts';
import { type NumberRules, parseUserData, readTrunkNumber } from '@ctci/domain';
import { invalid } from '../http/problem-error.js';
import { type CallInRequest } from './create-call-in.js';

/** What a client asks for in a request of our own API, its caller's number and its data read. */
export class ReadNewCallIn {
  constructor(private readonly rules: NumberRules) {}

  /** @throws ProblemError where the user data breaks a rule; a number that cannot be read counts as not given */
  execute({ groupName, fromPhoneNumber, userData, callbackServiceId }: NewCallIn, createdBy: string): CallInRequest {
    const data = userData === undefined || userData === null ? null : parseUserData(userData, true);
    if (data && !data.ok) {
      throw invalid(
        data.error.map(({ path, ...rest }) => ({ path: ['userData', path].filter(Boolean).join('.'), ...rest })),
      );
    }
    return {
      ...{ groupName, createdBy, caller: readTrunkNumber(fromPhoneNumber ?? '', this.rules) },
      ...(typeof fromPhoneNumber === 'string' && { fromPhoneNumber }),
      ...(data && { userData: data.value }),
      ...(typeof callbackServiceId === 'string' && { callbackServiceId }),
    };
  }
}
