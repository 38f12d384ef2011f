import { type CallIn } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { CALL_IN_CSV_HEADER, callInCsvLine } from './call-in-csv.js';

const callIn: CallIn = {
  id: '8d5a7f0e-0000-4000-8000-000000000001',
  groupName: 'auto_insurance',
  toPhoneNumber: '+18005550001',
  accessCodeLength: 6,
  overflow: false,
  state: 'waiting',
  fromPhoneNumber: null,
  callbackServiceId: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  expiresAt: '2026-11-01T00:00:30.000Z',
  endedAt: null,
  match: null,
};
const ID = callIn.id;
const TIMES = '2026-11-01T00:00:00.000Z,2026-11-01T00:00:30.000Z,';

describe('a record as a line of CSV', () => {
  it('has a cell for each column, empty where there is nothing', () => {
    expect(CALL_IN_CSV_HEADER).toBe(
      'id,groupName,toPhoneNumber,state,overflow,createdAt,expiresAt,endedAt,fromPhoneNumber,callerNumber,' +
        'matchedBy,candidates,callId,callbackServiceId,userData\r\n',
    );
    expect(callInCsvLine(callIn)).toBe(`${ID},auto_insurance,+18005550001,waiting,false,${TIMES},,,,,,,\r\n`);
  });

  it('has the call, and user data as JSON', () => {
    const match = { matchedBy: 'callerNumber', candidates: 2, callerNumber: '+1202•••0123', callId: 'a@b' } as const;
    const line = callInCsvLine({ ...callIn, fromPhoneNumber: '+12025550123', match, userData: { a: 'x"y' } });
    expect(line).toContain(`${TIMES},+12025550123,+1202•••0123,callerNumber,2,a@b,,"{""a"":""x\\""y""}"\r\n`);
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['="a"&cmd()&"b"', `"'=""a""&cmd()&""b"""`],
    ['+12025550123+cmd()', `'+12025550123+cmd()`],
    ['-1', `'-1`],
    ['@x', `'@x`],
    ['a,b', '"a,b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['(202) 555-0123', '(202) 555-0123'],
    ['•••', '•••'],
  ])('is harmless in a spreadsheet where the caller’s number is %j', (fromPhoneNumber, cell) => {
    expect(callInCsvLine({ ...callIn, fromPhoneNumber })).toContain(`${TIMES},${cell},,`);
    expect(callInCsvLine({ ...callIn, groupName: fromPhoneNumber })).toContain(`${ID},${cell},`);
  });
});
