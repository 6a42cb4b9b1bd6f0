/** The cost of a query bounds its work: the objects that are made and the rows that are examined. */
import { getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCostAnalysis } from '../../../src/graphql/limits/cost.ts';
import { LIMITS } from '../../../src/graphql/limits/limits.ts';
import { schema } from '../../../src/graphql/schema.ts';
import type { Scheduler } from '../../../src/time/slices.ts';
import { HEAVY_QUERIES } from '../../support/attacks/heavy-queries.ts';
import { generatedQuery } from '../../support/attacks/random-queries.ts';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { observedScheduler } from '../../support/scheduler.ts';

/** Steps that a query may take for each object of its cost. An examined row costs a hundredth of an object. */
const MAX_STEPS_PER_OBJECT = 100;
/** Steps that any query may take: the first read of a list of people or bookings reads all of it. */
const STEPS_OF_ANY = 10_000;
const STEPS_PER_OBJECT = 10;

let graph: Graph;
/** The steps of the running query. */
let steps = 0;
beforeAll(async () => {
  const scheduler = recording((objects, rows, fields) => {
    steps += objects * STEPS_PER_OBJECT + rows + fields;
  });
  graph = await startGraph({ settings: { CACHE: 'on' }, scheduler });
});
afterAll(() => graph.close());

/** A scheduler that records each piece of work before it is done: its objects, rows, and the steps of the objects' fields. */
const recording = (note: (objects: number, rows: number, fields: number) => unknown): Scheduler =>
  observedScheduler((slices) => ({
    spendObjects: (objects, fieldSteps = 0) => {
      note(objects, 0, objects * fieldSteps);
      return slices.spendObjects(objects, fieldSteps);
    },
    spendRows: (rows) => {
      note(0, rows, 0);
      return slices.spendRows(rows);
    },
  }));

const count = createCostAnalysis(schema);
function costOf(query: string, variables: Readonly<Record<string, unknown>>): number | undefined {
  try {
    const document = parse(query, { maxTokens: LIMITS.tokens });
    const operation = getOperationAST(document);
    if (!operation || validate(schema, document, specifiedRules, { maxErrors: 1 }).length > 0) return undefined;
    return count({ document, operation, variables }).cost;
  } catch {
    return undefined;
  }
}

async function stepsOf(query: string, variables: Readonly<Record<string, unknown>>): Promise<number> {
  steps = 0;
  await graph.ask(query, variables);
  return steps;
}

describe('the work of a query', () => {
  it('is bounded by its cost, for generated queries over the whole schema', async () => {
    const seen = { queries: 0, steps: 0 };
    for (let seed = 1; seen.queries < 400; seed++) {
      const attack = generatedQuery(seed, {});
      if (attack.method !== 'POST') continue;
      const { query, variables } = JSON.parse(attack.body?.toString() ?? '{}');
      const price = typeof query === 'string' ? costOf(query, variables) : undefined;
      if (price === undefined) continue;
      const taken = await stepsOf(query, variables);
      seen.queries++;
      seen.steps += taken;
      const most = price > LIMITS.cost ? 0 : STEPS_OF_ANY + MAX_STEPS_PER_OBJECT * price;
      expect([seed, price, taken], query).toEqual([seed, price, expect.toSatisfy((number: number) => number <= most)]);
    }
    // Queries that do nothing would pass, too.
    expect(seen.steps).toBeGreaterThan(100_000);
  });

  it.each(Object.entries(HEAVY_QUERIES))('is bounded by its cost: %s', async (_, { query, variables = {} }) => {
    const price = costOf(query, variables) ?? Number.NaN;
    expect(price).toBeLessThanOrEqual(LIMITS.cost);
    const taken = await stepsOf(query, variables);
    // GraphQL itself answers introspection.
    expect(taken).toBeGreaterThan(query.includes('__schema') ? -1 : 100);
    expect(taken).toBeLessThanOrEqual(STEPS_OF_ANY + MAX_STEPS_PER_OBJECT * price);
    // The bound for every query within the limit.
    expect(taken).toBeLessThanOrEqual(STEPS_OF_ANY + MAX_STEPS_PER_OBJECT * LIMITS.cost);
  });

  it('is divided into slices within their size, whatever the query', async () => {
    const largest = { rows: 0, objects: 0, fields: 0 };
    const scheduler = recording((objects, rows, fields) => {
      largest.objects = Math.max(largest.objects, objects);
      largest.rows = Math.max(largest.rows, rows);
      largest.fields = Math.max(largest.fields, fields);
    });
    const other = await startGraph({ settings: { CACHE: 'on' }, scheduler });
    for (const { query, variables } of Object.values(HEAVY_QUERIES)) {
      const { errors = [] } = await other.ask(query, variables);
      expect(errors.filter(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')).toEqual([]);
    }
    expect(other.internalErrors).toEqual([]);
    await other.close();
    expect(largest.objects).toBeLessThanOrEqual(100);
    expect(largest.rows).toBeGreaterThan(100);
    expect(largest.fields).toBeLessThanOrEqual(1_000);
    expect(largest.fields).toBeGreaterThan(100);
  });
});

describe('the fields of an object', () => {
  /** The objects and the field steps of each piece of work. */
  const pieces: { readonly objects: number; readonly fields: number }[] = [];
  let counted: Graph;
  beforeAll(async () => {
    const scheduler = recording((objects, _, fields) => pieces.push({ objects, fields }));
    counted = await startGraph({ settings: { CACHE: 'on' }, scheduler, without: ['ANSWER_CACHE'] });
    await counted.ask('{ bookings(first: 250) { nodes { uid } } users(first: 100) { nodes { id } } }');
  });
  afterAll(() => counted.close());

  const fieldsOf = async (asking: Promise<GraphAnswer>): Promise<number> => {
    pieces.length = 0;
    expect((await asking).errors).toBeUndefined();
    return pieces.reduce((sum, { fields }) => sum + fields, 0);
  };
  const aliases = (field: string, times: number): string =>
    Array.from({ length: times }, (_, index) => `a${index}: ${field}`).join(' ');
  const ofBookings = (fields: string): string => `{ bookings(first: 250) { nodes { ${fields} } } }`;

  it('are counted, each alias of each field', async () => {
    const { data } = await counted.ask(ofBookings('uid'));
    const { length } = data.bookings.nodes;
    expect(length).toBeGreaterThan(50);
    const one = await fieldsOf(counted.ask(ofBookings('uid')));
    expect(one).toBeGreaterThanOrEqual(length);
    expect(await fieldsOf(counted.ask(ofBookings(aliases('uid', 29))))).toBeGreaterThanOrEqual(29 * length);
    const inFragments = `${ofBookings('...A ... on Booking { ...B }')} fragment A on Booking { ${aliases('uid', 29)} } fragment B on Booking { title }`;
    expect(await fieldsOf(counted.ask(inFragments))).toBeGreaterThanOrEqual(30 * length);
    expect(await fieldsOf(counted.ask(ofBookings('uid uid uid')))).toBe(one);
  });

  it('are counted as more work in a traced request', async () => {
    const query = `{ users(first: 100) { nodes { ${aliases('email', 29)} } } }`;
    const plain = await fieldsOf(counted.ask(query));
    expect(await fieldsOf(counted.trace(query))).toBeGreaterThan(2 * plain);
  });

  it('make the pieces of a list smaller', async () => {
    const mostObjects = (): number => Math.max(...pieces.map(({ objects }) => objects));
    await fieldsOf(counted.ask(ofBookings('uid')));
    expect(mostObjects()).toBe(50);
    await fieldsOf(counted.ask(ofBookings(aliases('uid', 29))));
    expect(mostObjects()).toBeLessThan(30);
    await fieldsOf(counted.trace(`{ users(first: 100) { nodes { ${aliases('email', 29)} } } }`));
    expect(mostObjects()).toBeLessThan(10);
  });
});

describe('the trace of an answer', () => {
  it('is made in slices, however many fields it has', async () => {
    const spent: number[] = [];
    const scheduler = recording((_, rows) => spent.push(rows));
    const other = await startGraph({ settings: { CACHE: 'on' }, scheduler });
    const rowsOf = async (asking: Promise<GraphAnswer>): Promise<number> => {
      expect((await asking).errors).toBeUndefined();
      return spent.splice(0).reduce((sum, rows) => sum + rows, 0);
    };
    const aliases = Array.from({ length: 29 }, (_, index) => `e${index}: email`).join(' ');
    const query = `{ users(first: 100) { nodes { ${aliases} identities { name } } totalCount } }`;
    const { data } = await other.ask(query);
    spent.length = 0;
    const plain = await rowsOf(other.ask(query));
    const traced = await rowsOf(other.trace(query));
    await other.close();
    expect(traced - plain).toBeGreaterThanOrEqual(29 * data.users.totalCount);
  });
});

describe('a query beside the heaviest ones of another caller', () => {
  it('is answered, as are the heavy ones', async () => {
    const heavy = Object.values(HEAVY_QUERIES).map(({ query, variables }) => graph.ask(query, variables));
    for (let time = 0; time < 20; time++) {
      const { data, errors } = await graph.ask('{ sources { name } }');
      expect([data.sources.length, errors]).toEqual([3, undefined]);
    }
    for (const { data } of await Promise.all(heavy)) expect(data).toBeTruthy();
    expect(graph.internalErrors).toEqual([]);
  });
});
