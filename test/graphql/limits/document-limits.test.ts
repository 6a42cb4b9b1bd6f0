/** The limits of a document: tokens, directives, aliases, depth and repeated fields. */
import { getIntrospectionQuery, getNamedType, isAbstractType, isObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/graphql/limits/document-limits.ts';
import { LIMITS } from '../../../src/graphql/limits/limits.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { answered, post, rejected, repeat, upstreamCalls } from '../../support/rejected-query.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const TOKENS = 'The query has more than 2,000 tokens, which is the limit.';

describe('tokens', () => {
  it.each([
    ['10,000 equal fields', `{ ${'__typename '.repeat(10_000)} }`],
    ['200 times 100 inline fragments', `{ ${repeat(200, () => `...{${'...{id}'.repeat(100)}}`)} }`],
    ['10,000 fields below each other', `{ ${'user { '.repeat(10_000)} id ${'} '.repeat(10_000)} }`],
    ['10,000 fields below each other, cut off', '{ a'.repeat(10_000)],
    ['a list of 10,000 ids', `{ nodes(ids: [${'"1" '.repeat(10_000)}]) { id } }`],
    ['lists 10,000 deep', `{ nodes(ids: ${'['.repeat(10_000)}${']'.repeat(10_000)}) { id } }`],
    ['objects 5,000 deep', `{ bookings(filter: ${'{ a: '.repeat(5000)} 1 ${'}'.repeat(5000)}) { complete } }`],
    ['10,000 aliases', `{ ${repeat(10_000, (index) => `a${index}: __typename`)} }`],
    ['10,000 directives', `{ __typename ${'@a '.repeat(10_000)} }`],
    ['5,000 operations', repeat(5000, (index) => `query Q${index} { __typename }`)],
  ])('beyond the limit reject %s', async (_, query) => {
    expect(await rejected(graph, query)).toMatchObject({
      message: TOKENS,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  it('are counted exactly', async () => {
    const arguments_ = (count: number) => `{ node(id: "1" ${repeat(count, () => 'a: 1')}) { id } }`;
    const fits = arguments_(Math.floor((LIMITS.tokens - 11) / 3));
    const { answer } = await post(graph, { query: fits });
    expect(answer.errors?.[0]?.message).not.toBe(TOKENS);
    expect((await rejected(graph, `${fits} # \n query A { b c d }`)).message).toBe(TOKENS);
  });

  it('do not include commas and comments', async () => {
    await answered(graph, `{ ${','.repeat(50_000)} __typename # ${'x '.repeat(50_000)}\n }`);
  });
});

describe('directives', () => {
  it('are limited to ten in a document, fragments included', async () => {
    const spread = (count: number) =>
      `query ($yes: Boolean = true) { ${repeat(count - 2, () => `... @include(if: $yes) { t: __typename }`)} ...F @skip(if: false) }
       fragment F on Query { __typename @include(if: $yes) }`;
    await answered(graph, spread(10));
    expect(await rejected(graph, spread(11))).toMatchObject({
      message: 'The query has 11 directives; the limit is 10.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  it('that the schema does not define count as well, repeated or not', async () => {
    expect((await rejected(graph, `{ __typename ${'@aa '.repeat(500)} }`)).message).toContain('500 directives');
    expect((await rejected(graph, `{ __typename ${repeat(11, (index) => `@a${index}`)} }`)).message).toContain('11');
    const { answer } = await post(graph, { query: `{ __typename ${'@aa '.repeat(10)} }` });
    expect(answer.errors?.length).toBeLessThanOrEqual(5);
  });
});

describe('aliases', () => {
  it('are limited to 30 in a document, those of __typename included', async () => {
    const aliased = (count: number) => `{ ${repeat(count, (index) => `a${index}: __typename`)} }`;
    await answered(graph, aliased(30));
    expect(await rejected(graph, aliased(31))).toMatchObject({
      message: 'The query has 31 aliases; the limit is 30.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect((await rejected(graph, aliased(400))).message).toContain('400 aliases');
  });

  it('of a fragment count once, however often it is spread', async () => {
    const places = ['mostBookings', 'leastBookings', 'mostCancelled', 'mostCompleted'];
    const query = `{ memberStats(timeZone: "UTC") { ${places.map((place) => `${place} { ...R }`).join(' ')} } }
      fragment R on RankedMember { ${repeat(25, (index) => `v${index}: value`)} }`;
    await answered(graph, query);
  });
});

describe('depth', () => {
  const nested = (depth: number) => {
    const names = Array.from(
      { length: depth - 2 },
      (_, index) => ['period', 'actions', 'nodes'][(index + 1) % 3] ?? '',
    );
    return `{ period(id: "1") { ${names.map((name) => `${name} { `).join('')} __typename ${'} '.repeat(names.length)} } }`;
  };

  it('allows every path through the schema that visits no type twice, and hardly more', () => {
    let longest = 0;
    const walk = (typeName: string, met: ReadonlySet<string>, depth: number): void => {
      const type = schema.getType(typeName);
      if (!isObjectType(type)) return;
      longest = Math.max(longest, depth + 1);
      for (const { type: given } of Object.values(type.getFields())) {
        const named = getNamedType(given);
        const next = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
        for (const { name } of next) if (!met.has(name)) walk(name, new Set([...met, name]), depth + 1);
      }
    };
    walk('Query', new Set(['Query']), 0);
    expect(LIMITS.depth).toBeGreaterThanOrEqual(longest);
    expect(LIMITS.depth).toBeLessThanOrEqual(longest + 2);
  });

  it('is limited to 18 fields', async () => {
    expect(checkDocument(parse(nested(18)))).toBeUndefined();
    expect(await rejected(graph, nested(19))).toMatchObject({
      message: 'The query is 19 fields deep; the limit is 18.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect((await rejected(graph, nested(300))).message).toContain('300 fields deep');
  });

  it('includes the fields of fragments, named or inline', async () => {
    const user = 'user { bookings(first: 1) { nodes { hosts';
    const inline = `{ bookings { nodes { hosts { ${`... { ${user} { `.repeat(5)} name ${'} } } } } '.repeat(5)} } } } }`;
    expect((await rejected(graph, inline)).message).toContain('24 fields deep');
    const chain = repeat(8, (index) => `fragment F${index} on BookingHost { ${user} { ...F${index + 1} } } } } }`);
    const named = `{ bookings { nodes { hosts { ...F0 } } } } ${chain} fragment F8 on BookingHost { name }`;
    expect((await rejected(graph, named)).message).toContain('36 fields deep');
  });

  it('rejects fragments that contain themselves', async () => {
    for (const cycle of [
      '{ ...A } fragment A on Query { ...A }',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { __typename ...A }',
      '{ users { nodes { ...A } } } fragment A on User { bookings { nodes { hosts { user { ...A } } } } }',
      '{ __schema { types { ...A } } } fragment A on __Type { ofType { ...A } }',
    ]) {
      expect((await rejected(graph, cycle)).message).toBe('A fragment of the query contains itself.');
    }
  });

  it('does not include introspection, which GraphQL limits itself', async () => {
    const wrapped = (depth: number) => `${'ofType { '.repeat(depth)} name ${'}'.repeat(depth)}`;
    await answered(graph, `{ __schema { types { fields { type { ${wrapped(20)} } } } } }`);
    await answered(graph, `{ __type(name: "User") { ...T } } fragment T on __Type { ${wrapped(20)} }`);
    const query = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    const { answer } = await post(graph, { query });
    expect(answer.errors?.map(({ message }) => message)).toEqual(['Maximum introspection depth exceeded']);
  });
});

describe('a field', () => {
  it('is selected at most a hundred times in one place, fragments included', async () => {
    const sentence = (times: string, name: string) =>
      `The query selects "${name}" ${times} times in one place; the limit is 100.`;
    await answered(graph, `{ ${'__typename '.repeat(100)} }`);
    expect((await rejected(graph, `{ ${'__typename '.repeat(1900)} }`)).message).toBe(sentence('1,900', '__typename'));
    const inline = `{ ${'... { __typename } '.repeat(60)} ${'__typename '.repeat(60)} }`;
    expect((await rejected(graph, inline)).message).toBe(sentence('120', '__typename'));
    const fragments = repeat(150, (index) => `fragment F${index} on Query { sources { name } }`);
    const spread = `{ ${repeat(150, (index) => `...F${index}`)} } ${fragments}`;
    expect((await rejected(graph, spread)).message).toBe(sentence('150', 'sources'));
  });

  it('counts where it is merged from several fields above it', async () => {
    const query = `{ ${repeat(15, () => `sources { ${'name '.repeat(10)} }`)} }`;
    expect((await rejected(graph, query)).message).toContain('selects "name" 150 times');
  });

  it('counts in unused fragments, which GraphQL compares, too', async () => {
    const query = `{ __typename } fragment F on Query { ${'__typename '.repeat(101)} }`;
    expect((await rejected(graph, query)).message).toContain('selects "__typename" 101 times');
  });
});

describe('every limit', () => {
  it('allows the introspection queries of tools', async () => {
    const full = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    };
    for (const options of [{}, full, { descriptions: false }]) {
      const { data } = await answered(graph, getIntrospectionQuery(options));
      expect(data.__schema.types.length).toBeGreaterThan(50);
    }
  });

  it('rejects a query again when it is repeated or sent by its hash', async () => {
    const before = await upstreamCalls(graph);
    const query = `{ ${repeat(31, (index) => `a${index}: __typename`)} }`;
    const sha256Hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(query))).toString('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const statuses = [];
    for (const body of [{ query }, { query }, { query, extensions }, { extensions }]) {
      const { status, answer } = await post(graph, body);
      statuses.push([status, answer.errors?.[0]?.extensions.code]);
    }
    const no = [400, 'GRAPHQL_VALIDATION_FAILED'];
    // The rejected document was not kept.
    expect(statuses).toEqual([no, no, no, [200, 'PERSISTED_QUERY_NOT_FOUND']]);
    expect(await upstreamCalls(graph)).toBe(before);
  });

  it('leaves an invalid query within the limits to GraphQL: 200 for JSON, with at most five errors', async () => {
    for (const query of ['{ nothing }', `{ ${repeat(50, (index) => `f${index}`)} }`, '{']) {
      const json = await post(graph, { query });
      expect(json.status).toBe(200);
      expect(json.answer.errors?.length).toBeLessThanOrEqual(5);
      expect((await post(graph, { query }, 'application/graphql-response+json')).status).toBe(400);
    }
    const ids = Array.from({ length: 60 }, () => ({}));
    const { answer } = await post(graph, {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids },
    });
    expect(answer.errors).toHaveLength(5);
  });
});
