/** Authorization by scope: each guarded field, as the schema declares it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, getNamedType, graphqlSync, isInterfaceType, isObjectType, Kind, parse, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { NO_SCOPES, SCOPES, type Scope } from '../../src/config/values.ts';
import { createFieldErrors } from '../../src/graphql/limits/field-errors.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createServedSchema } from '../../src/graphql/served-schema.ts';
import { type GraphAnswer, startServer } from '../support/graph.ts';

interface Guard {
  readonly place: string;
  readonly scope: Scope;
  readonly sentence: string;
}

/** The guards of the SDL, read without the tested code. */
function guardsOfSdl(): Guard[] {
  const folder = new URL('../../schema/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return files.flatMap((file) => {
    const guards: Guard[] = [];
    for (const type of parse(readFileSync(new URL(file, folder), 'utf8')).definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
      for (const field of type.fields ?? []) {
        const directive = field.directives?.find(({ name }) => name.value === 'requiresScopes');
        if (!directive) continue;
        visit(directive, {
          StringValue: ({ value }) => {
            const place = `${type.name.value}.${field.name.value}`;
            guards.push({ place, scope: value as Scope, sentence: field.description?.value ?? '' });
          },
        });
      }
    }
    return guards;
  });
}
const guards = guardsOfSdl();

const RANGE = 'range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const inBookings = (inside: string) => `{ bookings(first: 250) { nodes { ${inside} } } }`;
const inBob = '{ user(by: { email: "bob@example.com" }) { HERE } }';
/** How each is queried: the path, and the selection at its end. */
const QUERIES: Readonly<Record<string, readonly [path: string, selection: string]>> = {
  'Attendee.email': [inBookings('attendees { HERE }'), 'email'],
  'Attendee.phoneNumber': [inBookings('attendees { HERE }'), 'phoneNumber'],
  'Attendee.fieldResponses': [inBookings('attendees { HERE }'), 'fieldResponses'],
  'Booking.guests': [inBookings('HERE'), 'guests'],
  'Booking.fieldResponses': [inBookings('HERE'), 'fieldResponses'],
  'Booking.metadata': [inBookings('HERE'), 'metadata'],
  'Cancellation.byEmail': [inBookings('cancellation { HERE }'), 'byEmail'],
  'Rescheduling.byEmail': [inBookings('rescheduling { HERE }'), 'byEmail'],
  'BookingFilter.attendeeEmail': ['{ HERE }', 'bookings(filter: { attendeeEmail: "a@example.com" }) { totalCount }'],
  'Query.memberStats': ['{ HERE }', `memberStats(timeZone: "UTC", ${RANGE}) { mostBookings { value user { name } } }`],
  'Query.routedTo': ['{ HERE }', `routedTo(every: WEEK, ${RANGE}) { users { total user { name } } }`],
  'Query.teamStats': [
    '{ HERE }',
    `teamStats(${RANGE}) { prospect { totalCount } email { nodes { sent user { name } } } }`,
  ],
  'Period.teamStats': [
    `{ periods(${RANGE}, first: 2) { nodes { HERE } } }`,
    'teamStats { prospect { nodes { added user { name } } } }',
  ],
  'User.prospectStats': [inBob, `prospectStats(${RANGE}) { added }`],
  'User.emailStats': [inBob, `emailStats(${RANGE}) { sent }`],
  'User.routedTo': [inBob, `routedTo(every: WEEK, ${RANGE}) { total }`],
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const vendors = () => [sandbox.calcom, sandbox.alo, sandbox.saleshandy];
const FENCE = '/fence';
/** The paths that the vendors were called with, in any order. Waits for calls in progress. */
async function upstreamCalls(): Promise<string[]> {
  await Promise.all(vendors().map(({ url }) => fetch(url + FENCE, { headers: { connection: 'close' } })));
  const paths = vendors().flatMap(({ calls }) => calls.splice(0).map(({ path }) => path));
  return paths.filter((path) => path !== FENCE).sort();
}

const tokenOf = (scopes: readonly Scope[]): string => `for-${scopes.join('-')}`;
const AUTH_TOKENS = [[], ['attendees'], ['performance']]
  .map(
    (scopes) =>
      [
        scopes,
        createHash('sha256')
          .update(tokenOf(scopes as Scope[]))
          .digest('hex'),
      ] as const,
  )
  .map(([scopes, hash]) => `can-${scopes.join('-')}:${hash}:${scopes.join('+') || NO_SCOPES}`)
  .join();

/** Queries a cold server as a caller with these scopes. Returns the calls, too. */
async function ask(query: string, scopes: readonly Scope[], variables: Record<string, unknown> = {}) {
  const server = await startServer({ ...sandbox.settings, AUTH_TOKENS });
  await upstreamCalls();
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokenOf(scopes)}`,
      connection: 'close',
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [] } = (await response.json()) as GraphAnswer;
  const calls = await upstreamCalls();
  await server.close();
  expect([response.status, server.internalErrors]).toEqual([200, []]);
  return { calls, data, errors };
}

/** All values with this key, wherever in an answer. */
function allUnder(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : allUnder(key, inner)));
}

describe('a guarded field', () => {
  it('is in the table of this test exactly if the schema guards it', () => {
    expect(guards.length).toBeGreaterThan(10);
    expect(Object.keys(QUERIES).sort()).toEqual(guards.map(({ place }) => place).sort());
  });

  it.each(guards)('says so in its description: $place', ({ scope, sentence }) => {
    expect(sentence.replace(/\s+/g, ' ')).toContain(`Needs the scope \`${scope}\``);
  });

  describe.each(guards)('$place', ({ place, scope }) => {
    const [path = '', selection = ''] = QUERIES[place] ?? [];
    const guarded = path.replace('HERE', `guarded: ${selection}`);
    const others = SCOPES.filter((one) => one !== scope);

    it('is null, with one error at its path, and makes no call', async () => {
      const { data, errors, calls } = await ask(guarded, others);
      const found = allUnder('guarded', data);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((value) => value === null)).toBe(true);
      expect(errors).toHaveLength(found.length);
      expect(new Set(errors.map(({ path }) => JSON.stringify(path))).size).toBe(found.length);
      const what = place.startsWith('BookingFilter.') ? 'Argument "filter.attendeeEmail"' : 'This field';
      for (const { message, path: at, extensions } of errors) {
        expect([message, extensions]).toEqual([`${what} needs the scope ${scope}.`, { code: 'FORBIDDEN' }]);
        expect(at?.at(-1)).toBe('guarded');
      }
      const without = await ask(path.replace('HERE', '__typename'), others);
      expect(calls).toEqual(without.calls);
      if (path === '{ HERE }') expect(calls).toEqual([]);
    });

    it('has its data only for a caller with the scope', async () => {
      const { data, errors } = await ask(guarded, [scope]);
      expect(errors).toEqual([]);
      expect(allUnder('guarded', data).filter((value) => value !== null).length).toBeGreaterThan(0);
    });
  });

  it('is guarded where it is reached by id', async () => {
    const open = await ask(`{ bookings(first: 1) { nodes { id } } ${inBob.slice(1, -1).replace('HERE', 'id')} }`, []);
    const ids = [open.data.bookings.nodes[0].id, open.data.user.id];
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Booking { fieldResponses }
      ... on User { prospectStats(${RANGE}) { added } }
    } }`;
    const { data, errors } = await ask(query, [], { ids });
    expect(data).toEqual({ nodes: [{ fieldResponses: null }, { prospectStats: null }] });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['nodes', 0, 'fieldResponses'], 'FORBIDDEN'],
      [['nodes', 1, 'prospectStats'], 'FORBIDDEN'],
    ]);
  });

  it('does not change the rest of the answer', async () => {
    const query = `{ users(first: 2) { nodes { name } } guarded: teamStats(${RANGE}) { prospect { totalCount } } }`;
    const { data, errors } = await ask(query, ['attendees']);
    expect([data.users.nodes.length, data.guarded, errors.length]).toEqual([2, null, 1]);
  });
});

describe('a guarded input', () => {
  const query = 'query ($filter: BookingFilter) { bookings(filter: $filter, first: 1) { nodes { uid } } }';

  it('is found in a variable', async () => {
    const { data, errors, calls } = await ask(query, [], { filter: { attendeeEmail: 'a@example.com' } });
    expect([data, errors.map(({ extensions }) => extensions.code), calls]).toEqual([
      { bookings: null },
      ['FORBIDDEN'],
      [],
    ]);
  });

  it.each([{ attendeeEmail: null }, { attendeeName: 'Nobody Here' }, {}])('is not set in %j', async (filter) => {
    const { errors, calls } = await ask(query, [], { filter });
    expect(errors).toEqual([]);
    expect(calls.length).toBeGreaterThan(0);
  });
});

describe('a location', () => {
  it('that is a phone number is shown only with the scope, any other to every caller', async () => {
    const query = '{ bookings(first: 250) { nodes { location } } }';
    const whole = await ask(query, ['attendees']);
    const locations: (string | null)[] = allUnder('location', whole.data) as (string | null)[];
    const isPhone = (location: string | null): boolean => location?.startsWith('+') ?? false;
    expect([locations.some(isPhone), locations.some((one) => one?.startsWith('https:')), locations.length]).toEqual([
      true,
      true,
      expect.any(Number),
    ]);
    const { data, errors, calls } = await ask(query, ['performance']);
    expect(allUnder('location', data)).toEqual(locations.map((one) => (isPhone(one) ? null : one)));
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      locations.flatMap((one, index) =>
        isPhone(one) ? [[['bookings', 'nodes', index, 'location'], 'FORBIDDEN']] : [],
      ),
    );
    expect(calls).toEqual(whole.calls);
  });
});

describe('the statistics of colleagues', () => {
  /** The names of the types that unguarded fields lead to. */
  function openTypes(): Set<string> {
    const guarded = new Set(guards.map(({ place }) => place));
    const seen = new Set<string>();
    const visitType = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const type = schema.getType(name);
      if (isInterfaceType(type)) for (const one of schema.getPossibleTypes(type)) visitType(one.name);
      if (!isObjectType(type)) return;
      for (const field of Object.values(type.getFields())) {
        if (!guarded.has(`${name}.${field.name}`)) visitType(getNamedType(field.type).name);
      }
    };
    visitType('Query');
    return seen;
  }

  it('are on no path without a guard', () => {
    const open = openTypes();
    expect(['User', 'Booking', 'Period', 'Action', 'Attendee'].filter((name) => !open.has(name))).toEqual([]);
    const figures = [
      ...['MemberStats', 'RankedMember', 'RoutedTo', 'RoutedToUser', 'RoutedToPeriod'],
      ...['TeamStats', 'ProspectStats', 'ProspectOutcomes', 'EmailStats'],
    ];
    expect(figures.filter((name) => !schema.getType(name))).toEqual([]);
    expect(figures.filter((name) => open.has(name))).toEqual([]);
  });
});

const contextWith = (scopes: readonly Scope[]) => ({
  scopes: new Set(scopes),
  fieldErrors: createFieldErrors({ spendRows: () => undefined }),
});

describe('a schema', () => {
  const DIRECTIVE = 'directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION\n';
  const guarding = (sdl: string) => () => createServedSchema(makeExecutableSchema({ typeDefs: DIRECTIVE + sdl }));

  it.each([
    ['type Query { a: Int @requiresScopes(scopes: [["atendees"]]) }', 'Query.a needs an unknown scope: atendees'],
    ['type Query { a: Int @requiresScopes(scopes: []) }', 'Query.a needs no scope at all'],
    ['type Query { a: Int @requiresScopes(scopes: [[]]) }', 'Query.a needs no scope at all'],
    [
      'type Query { a: Int! @requiresScopes(scopes: [["attendees"]]) }',
      'Query.a is guarded by a scope and has to be nullable',
    ],
    [
      'input In { b: Int! @requiresScopes(scopes: [["attendees"]]) } type Query { a(in: In): Int }',
      'In.b is guarded by a scope and has to be nullable',
    ],
    [
      'interface I { a: Int @requiresScopes(scopes: [["attendees"]]) } type Query implements I { a: Int }',
      "I.a is an interface's: guard the field of each of its types",
    ],
  ])('is rejected at the start: %s', (sdl, message) => {
    expect(guarding(sdl)).toThrow(new Error(message));
  });

  it('without the directive is rejected', () => {
    expect(() => createServedSchema(buildSchema('type Query { a: Int }'))).toThrow('does not declare @requiresScopes');
  });

  it('may require several scopes, or one of several', () => {
    const both = '@requiresScopes(scopes: [["attendees", "performance"]])';
    const either = '@requiresScopes(scopes: [["attendees"], ["performance"]])';
    const built = guarding(`type Query { both: Int ${both} either: Int ${either} }`)();
    const answer = (scopes: Scope[]) =>
      graphqlSync({
        schema: built,
        source: '{ both either }',
        rootValue: { both: 1, either: 1 },
        contextValue: contextWith(scopes),
      });
    expect(answer(['attendees', 'performance'])).toEqual({ data: { both: 1, either: 1 } });
    expect(answer(['performance'])).toMatchObject({
      data: { both: null, either: 1 },
      errors: [{ message: 'This field needs the scope attendees and performance.' }],
    });
    expect(answer([])).toMatchObject({
      data: { both: null, either: null },
      errors: [{ path: ['both'] }, { message: 'This field needs the scope attendees, or performance.' }],
    });
  });

  it('may guard a nested field of an input', () => {
    const deep = 'input Deep { secret: Int @requiresScopes(scopes: [["attendees"]]) again: [Deep!] open: Int }';
    const built = guarding(`${deep} type Query { a(in: Deep): Int }`)();
    const answer = (value: string) =>
      graphqlSync({
        schema: built,
        source: `{ a(in: ${value}) }`,
        rootValue: { a: 1 },
        contextValue: contextWith([]),
      });
    expect(answer('{ again: [{ open: 1, secret: null }] }')).toEqual({ data: { a: 1 } });
    expect(answer('{ again: [{ open: 1 }, { again: { secret: 1 } }] }')).toMatchObject({
      data: { a: null },
      errors: [{ message: 'Argument "in.again.again.secret" needs the scope attendees.' }],
    });
  });
});
