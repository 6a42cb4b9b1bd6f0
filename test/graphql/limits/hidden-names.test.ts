/**
 * A server without introspection suggests no names of the schema, so that a scanner learns none by guessing near them. A field
 * whose exact name is guessed is answered.
 */
import { isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { post } from '../../support/rejected-query.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { NODE_ENV: 'production' } });
});
afterAll(() => graph.close());

const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__') && !BUILT_IN.has(name));
const objects = types.filter(isObjectType);
const NAMES = new Set([
  ...types.map(({ name }) => name),
  ...objects.flatMap((type) =>
    Object.values(type.getFields()).flatMap(({ name, args }) => [name, ...args.map((argument) => argument.name)]),
  ),
  ...types.filter(isInputObjectType).flatMap((type) => Object.keys(type.getFields())),
  ...types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name)),
]);

const WORD = /[_A-Za-z]\w*/g;
const wordsOf = (text: string): string[] => text.match(WORD) ?? [];
/** Some names, such as "name", are plain words of a sentence: they count only in quotes. */
const namesInMessage = (message: string): string[] => [
  ...(message.match(/"[^"]*"/g) ?? []).flatMap(wordsOf),
  ...wordsOf(message).filter((word) => /[A-Z]/.test(word)),
];

/** The names of the schema that an answer has and its request did not, and the number of errors. */
async function namesInAnswer(query: string, variables: object = {}): Promise<{ names: string[]; errors: number }> {
  const { answer } = await post(graph, { query, variables });
  const sent = new Set(wordsOf(query + JSON.stringify(variables)));
  const { errors = [] } = answer;
  const text = errors.flatMap(({ message }) => namesInMessage(message));
  return { names: text.filter((word) => NAMES.has(word) && !sent.has(word)), errors: errors.length };
}

/** Sends all queries, eight at a time. Returns those whose answer has names of the schema, or no error. */
async function namesIn(probes: readonly (readonly [query: string, variables?: object])[]): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...probes];
  const ask = async (): Promise<void> => {
    for (let probe = waiting.pop(); probe; probe = waiting.pop()) {
      const { names, errors } = await namesInAnswer(...probe);
      if (names.length > 0 || errors === 0) found.push(`${probe[0]} -> ${names.join()}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return found;
}

/** Misspellings of each name. */
const nearMisses = [...NAMES].map((name, index) => {
  const misses = [`${name}x`, name.slice(0, -1), `${name.slice(0, 1)}${name}`, name.replace(/.$/, 'q')];
  return misses.slice(index % 4).find((miss) => miss.length > 1 && !NAMES.has(miss)) ?? `${name}xx`;
});

describe('a server in production', () => {
  it('has names to hide', () => {
    expect(NAMES.size).toBeGreaterThan(250);
    expect(nearMisses.filter((miss) => NAMES.has(miss))).toEqual([]);
  });

  it('suggests no name for a misspelled field', async () => {
    const probes = nearMisses.flatMap((miss) => [
      [`{ ${miss} users { ${miss} nodes { ${miss} bookings { nodes { ${miss} } } } } }`] as const,
      [
        `query ($v: ${miss}) { users(${miss}: 1) { complete } bookings(filter: { ${miss}: 1 }, orderBy: { field: ${miss} }) { complete } }`,
      ] as const,
      [`{ node(id: "1") { ... on ${miss} { id } ...${miss} id @${miss} } }`] as const,
    ]);
    expect(await namesIn(probes)).toEqual([]);
  });

  it('suggests no name for a misspelled variable', async () => {
    const query = 'query ($f: BookingFilter, $o: BookingOrder) { bookings(filter: $f, orderBy: $o) { complete } }';
    const probes = nearMisses.flatMap((miss) => [
      [query, { f: { [miss]: 1, range: { [miss]: 1 }, status: [miss] } }] as const,
      [query, { o: { field: miss, [miss]: miss } }] as const,
    ]);
    expect(await namesIn(probes)).toEqual([]);
  });

  it('suggests no argument or field of an existing field', async () => {
    const probes = objects.flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, args }) => [
        [`{ ...F } fragment F on ${type.name} { ${name} ${name} { nothing } }`] as const,
        ...args.flatMap((argument) => [
          [`{ ...F } fragment F on ${type.name} { ${name}(${argument.name}: $no) { nothing } }`] as const,
          [`{ ...F } fragment F on ${type.name} { ${name}(${argument.name}: { nothing: 1 }) }`] as const,
          [`query ($v: [Boolean]) { ...F } fragment F on ${type.name} { ${name}(${argument.name}: $v) }`] as const,
        ]),
      ]),
    );
    expect(await namesIn(probes)).toEqual([]);
  });

  it('suggests no field of an existing input', async () => {
    const wrong = [1, 'x', [], {}, null, { nothing: 1 }, [[1]]];
    const probes = types
      .filter((type) => isInputObjectType(type) || isEnumType(type))
      .flatMap(({ name }) =>
        wrong.map((value) => [`query ($v: ${name}!) { users(search: $v) { nothing } }`, { v: value }] as const),
      );
    const valid = wrong.flatMap((value) => [
      ['query ($v: BookingFilter!) { bookings(filter: $v) { nodes { uid } } }', { v: { range: value } }] as const,
      ['query ($v: BookingOrder!) { bookings(orderBy: $v) { nodes { uid } } }', { v: value }] as const,
      ['query ($v: UserBy!) { user(by: $v) { id } }', { v: value }] as const,
      ['query ($v: DateTimeRange!) { periods(range: $v) { complete } }', { v: value }] as const,
      [
        'query ($v: CountBy!) { teamStats(range: {from: 1}, countBy: $v) { email { complete } } }',
        { v: value },
      ] as const,
    ]);
    const found = await namesIn([...probes, ...valid]);
    expect(found.filter((line) => !line.endsWith('-> '))).toEqual([]);
  });

  it('answers the same for a name that the schema has elsewhere and for one that it does not have', async () => {
    const message = async (query: string, variables?: object) => {
      const { answer } = await post(graph, { query, variables });
      return answer.errors?.map((error) => error.message);
    };
    const filter = 'query ($f: BookingFilter) { bookings(filter: $f) { complete } }';
    for (const [there, nowhere] of [
      ['attendees', 'attendeez'],
      ['MEETING_BOOKED', 'MEETING_BOOKEX'],
      ['Booking', 'Bookinh'],
    ] as const) {
      const same = (messages: readonly string[] | undefined) =>
        messages?.map((text) => text.replaceAll(there, '?').replaceAll(nowhere, '?'));
      const pairs = [there, nowhere].map(async (word) => [
        same(await message(`{ ${word} }`)),
        same(await message(`{ users(${word}: 1) { complete } }`)),
        same(await message(`{ bookings(orderBy: { field: ${word} }) { complete } }`)),
        same(await message(filter, { f: { [word]: 1 } })),
        same(await message(filter, { f: { status: word } })),
      ]);
      const [one, other] = await Promise.all(pairs);
      expect(one).toEqual(other);
    }
  });

  it('still says what is wrong', async () => {
    const { answer } = await post(graph, {
      query: 'query ($range: DateTimeRange!) { periods(range: $range) { nodes { nmae } } }',
    });
    expect(answer.errors?.map(({ message }) => message)).toEqual(['Cannot query field "nmae" on type "(hidden)".']);
    const bad = await post(graph, {
      query: 'query ($range: DateTimeRange!) { periods(range: $range) { complete } }',
      variables: { range: { from: 'yesterday', to: '2026-03-16T00:00:00Z' } },
    });
    expect(bad.answer.errors?.map(({ message }) => message)).toEqual([
      'Variable "$range" got invalid value "yesterday" at "range.from"; Expected an instant with its offset, such as 2026-03-16T09:00:00Z.',
    ]);
  });

  it('hides names also where the request has quotes', async () => {
    const filter = 'query ($f: BookingFilter) { bookings(filter: $f) { complete } }';
    const quoted = ['"', 'a"b', '"a"', 'x" of type "', '\\"', '"""', 'a"'];
    const probes = quoted.flatMap((text) => [
      [filter, { f: { [text]: 1 } }] as const,
      [filter, { f: { status: text, range: text } }] as const,
      [
        `{ bookings(filter: { status: ${JSON.stringify(text)} }, orderBy: ${JSON.stringify(text)}) { complete } }`,
      ] as const,
    ]);
    // Between unpaired quotes are plain words of the sentence.
    const found = (await namesIn(probes)).map((line) => line.replace(/^.* -> /s, ''));
    expect(found.filter((names) => /[A-Z]/.test(names))).toEqual([]);
  });
});

describe('a server with introspection', () => {
  it('suggests names', async () => {
    const open = await startGraph();
    const { answer } = await post(open, { query: '{ userz { id } }' });
    await open.close();
    expect(answer.errors?.[0]?.message).toBe(
      'Cannot query field "userz" on type "Query". Did you mean "user" or "users"?',
    );
  });
});
