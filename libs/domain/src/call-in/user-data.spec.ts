import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseUserData, USER_DATA_MAX_BYTES, USER_DATA_MAX_DEPTH, USER_DATA_MAX_KEYS } from './user-data.js';

const problems = (value: unknown, strict = true) => {
  const parsed = parseUserData(value, strict);
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => `${path}: ${code}`);
};
const kept = (value: unknown, strict = true) => {
  const parsed = parseUserData(value, strict);
  return parsed.ok ? parsed.value : parsed.error;
};

/** As it comes over HTTP: `__proto__` is a key like any other. */
const parsed = (json: string): unknown => JSON.parse(json);

test('any JSON is a value', () => {
  const value = { text: 'Zoë 😀\0', n: -1.5, yes: true, none: null, list: [1, [], {}], object: { 'a.b': { $c: '' } } };
  expect(kept(value)).toEqual(value);
  expect(kept(value, false)).toEqual(value);
  expect(kept({})).toEqual({});
});

describe('a key is a JavaScript identifier', () => {
  const identifiers = [
    'a',
    '_',
    '$',
    '_1',
    '$ref',
    'customerId',
    'class',
    'then',
    'toString',
    'größe',
    '名前',
    'a\u200d',
    '𝒳',
    'ª',
  ];
  test.each(identifiers)('%j', (key) => {
    expect(kept({ [key]: 1 })).toEqual({ [key]: 1 });
  });

  test.each(['', '1', '1a', 'a b', 'a-b', 'a.b', ' a', 'a\n', '\u200da', 'a\0', '😀', '\ud835', '#a', '@', '\\u0061'])(
    'not %j: refused by our API, left out on the compatible route',
    (key) => {
      expect(problems({ [key]: 1, b: 2 })).toEqual([`${key}: USER_DATA_KEY_NOT_AN_IDENTIFIER`]);
      expect(kept({ [key]: 1, b: 2 }, false)).toEqual({ b: 2 });
    },
  );
});

describe('no key reaches a prototype', () => {
  test.each([
    ['__proto__', '{"__proto__": {"polluted": true}, "b": 2}'],
    ['constructor', '{"constructor": {"prototype": {"polluted": true}}, "b": 2}'],
    ['prototype', '{"prototype": 1, "b": 2}'],
    ['_bsontype', '{"_bsontype": "ObjectId", "b": 2}'],
    ['a', '{"a": [{"__proto__": {"polluted": true}}], "b": 2}'],
    ['a', '{"a": {"a\\u0000b": 1}, "b": 2}'],
  ])('%s in %s', (key, json) => {
    expect(problems(parsed(json))).toEqual([`${key}: USER_DATA_KEY_RESERVED`]);
    expect(kept(json, false)).toEqual({ b: 2 });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('text is made well-formed', () => {
  test.each([
    ['half a surrogate pair', { a: 'x\ud83d' }, { a: 'x\ufffd' }],
    ['the other half, in a list', { a: ['\ude00'] }, { a: ['\ufffd'] }],
    ['a key inside', { a: { '\ud83d': 1 } }, { a: { '\ufffd': 1 } }],
    ['a whole pair', { a: '😀' }, { a: '😀' }],
  ])('%s', (_, value, expected) => {
    expect(kept(value)).toEqual(expected);
  });
});

describe('what JSON cannot hold is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  test.each([
    ['a function', () => 1, 'NOT_JSON'],
    ['undefined', undefined, 'NOT_JSON'],
    ['NaN', NaN, 'NOT_JSON'],
    ['infinity', Infinity, 'NOT_JSON'],
    ['a big integer', 1n, 'NOT_JSON'],
    ['a symbol', Symbol('a'), 'NOT_JSON'],
    ['a date', new Date(0), 'NOT_JSON'],
    ['a map', new Map(), 'NOT_JSON'],
    ['a hole in a list', new Array(1), 'NOT_JSON'],
    ['something that holds itself', cycle, 'TOO_DEEP'],
  ])('%s', (_, value, code) => {
    for (const strict of [true, false]) expect(problems({ a: value }, strict)).toEqual([`a: USER_DATA_${code}`]);
  });
});

describe('the whole is an object', () => {
  test.each([
    ['a list', []],
    ['a number', 1],
    ['true', true],
    ['undefined', undefined],
    ['a date', new Date(0)],
  ])('not %s', (_, value) => {
    for (const strict of [true, false]) expect(problems(value, strict)).toEqual([': USER_DATA_NOT_AN_OBJECT']);
  });

  test.each([
    ['an object’s JSON', '{"a": {"b": [1]}}', { a: { b: [1] } }],
    ['null', null, {}],
    ['the JSON of null', 'null', {}],
    ['nothing', '', {}],
    ['spaces', ' \n', {}],
  ])('on the compatible route it may also be %s', (_, value, expected) => {
    expect(kept(value, false)).toEqual(expected);
    expect(problems(value)).toEqual([': USER_DATA_NOT_AN_OBJECT']);
  });

  test.each(['a=b', '{a: 1}', '[1]', '1', '"{}"', '{"a": 1'])('but not the text %j', (value) => {
    expect(problems(value, false)).toEqual([': USER_DATA_NOT_AN_OBJECT']);
  });
});

describe.each([true, false])('limits are the same, strict or not (%j)', (strict) => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
  const nested = (depth: number) => parsed('{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1));
  const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

  test.each([
    ['32 keys', keys(USER_DATA_MAX_KEYS), []],
    ['33 keys', keys(USER_DATA_MAX_KEYS + 1), [': USER_DATA_TOO_MANY_KEYS']],
    ['a million keys', keys(1_000_000), [': USER_DATA_TOO_MANY_KEYS']],
    ['33 keys inside', { a: keys(33) }, []],
    ['16 objects within each other', nested(USER_DATA_MAX_DEPTH), []],
    ['17', nested(USER_DATA_MAX_DEPTH + 1), ['a: USER_DATA_TOO_DEEP']],
    ['a million lists within each other', { a: parsed('['.repeat(1e6) + ']'.repeat(1e6)) }, ['a: USER_DATA_TOO_DEEP']],
    ['8 KiB', sized(USER_DATA_MAX_BYTES), []],
    ['a byte more', sized(USER_DATA_MAX_BYTES + 1), [': USER_DATA_TOO_LARGE']],
    ['8 KiB of emoji and quotes', { a: '😀'.repeat(2_046) }, []],
    ['four bytes more', { a: '😀'.repeat(2_047) }, [': USER_DATA_TOO_LARGE']],
    ['what escapes make larger', { a: '\0'.repeat(1_365) }, [': USER_DATA_TOO_LARGE']],
  ])('%s', (_, value, expected) => {
    expect(problems(value, strict)).toEqual(expected);
  });
});

test('what is left out counts towards no limit, and white space neither', () => {
  const others = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i} no`, 'x'.repeat(1_000)]));
  expect(kept({ ...others, a: 1 }, false)).toEqual({ a: 1 });
  expect(kept(`{"a":${' '.repeat(USER_DATA_MAX_BYTES)}1}`, false)).toEqual({ a: 1 });
});

test('problems are bounded in number and length, and never half an emoji', () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${i}`, i]));
  expect(problems(many)).toHaveLength(32);
  expect(problems({ ['😀'.repeat(1_000)]: 1 })).toEqual([`${'😀'.repeat(64)}: USER_DATA_KEY_NOT_AN_IDENTIFIER`]);
});

test('all that is wrong is told at once', () => {
  expect(problems({ 'a b': 1, c: NaN, d: 1 })).toEqual([
    'a b: USER_DATA_KEY_NOT_AN_IDENTIFIER',
    'c: USER_DATA_NOT_JSON',
  ]);
});

test('the answer shares nothing with the input', () => {
  const value = { a: { b: [1] } };
  const copy = kept(value);
  value.a.b.push(2);
  expect(copy).toEqual({ a: { b: [1] } });
});

test('what is accepted comes back from its JSON unchanged, and is accepted again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z_$]{1,8}$/), fc.jsonValue({ maxDepth: 4 })), (value) => {
      const read = parseUserData(value, true);
      if (!read.ok) return;
      const stored = parsed(JSON.stringify(read.value));
      expect(parseUserData(stored, true)).toEqual({ ok: true, value: stored });
    }),
  );
});
