/** `asOf` is when the oldest answer of a source behind a list, a report or counts was read. */
import { getNamedType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Optimization } from '../../../src/app.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { lookupsOf, post, send } from '../../support/answers.ts';
import { createStandingClock } from '../../support/clock.ts';
import { startGraph, startServer } from '../../support/graph.ts';
import {
  actionRow,
  BROKEN,
  bookingPage,
  bookingRow,
  memberRow,
  periodRow,
  type Script,
  startScripted,
} from '../../support/scripted-vendors.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const SOON = { timeout: 10_000, interval: 20 };
const START_MS = createStandingClock().epochMs();
/** The time so many seconds after the start. */
const at = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();

async function start(script: Script, without?: readonly Optimization[]) {
  const clock = createStandingClock();
  const vendors = await startScripted(['CALCOM', 'ALO'], script);
  undo.push(vendors.close);
  const server = await startServer(
    { ...vendors.settings, CACHE: 'on' },
    { clock, nowMs: clock.epochMs, ...(without && { without }) },
  );
  undo.push(server.close);
  const data = async (query: string) => JSON.parse((await post(server.url, query)).text).data;
  return { ...server, data, jump: (seconds: number) => clock.jump(seconds * 1_000), calls: vendors.calls };
}

/** Three pages of bookings, which Cal.com sends in the size that is asked for. */
const ROWS = Array.from({ length: 700 }, (_, index) => bookingRow(index + 1));
const pages: Script['bookings'] = (query) => {
  const [skip, take] = [Number(query.get('skip')), Number(query.get('take'))];
  const rows = ROWS.slice(skip, skip + take);
  const left = Math.max(0, ROWS.length - skip - take);
  return bookingPage(rows, {
    totalItems: ROWS.length,
    remainingItems: left,
    hasNextPage: left > 0,
    itemsPerPage: take,
    currentPage: 1 + skip / take,
    totalPages: Math.ceil(ROWS.length / take),
    hasPreviousPage: skip > 0,
  });
};

const PERIODS = '{ periods { asOf nodes { name } } }';

/** One query with every field whose objects have `asOf`. */
const EVERYTHING = `query ($range: DateTimeRange!) {
  users(first: 1) { asOf }
  user(by: { email: "bob@example.com" }) { bookings(range: $range) { asOf } actions(range: $range) { asOf } }
  bookings(filter: { range: $range }) { asOf }
  bookingStats(filter: { range: $range }) { asOf }
  eventTypes { asOf }
  periods(first: 1) { asOf nodes { actions { asOf } bookings { asOf } teamStats { prospect { asOf } email { asOf } } } }
  actions(filter: { range: $range }) { asOf }
  actionStats(filter: { range: $range }) { asOf }
  memberStats(range: $range, timeZone: "UTC") { asOf }
  routedTo(range: $range, every: DAY) { asOf }
  people {
    conflicts { asOf }
    unlinkedNames(range: $range) { asOf }
    ambiguousNames(range: $range) { asOf }
  }
}`;
const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };

describe.each([
  ['compiled operations', undefined],
  ['graphql-js', ['COMPILED_OPERATIONS']],
] as const)('with %s, asOf', (_, without) => {
  it('is there for every list, report and count, and stays while the answers are cached', async () => {
    const clock = createStandingClock();
    const graph = await startGraph({ settings: { CACHE: 'on' }, clock, ...(without && { without }) });
    undo.push(graph.close);
    const times = async (query: string): Promise<string[]> => {
      const { data, errors } = await graph.ask(query, { range: RANGE });
      expect(errors).toBeUndefined();
      return [...JSON.stringify(data).matchAll(/"asOf":([^,}]+)/g)].map(([, time]) => time ?? '');
    };
    const first = await times(EVERYTHING);
    expect(first).toHaveLength(EVERYTHING.split('asOf').length - 1);
    expect(new Set(first)).toEqual(new Set([`"${at(0)}"`]));
    clock.jump(40_000);
    expect(new Set(await times(`${EVERYTHING} # not the kept answer`))).toEqual(new Set(first));
  });

  it('is that of the oldest answer that was read, also of pages that only the counts need', async () => {
    const { data, jump } = await start({ bookings: pages }, without);
    expect((await data('{ bookings(first: 1) { asOf nodes { uid } } }')).bookings.asOf).toBe(at(0));
    jump(30);
    expect((await data('{ bookings(first: 1) { asOf nodes { uid } complete } }')).bookings.asOf).toBe(at(0));
    jump(31);
    const newPage = '{ bookings(first: 1) { asOf nodes { uid } } }';
    await vi.waitFor(async () => expect((await data(newPage)).bookings.asOf).toBe(at(61)), SOON);
    // The other pages were read 30 seconds after the start.
    for (const count of ['complete', 'totalCount complete']) {
      expect((await data(`{ bookings(first: 1) { asOf nodes { uid } ${count} } }`)).bookings.asOf, count).toBe(at(30));
      expect((await data(`{ bookings(first: 1) { ${count} nodes { uid } asOf } }`)).bookings.asOf, count).toBe(at(30));
    }
    expect((await data('{ bookings(first: 1) { asOf totalCount } }')).bookings.asOf).toBe(at(61));
  });

  it('is the same whichever other field read the answer first', async () => {
    const { data, jump } = await start({ bookings: pages, periods: () => ({ periods: [periodRow(1)] }) }, without);
    await data('{ periods { nodes { id } } }');
    jump(10);
    expect(
      await data('{ a: bookings { asOf } b: bookings { asOf } c: periods { asOf } d: bookings(first: 5) { asOf } }'),
    ).toEqual({ a: { asOf: at(10) }, b: { asOf: at(10) }, c: { asOf: at(0) }, d: { asOf: at(10) } });
  });

  it('is old where the data is stale', async () => {
    const state: { answer: unknown } = { answer: { periods: [periodRow(1)] } };
    const { data, jump } = await start({ periods: () => state.answer }, without);
    await data(PERIODS);
    state.answer = BROKEN;
    jump(600);
    for (let time = 0; time < 2; time++) expect((await data(PERIODS)).periods.asOf).toBe(at(0));
    state.answer = { periods: [periodRow(1)] };
    jump(60);
    await vi.waitFor(async () => expect((await data(PERIODS)).periods.asOf).toBe(at(660)), SOON);
  });

  it('is that of the directory where nothing else was read', async () => {
    const { data, jump } = await start({ bookings: pages }, without);
    const query = '{ users { asOf } eventTypes { asOf } bookings(first: 1) { asOf nodes { uid } } }';
    await data(query);
    jump(300);
    const later = { users: { asOf: at(0) }, eventTypes: { asOf: at(0) }, bookings: { asOf: at(300) } };
    await vi.waitFor(async () => expect(await data(query)).toMatchObject(later), SOON);
    jump(301);
    await vi.waitFor(async () => expect(await data(query)).toMatchObject({ users: { asOf: at(601) } }), SOON);
  });
});

describe('a query with every field whose objects have asOf', () => {
  it('is the one that is asked here', () => {
    const asked = new Set<string>();
    const info = new TypeInfo(schema);
    const note = (): void => {
      asked.add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
    };
    visit(parse(EVERYTHING), visitWithTypeInfo(info, { Field: note }));
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const shown = types.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const made = getNamedType(field.type);
        return isObjectType(made) && 'asOf' in made.getFields() ? [`${type.name}.${field.name}`] : [];
      }),
    );
    expect(shown.filter((field) => !asked.has(field))).toEqual([]);
    const lists = types.filter(({ name }) =>
      /Connection$|^BookingStats$|^ActionStats$|^MemberStats$|^RoutedTo$/.test(name),
    );
    expect(lists.filter((type) => !('asOf' in type.getFields())).map(({ name }) => name)).toEqual([]);
  });
});

describe('a kept answer', () => {
  it('that shows asOf is not kept beyond an equal answer of the source; one that does not is', async () => {
    const { url, data, jump, calls } = await start({
      periods: () => ({ periods: [periodRow(1)] }),
      actions: () => ({ actions: [actionRow(1)] }),
    });
    const withoutTime = '{ periods { nodes { name } } }';
    await data(PERIODS);
    await data(withoutTime);
    jump(20);
    expect((await data(PERIODS)).periods.asOf).toBe(at(0));
    expect((await lookupsOf(url)).hit).toBe(1);
    jump(41);
    const made = calls.length;
    // Another query reads the periods again.
    await vi.waitFor(async () => {
      expect((await data('{ periods { asOf } }')).periods.asOf).toBe(at(61));
    }, SOON);
    expect(calls.length).toBe(made + 1);
    const { hit } = await lookupsOf(url);
    await data(withoutTime);
    expect((await lookupsOf(url)).hit).toBe(hit + 1);
    expect((await data(PERIODS)).periods.asOf).toBe(at(61));
    expect(calls.length).toBe(made + 1);
  });

  it('has an ETag that changes with asOf', async () => {
    const { url, jump } = await start({ periods: () => ({ periods: [periodRow(1)] }) });
    const get = () => send(`${url}?query=${encodeURIComponent(PERIODS)}`, {});
    const etag = (await get()).headers.get('etag');
    expect((await get()).headers.get('etag')).toBe(etag);
    jump(61);
    await vi.waitFor(async () => expect((await get()).headers.get('etag')).not.toBe(etag), SOON);
  });
});

describe('Age and Cache-Control of an answer to GET', () => {
  const get = async (url: string, query: string, headers: Readonly<Record<string, string>> = {}) => {
    const { headers: received } = await send(`${url}?query=${encodeURIComponent(query)}`, { headers });
    return [received.get('cache-control'), received.get('age')];
  };
  const names = '{ periods { nodes { name } } }';

  it('tell how old the oldest answer behind it is, and how long it is fresh', async () => {
    const { url, jump } = await start({ periods: () => ({ periods: [periodRow(1)] }), bookings: pages });
    expect(await get(url, names)).toEqual(['private, max-age=60', '0']);
    jump(20);
    expect(await get(url, names)).toEqual(['private, max-age=60', '20']);
    const both = '{ periods { nodes { name } } bookings(first: 1) { nodes { uid } } }';
    for (let time = 0; time < 2; time++) expect(await get(url, both)).toEqual(['private, max-age=60', '20']);
    jump(39.5);
    expect(await get(url, names)).toEqual(['private, no-cache', '59']);
    jump(0.5);
    expect(await get(url, names)).toEqual(['private, no-cache', '60']);
    await vi.waitFor(async () => expect(await get(url, names)).toEqual(['private, max-age=60', '0']), SOON);
  });

  it('regard directories', async () => {
    const { url, jump } = await start({ bookings: pages });
    const users = '{ users { nodes { name } } }';
    expect(await get(url, users)).toEqual(['private, max-age=600', '0']);
    jump(570);
    expect(await get(url, users)).toEqual(['private, max-age=600', '570']);
    expect(await get(url, '{ bookings(first: 1) { nodes { uid hosts { user { id } } } } }')).toEqual([
      'private, max-age=30',
      '0',
    ]);
  });

  it('regard the minute in which a relative range holds', async () => {
    const { url, jump } = await start({ bookings: pages });
    const range = '{ bookings(filter: { range: { next: "P3D" } }) { nodes { uid } } }';
    jump(15);
    for (let time = 0; time < 2; time++) expect(await get(url, range)).toEqual(['private, max-age=45', '0']);
    expect(await get(url, '{ timeRange(range: { last: "P1D" }) { from } }')).toEqual(['private, max-age=45', null]);
  });

  it('are those of the data also with a trace, and with the state of the sources nothing but validation', async () => {
    const { url, jump } = await start({ periods: () => ({ periods: [periodRow(1)] }) });
    await get(url, names);
    jump(20);
    expect(await get(url, names, { 'teamgraph-trace': 'on' })).toEqual(['private, max-age=60', '20']);
    for (const state of ['sources { name state }', 'rateLimit { source remaining }', 'viewer { name }']) {
      expect(await get(url, `{ ${state} periods { nodes { name } } }`), state).toEqual(['private, no-cache', '20']);
    }
    expect(await get(url, names, { 'teamgraph-plan': 'on' })).toEqual(['private, no-cache', '20']);
    expect(await get(url, names, { 'teamgraph-plan': 'only' })).toEqual(['no-store', null]);
  });

  it('let a partial answer be kept as long as its errors last, and the server keeps none', async () => {
    const state: { periods?: unknown; members?: unknown } = { periods: BROKEN };
    const { url, jump } = await start({ periods: () => state.periods, members: () => state.members, bookings: pages });
    const both = '{ periods { nodes { name } } bookings(first: 1) { nodes { uid } } }';
    expect(await get(url, both)).toEqual(['private, max-age=1', '0']);
    jump(10);
    expect(await get(url, both)).toEqual(['private, max-age=11', '10']);
    expect(await get(url, names)).toEqual(['private, max-age=1', null]);
    state.periods = { periods: [periodRow(1)] };
    state.members = BROKEN;
    jump(600);
    await get(url, both);
    const users = '{ users { nodes { id } } periods { nodes { id } } }';
    await vi.waitFor(async () => expect(await get(url, both)).toEqual(['private, max-age=60', '0']), SOON);
    expect(await get(url, users)).toEqual(['private, max-age=1', '0']);
    expect((await post(url, both)).text).not.toContain('errors');
    expect((await lookupsOf(url)).hit).toBe(1);
  });

  it('let an answer be kept like any other where its errors last as long as its data', async () => {
    const { url, jump } = await start({ bookings: pages });
    const withoutSaleshandy = `{
      bookings(first: 1) { nodes { uid } }
      teamStats(range: { from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z" }) { email { totalCount } }
    }`;
    await get(url, withoutSaleshandy);
    jump(5);
    expect(await get(url, withoutSaleshandy)).toEqual(['private, max-age=60', '5']);
  });

  it('let no answer be kept that has no data, nor any answer to POST', async () => {
    const { url } = await start({});
    expect(await get(url, '{ nothingLikeThat }')).toEqual(['no-store', null]);
    const { headers } = await post(url, '{ periods { nodes { name } } }');
    expect([headers.get('cache-control'), headers.get('age')]).toEqual(['no-store', null]);
  });

  it('are readable by pages of the allowed origins', async () => {
    const vendors = await startScripted(['ALO'], { periods: () => ({ periods: [] }) });
    undo.push(vendors.close);
    const server = await startServer({ ...vendors.settings, CORS_ORIGINS: 'https://app.example.com' });
    undo.push(server.close);
    const { headers } = await send(`${server.url}?query=${encodeURIComponent(names)}`, {
      headers: { origin: 'https://app.example.com' },
    });
    expect(headers.get('access-control-expose-headers')?.split(', ')).toContain('age');
  });
});

describe('a list of users of a team that Cal.com lists', () => {
  it('has the time at which the members were read, also if they are equal when they are read again', async () => {
    const { data, jump } = await start({
      members: (query) => ({ status: 'success', data: query.get('skip') === '0' ? [memberRow(1)] : [] }),
    });
    const users = '{ users { asOf nodes { name } } }';
    for (let time = 0; time < 2; time++) expect((await data(users)).users.asOf).toBe(at(0));
    jump(601);
    await vi.waitFor(async () => expect((await data(users)).users.asOf).toBe(at(601)), SOON);
  });
});
