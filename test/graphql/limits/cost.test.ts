/** The static cost of queries, and the rejection of those beyond the limit. */
import { readdirSync, readFileSync } from 'node:fs';
import { getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCostAnalysis } from '../../../src/graphql/limits/cost.ts';
import { checkDocument } from '../../../src/graphql/limits/document-limits.ts';
import { LIMITS } from '../../../src/graphql/limits/limits.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { answered, post, rejected, repeat } from '../../support/rejected-query.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const count = createCostAnalysis(schema);
function countOf(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { objects, rows, cost, heaviest } = count({ document, operation, variables });
  return { objects, rows, cost, field: heaviest.path.join('.') };
}
const nodesOf = (query: string, variables?: Record<string, unknown>): number => countOf(query, variables).objects;

describe('the cost', () => {
  it.each([
    ['an object as one and a value as nothing', '{ user(by: { id: "1" }) { id name } }', 1],
    ['JSON as one', '{ bookings(first: 10) { nodes { uid metadata } } }', 1 + 10 + 10],
    ['a page with the requested size', '{ users(first: 7) { nodes { id } } }', 1 + 7],
    ['a page with the default size where no size is requested', '{ users { nodes { id } } }', 1 + 20],
    ['a page from the end with the requested size', '{ users(last: 7) { nodes { id } } }', 1 + 7],
    ['a large page from the end', '{ users(last: 70) { edges { node { id } } } }', 1 + 70 + 70],
    ['a page from the end beside a null', '{ users(first: null, last: 7) { nodes { id } } }', 1 + 7],
    ['a page beside a null for the end', '{ users(first: 7, last: null) { nodes { id } } }', 1 + 7],
    ['the larger of two sizes', '{ users(first: 7, last: 70) { nodes { id } } }', 1 + 70],
    [
      'edges with their nodes',
      '{ users(first: 7) { edges { cursor node { id } } pageInfo { endCursor } } }',
      1 + 7 + 7 + 1,
    ],
    [
      'a list without arguments with its assumed size',
      '{ users(first: 2) { nodes { identities { rule } } } }',
      1 + 2 + 2 * 4,
    ],
    [
      'lists below lists',
      '{ users(first: 9) { nodes { bookings(first: 8) { nodes { uid } } } } }',
      1 + 9 * (1 + 1 + 8),
    ],
    ['an object for each id', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['nothing for an empty list of ids', '{ nodes(ids: []) { id } }', 0],
    [
      'the most expensive of the possible types',
      '{ node(id: "1") { id ... on User { identities { rule } } ... on Period { id } } }',
      1 + 4,
    ],
    [
      'a list with the size that the field above declares',
      '{ routedTo(range: $r, every: DAY, first: 3) { users { series { total } } } }',
      1 + 3 * 101,
    ],
    [
      'the requested form fields',
      '{ node(id: "1") { ... on Action { formFields(names: ["a", "b"]) { value } } } }',
      1 + 2 + 2,
    ],
    ['__typename as nothing', '{ __typename users(first: 1) { __typename nodes { __typename } } }', 2],
  ])('counts %s', (_, query, nodes) => {
    expect(nodesOf(query)).toBe(nodes);
  });

  it.each([
    ['beyond the maximum', '{ users(first: 101) { nodes { id } } }', 101],
    ['of 1e9', '{ bookings(first: 1000000000) { nodes { id } } }', 251],
    ['of 0', '{ users(first: 0) { nodes { id } } }', 101],
    ['below 0', '{ users(first: -1) { nodes { id } } }', 101],
    ['that is null', '{ users(first: null) { nodes { id } } }', 101],
    ['that is null, from the end', '{ users(first: null, last: null) { nodes { id } } }', 101],
    ['of 0, from the end', '{ users(last: 0) { nodes { id } } }', 101],
    ['beyond the maximum, from the end', '{ users(last: 101) { nodes { id } } }', 101],
    ['that is a text', '{ users(first: "7") { nodes { id } } }', 101],
    ['that is broken', '{ users(first: 7.5) { nodes { id } } }', 101],
  ])('counts a page size %s as the largest', (_, query, nodes) => {
    expect(nodesOf(query)).toBe(nodes);
  });

  const SIZED = 'query ($n: Int) { users(first: $n) { nodes { id } } }';
  const DEFAULTED = 'query ($n: Int = 5) { users(first: $n) { nodes { id } } }';
  it.each<[string, string, Record<string, unknown>, number]>([
    ['its value', SIZED, { n: 7 }, 7],
    ['the default of the field, where it is not given', SIZED, {}, 20],
    ['the largest, where it is null', SIZED, { n: null }, 100],
    ['the largest, where it is no number', SIZED, { n: { toString: 7 } }, 100],
    ['its default', DEFAULTED, {}, 5],
    ['its value instead of its default', DEFAULTED, { n: 7 }, 7],
    ['the default of the field, where it is undeclared', '{ users(first: $n) { nodes { id } } }', { n: 7 }, 20],
  ])('counts a variable as %s', (_, query, variables, nodes) => {
    expect(nodesOf(query, variables)).toBe(1 + nodes);
  });

  it('counts ids in variables, one by one or as a list', () => {
    expect(nodesOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] })).toBe(2);
    expect(nodesOf('query ($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id } }', {})).toBe(2);
    expect(nodesOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(5000).fill('a') })).toBe(5000);
  });

  it('merges fields as the answer does', () => {
    const once = 'users(first: 10) { nodes { bookings(first: 10) { nodes { uid } } } }';
    const twice = `{ ${once} ...F ... { ${once} } } fragment F on Query { ${once} }`;
    expect(nodesOf(twice)).toBe(nodesOf(`{ ${once} }`));
    expect(nodesOf(`{ a: ${once} b: ${once} }`)).toBe(2 * nodesOf(`{ ${once} }`));
    const parts =
      '{ users(first: 10) { nodes { id } } ...F } fragment F on Query { users(first: 10) { nodes { identities { rule } } } }';
    expect(nodesOf(parts)).toBe(1 + 10 + 40);
  });

  it('leaves out fields that @skip or @include leaves out, where the condition is known', () => {
    const list = (directive: string) => `query ($yes: Boolean!) { users(first: 10) ${directive} { nodes { id } } }`;
    expect(nodesOf(list('@skip(if: true)'))).toBe(0);
    expect(nodesOf(list('@include(if: false)'))).toBe(0);
    expect(nodesOf(list('@skip(if: $yes)'), { yes: true })).toBe(0);
    expect(nodesOf(list('@include(if: $yes)'), { yes: true })).toBe(11);
    expect(nodesOf(list('@include(if: $yes) @skip(if: $yes)'), { yes: true })).toBe(0);
    expect(nodesOf(list('@skip(if: $yes)'), {})).toBe(11);
    expect(nodesOf(list('@include(if: $yes)'), { yes: 'false' })).toBe(11);
    const fragment =
      'query ($yes: Boolean!) { ...F @include(if: $yes) } fragment F on Query { users(first: 10) { nodes { id } } }';
    expect([nodesOf(fragment, { yes: false }), nodesOf(fragment, { yes: true })]).toEqual([0, 11]);
  });

  it('names the field that costs most, where its size is declared', () => {
    expect(countOf('{ users(first: 100) { nodes { bookings(first: 250) { nodes { uid } } } } }')).toEqual({
      objects: 25_201,
      rows: 7_000,
      cost: 25_271,
      field: 'users.nodes.bookings',
    });
    const alias = '{ all: users(first: 100) { edges { node { who: identities { rule } } } } sources { name } }';
    expect(countOf(alias).field).toBe('all.edges.node.who');
  });

  const rowsOf = (query: string): number => countOf(query).rows;
  it.each([
    ['for each field', '{ a: bookings { totalCount } b: bookings { totalCount } }', 10_000],
    [
      'for each object that has the field',
      '{ periods(first: 7) { nodes { bookings { totalCount } } } }',
      5_000 + 7 * 5_000,
    ],
    ['once for all objects that share them', '{ users(first: 7) { nodes { bookings { totalCount } } } }', 7_000],
    [
      'once for each alias',
      '{ users(first: 7) { nodes { a: bookings { totalCount } b: bookings { totalCount } } } }',
      12_000,
    ],
  ])('counts the examined rows %s', (_, query, rows) => {
    expect(rowsOf(query)).toBe(rows);
  });

  it('counts a hundred rows as one object', () => {
    expect(countOf('{ bookings(first: 5) { nodes { uid } } }')).toMatchObject({ objects: 6, rows: 5_000, cost: 56 });
  });

  it('names the field that examines most rows', () => {
    const rows = '{ periods(first: 100) { nodes { bookings(first: 1) { totalCount } } } }';
    expect(countOf(rows).field).toBe('periods.nodes.bookings');
    expect(countOf('{ users(first: 1) { nodes { actions(range: $r) { totalCount } } } }').field).toBe(
      'users.nodes.actions',
    );
  });

  it('is computed in few steps, however the fragments branch', () => {
    const chain = repeat(
      13,
      (index) =>
        `fragment F${index} on User { bookings(first: 250) { a: nodes { hosts { user { ...F${index + 1} } } } b: nodes { hosts { user { ...F${index + 1} } } } } }`,
    );
    expect(nodesOf(`{ users(first: 100) { nodes { ...F0 } } } ${chain} fragment F13 on User { id }`)).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('is never lower than the size of an answer of the sandbox', async () => {
    const objects = (value: unknown): number => {
      if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + objects(item), 0);
      return value && typeof value === 'object' ? 1 + objects(Object.values(value)) : 0;
    };
    const week = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
    const { data: any } = await answered(graph, '{ users(first: 3) { nodes { id email } } periods { nodes { id } } }');
    const variables = {
      range: week,
      filter: { range: week },
      timeZone: 'UTC',
      email: any.users.nodes[0].email,
      id: any.periods.nodes[0].id,
      ids: any.users.nodes.map(({ id }: { id: string }) => id),
    };
    for (const [name, query] of EXAMPLES) {
      const { data } = await answered(graph, query, variables);
      // The answer itself is an object, too.
      expect([name, objects(data) - 1]).toEqual([
        name,
        expect.toSatisfy((held: number) => held <= nodesOf(query, variables)),
      ]);
    }
  });
});

const FOLDER = new URL('../../../examples/', import.meta.url);
const EXAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file): [string, string] => [file, readFileSync(new URL(file, FOLDER), 'utf8')]);

const TWELVE = repeat(12, (index) => `b${index}: bookings(first: 2) { nodes { ...Meeting } }`);
/** A realistic dashboard: 12 aliases, nine objects deep, 25 people with their bookings. */
const LARGE = `query Large($people: Int = 25, $bookings: Int = 50) {
  users(first: $people) { edges { node { ...Person bookings(first: $bookings) { edges { node { ...Meeting } } } } } }
  ${TWELVE}
}
fragment Person on User { id name email username avatarUrl timeZone identities { source sourceId name rule } }
fragment Meeting on Booking {
  uid title start end status
  hosts { name user { id name prospectStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { replied } } }
  attendees { name email }
  eventType { slug }
}`;

describe('the limit allows', () => {
  it.each(EXAMPLES)('%s, with its own and with the largest page', (_, query) => {
    expect(checkDocument(parse(query))).toBeUndefined();
    expect(countOf(query).cost).toBeLessThan(LIMITS.cost / 2);
    expect(countOf(query, { first: 250, ids: Array(100).fill('a'), actions: 100 }).cost).toBeLessThan(LIMITS.cost);
  });

  it('a large realistic query', async () => {
    expect(countOf(LARGE).cost).toBeGreaterThan(LIMITS.cost / 3);
    const { data } = await answered(graph, LARGE);
    expect(data.users.edges.length).toBeGreaterThan(10);
  });

  it('the introspection queries of tools, but not five of them in one query', async () => {
    expect(countOf(getIntrospectionQuery({ inputValueDeprecation: true })).cost).toBeLessThan(LIMITS.cost / 5);
    const query = `{ ${repeat(8, (i) => `a${i}: __schema { types { ...T } }`)} }
      fragment T on __Type { ${repeat(8, (i) => `b${i}: fields { type { c: fields { name } } }`)} }`;
    expect((await rejected(graph, query)).extensions.code).toBe('COST_EXCEEDED');
  });
});

const USERS = 'users(first: 100) { nodes { bookings(first: 250) { nodes { uid } } } }';

describe('a query beyond the limit', () => {
  it('gets an error with its cost, the limit and the field that costs most', async () => {
    const error = await rejected(graph, `{ sources { name } ${USERS} }`);
    expect(error).toMatchObject({
      message:
        'The query may cost 25,275 objects, 25,000 of them for "users.nodes.bookings"; the limit is 25,000. Request smaller pages.',
      extensions: {
        code: 'COST_EXCEEDED',
        teamgraph: { cost: 25_275, limit: 25_000, field: 'users.nodes.bookings' },
      },
    });
    expect(Object.keys(error.extensions.teamgraph ?? {})).toEqual(['cost', 'limit', 'field']);
  });

  const hosts = (name: string, next: string) =>
    `fragment ${name} on BookingHost { user { bookings(first: 250) { nodes { hosts { ${next} } } } } }`;
  it.each<[string, string, object?]>([
    ['nested lists at their largest', `{ ${USERS} }`],
    ['nested lists of an unknown size', '{ users(first: null) { nodes { bookings(first: null) { nodes { uid } } } } }'],
    ['edges', '{ users(first: 100) { edges { node { bookings(first: 125) { edges { node { uid } } } } } } }'],
    [
      'a chain of fragments',
      `{ bookings(first: 250) { nodes { hosts { ...A } } } } ${hosts('A', '...B')} ${hosts('B', '...C')} ${hosts('C', 'name')}`,
    ],
    [
      'a chain of inline fragments',
      '{ bookings(first: 250) { nodes { hosts { ... { user { ... on User { bookings(first: 250) { nodes { ... on Node { id } } } } } } } } } }',
    ],
    [
      'aliases times fragments',
      `{ ${repeat(30, (i) => `a${i}: users(first: 100) { ...F }`)} } fragment F on UserConnection { nodes { bookings(first: 10) { nodes { uid } } } }`,
    ],
    [
      'fragments that double with each step',
      `{ users(first: 2) { nodes { ...F0 } } } ${repeat(3, (i) => `fragment F${i} on User { a: bookings(first: 20) { nodes { hosts { user { ...F${i + 1} } } } } b: bookings(first: 20) { nodes { hosts { user { ...F${i + 1} } } } } }`)} fragment F3 on User { id }`,
    ],
    [
      'variables',
      'query ($a: Int, $b: Int) { users(first: $a) { nodes { bookings(first: $b) { nodes { uid } } } } }',
      { a: 100, b: 250 },
    ],
    [
      'defaults of variables',
      'query ($a: Int = 100, $b: Int = 250) { users(first: $a) { nodes { bookings(first: $b) { nodes { uid } } } } }',
    ],
    ['@include with a variable', `query ($yes: Boolean!) { ... @include(if: $yes) { ${USERS} } }`, { yes: true }],
    [
      '@include with one that is not given',
      `query ($yes: Boolean = true) { ${USERS.replace('{', '@include(if: $yes) {')} }`,
    ],
    [
      'ids',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { bookings(first: 250) { nodes { uid } } } } }`,
      { ids: Array(100).fill('VXNlcjpjYWxjb206MQ') },
    ],
    [
      'form fields',
      `query ($names: [String!]!) { periods(first: 10) { nodes { actions(first: 50) { nodes { formFields(names: $names) { name } } } } } }`,
      { names: Array(50).fill('a') },
    ],
    ['one of several operations', `query A { __typename } query B { ${USERS} }`],
  ])('is rejected before any source is called: %s', async (name, query, variables = {}) => {
    if (name === 'one of several operations') {
      const answers = [
        await post(graph, { query, operationName: 'B' }),
        await post(graph, { query, operationName: 'A' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 200]);
      expect(answers[0]?.answer.errors?.[0]?.extensions.code).toBe('COST_EXCEEDED');
      return;
    }
    expect((await rejected(graph, query, variables)).extensions.code).toBe('COST_EXCEEDED');
  });

  it('is recognized by its variables, also where the server knows the document', async () => {
    const query =
      'query ($n: Int) { users(first: $n) { nodes { bookings(first: $n) { nodes { hosts { user { name } } } } } } }';
    const ask = async (n: number) => (await post(graph, { query, variables: { n } })).status;
    expect([await ask(1), await ask(100), await ask(2), await ask(100)]).toEqual([200, 400, 200, 400]);
  });
});
