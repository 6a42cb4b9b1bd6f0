import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../src/errors.ts';
import { fromGlobalId, toGlobalId, toSourceId } from '../../src/relay/global-id.ts';

const EXAMPLES = [
  ['User', 'calcom:1042'],
  ['User', 'saleshandy:2dP27N0gZ4'],
  ['Booking', 'kx7_-Az'],
  ['EventType', '501'],
  ['Period', '0'],
  ['Action', '305/91122'],
] as const;

const HOSTILE = [
  '',
  '..',
  '%2e%2e',
  '1/../../me',
  '1?x=',
  '1#',
  '1\r\nx: y',
  '1\0',
  '🙂',
  'x'.repeat(10_000),
  '-1',
  '1e3',
  '0x1',
  '9007199254740993',
  '１２',
  ' 1',
  '01',
];

describe('a global id', () => {
  it.each(EXAMPLES)('of a %s is parsed: %s', (type, key) => {
    expect(fromGlobalId(toGlobalId(type, key), 'id')).toEqual({ type, key });
  });

  it.each(HOSTILE)('is not %j, bare or wrapped', (text) => {
    expect(() => fromGlobalId(text, 'id')).toThrow(BadInputError);
    const isLarge = text === '9007199254740993';
    for (const type of isLarge
      ? (['User', 'EventType'] as const)
      : (['User', 'EventType', 'Period', 'Action'] as const)) {
      expect(() => fromGlobalId(toGlobalId(type, text), 'id')).toThrow(BadInputError);
      expect(() => fromGlobalId(toGlobalId(type, `calcom:${text}`), 'id')).toThrow(BadInputError);
    }
  });

  it('of a type that this graph does not have is rejected', () => {
    for (const type of ['Query', '__proto__', 'constructor', '']) {
      expect(() => fromGlobalId(Buffer.from(`${type}:1`).toString('base64url'), 'id')).toThrow(BadInputError);
    }
  });

  it('has only one spelling', () => {
    const id = toGlobalId('Period', '305');
    for (const other of [`${id}=`, `${id} `, Buffer.from('Period:305\n').toString('base64url')]) {
      expect(() => fromGlobalId(other, 'id')).toThrow(BadInputError);
    }
  });

  it('is never parsed from random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(() => fromGlobalId(text, 'id')).toThrow(BadInputError);
      }),
    );
  });
});

describe('an argument that accepts a vendor’s number', () => {
  it('accepts the number and the global id', () => {
    expect(toSourceId('Period', '305', 'id')).toBe('305');
    expect(toSourceId('Period', toGlobalId('Period', '305'), 'id')).toBe('305');
  });

  it('rejects the id of another type and names the argument', () => {
    expect(() => toSourceId('Period', toGlobalId('EventType', '305'), 'filter.eventTypeIds')).toThrow(
      'Argument "filter.eventTypeIds": expected the id of one Period.',
    );
  });

  it.each(HOSTILE)('rejects %j', (text) => {
    expect(() => toSourceId('Period', text, 'id')).toThrow(BadInputError);
  });
});
