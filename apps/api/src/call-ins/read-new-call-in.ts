import { type NewCallIn } from '@ctci/contracts';
import { type NumberRules, parseUserData, readTrunkNumber } from '@ctci/domain';
import { type Principal } from '../access/principal.js';
import { invalid } from '../http/problem-error.js';
import { type CallInRequest } from './create-call-in.js';

/** What a client asks for, its caller's number and its data read. */
export class ReadNewCallIn {
  constructor(private readonly rules: NumberRules) {}

  /**
   * A number that cannot be read counts as not given.
   *
   * @param strict as {@link parseUserData} has it: false for the compatible route
   * @throws ProblemError where the user data breaks a rule
   */
  execute(asked: NewCallIn, caller: Principal, strict: boolean): CallInRequest {
    const { groupName, fromPhoneNumber, userData, callbackServiceId } = asked;
    const data = userData === undefined || userData === null ? null : parseUserData(userData, strict);
    if (data && !data.ok) {
      throw invalid(
        data.error.map(({ path, ...rest }) => ({ path: ['userData', path].filter(Boolean).join('.'), ...rest })),
      );
    }
    return {
      ...{ groupName, createdBy: caller.name, groupIds: caller.groupIds },
      caller: readTrunkNumber(fromPhoneNumber ?? '', this.rules),
      ...(typeof fromPhoneNumber === 'string' && { fromPhoneNumber }),
      ...(data && { userData: data.value }),
      ...(typeof callbackServiceId === 'string' && { callbackServiceId }),
    };
  }
}
