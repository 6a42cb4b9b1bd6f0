/** Unusual values and texts that often break programs. */
import type { Dice } from '../people/dice.ts';

/** Names of properties that every JavaScript object inherits. */
export const PROTOTYPE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
];

/** Pieces of JSON, not all of them valid. */
const WEIRD_JSON = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e309',
  '-1e400',
  '9007199254740993',
  `1${'0'.repeat(400)}`,
  '2147483648',
  '[]',
  '[[[]]]',
  '[null]',
  '{}',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e\\ufeff"',
  '"\u{1f389}"',
  '"\uff11\uff12"',
  '"1\\r\\nx-evil: 1"',
  '"../../me"',
  '"{{7*7}}"',
  '"%00"',
  '"__proto__"',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":null}',
  '{"then":1}',
  '{"length":1e9}',
  '{"kind":"Variable","name":{"value":"x"}}',
  '"2024-02-30T00:00:00Z"',
  '"UGVyaW9kOjMwNQ"',
] as const;

export const weirdJson = (dice: Dice): string => {
  if (dice.chance(0.9)) return dice.among(WEIRD_JSON);
  const depth = 1 + Math.floor(dice.roll() ** 3 * 20_000);
  if (dice.chance(0.5)) return '['.repeat(depth) + ']'.repeat(depth);
  return dice.chance(0.5) ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` : `"${'x'.repeat(depth)}"`;
};

/** Text for any place: JSON, GraphQL or bytes. */
const WEIRD_TEXT = [
  '\0',
  '\u0007',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\u00e9\u0301',
  '\u{1f389}',
  '\ud83d',
  '\\u{110000}',
  '\\ud800',
  '\\',
  '"',
  '"""',
  "'",
  '#',
  '\r\n',
  ',,,,',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ':',
  '$',
  '@',
  '...',
  '&',
  '|',
  '!',
  '=',
  '0',
  '-',
  '1e999',
  '99999999999999999999',
  'null',
  'true',
] as const;

export const weirdText = (dice: Dice): string =>
  dice.chance(0.85) ? dice.among(WEIRD_TEXT) : dice.among(WEIRD_TEXT).repeat(1 + Math.floor(dice.roll() * 3000));

/** Pieces of GraphQL. */
const GRAPHQL_TOKENS = [
  '{ __typename }',
  '__typename',
  '__schema { types { name fields { name type { ofType { name } } } } }',
  '__type(name: "Query") { name }',
  'mutation',
  'subscription',
  'query',
  'fragment F on Query { ...F }',
  '...F',
  '... on Query { __typename }',
  '... @include(if: false) { __typename }',
  '@skip(if: true)',
  '@skip(if: $nothing)',
  '@include',
  '@include(if: "yes")',
  '@deprecated',
  '@specifiedBy(url: "x")',
  '@oneOf',
  '@defer',
  '@nothing(of: [{ the: kind }])',
  '($a: Int = 1)',
  '($a: [[[[Int!]!]!]!]! = [[[[1]]]])',
  '(first: -1)',
  '(first: 99999999999)',
  '(first: $first)',
  '(by: {})',
  '(by: { id: null, email: "a@b.example" })',
  '(id: 1)',
  '(id: "")',
  '(filter: { __proto__: { a: 1 } })',
  'a: b: c',
  'first',
  'on',
  '"text"',
  '"""block\n text"""',
  '$variable',
  '!',
  '1.0e1000',
  '[1, [2, [3]]]',
  'extend type Query { x: Int }',
  'type Query { x: Int }',
  'input A @oneOf { a: A! = {} }',
] as const;

export const graphqlToken = (dice: Dice): string =>
  dice.chance(0.9) ? dice.among(GRAPHQL_TOKENS) : dice.among(PROTOTYPE_NAMES);
