/** The code of a schema and zod agree on every value, and the code of rows finds drift exactly where there is some. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { parseModel } from '../../../src/upstream/endpoint.ts';
import { writeCode } from '../../../src/upstream/schema/code.ts';
import { asDeclared, compiled, MISFIT } from '../../../src/upstream/schema/compiled.ts';
import { defOf, KEYS, ROWS } from '../../../src/upstream/schema/marks.ts';
import { driftIn } from '../../../src/upstream/stats/drift.ts';
import { type VendorAnswer, vendorAnswers } from '../../support/upstream/vendor-answers.ts';

type Json = Record<string, unknown>;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const answers = vendorAnswers(() => sandbox);
const ENDPOINTS: readonly (readonly [string, () => Promise<VendorAnswer>])[] = [
  ...Object.entries(answers),
  ['bookings, newest first', () => answers.bookings('desc')],
  ['actions with form fields', () => answers.actions('2026-W11', ['budget', 'department', '__proto__'])],
];

/** The schemas of all rows in a schema. */
function rowSchemas(schema: z.core.$ZodType): z.ZodType[] {
  const def = defOf(schema);
  const rows = ROWS.get(schema);
  const inner = (): z.core.$ZodType[] => {
    if (def.type === 'object') return Object.values(def.shape);
    if (def.type === 'pipe') return [def.in, def.out];
    return 'innerType' in def ? [def.innerType] : [];
  };
  return [...(rows ? [rows.row] : []), ...inner().flatMap(rowSchemas)];
}

const hasFold = (schema: z.core.$ZodType): boolean => KEYS.get(schema)?.fold !== undefined;

/** All objects in the lists of a body. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value)
    ? [...value.filter((item) => typeof item === 'object' && item !== null), ...inner]
    : inner;
}

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    '',
    '  ',
    '\u00a0',
    'unknown',
    ' unknown ',
    'Unknown',
    '$RCH$',
    '$RCH$ unknown',
    ' $RCH$ later',
    'x',
    '0',
    '8',
    '-8',
    '08',
  ],
  ...[
    0,
    -0,
    1,
    -1,
    1.5,
    1e300,
    2 ** 31,
    2 ** 53,
    -(2 ** 53),
    true,
    false,
    'true',
    'FALSE',
    [],
    {},
    [[]],
    [null],
    ['unknown', 'x', null],
  ],
  ...[
    '2026-03-09T00:00:00.000Z',
    '2026-03-09T00:00:00Z',
    '2026-03-31T23:59:59.999Z',
    '2026-02-30T00:00:00Z',
    '2026-03-09T00:00Z',
  ],
  ...[
    '0001-01-01T00:00:00Z',
    '0001-06-01T00:00:00Z',
    '1970-01-01T00:00:00.000Z',
    '0000-01-01T00:00:00Z',
    '2026-03-09T01:00:00+0100',
  ],
  ...[JSON.rawJSON('9007199254740993'), JSON.rawJSON('1e999'), { rawJSON: '5' }, { rawJSON: 'x' }, { rawJSON: 5 }],
  ...[
    { name: 'Stand-up', timestamp: '2026-02-16T09:00:00.000Z' },
    [{ name: 'a' }, 'b', { timestamp: 5 }],
    [{ key: 'budget', value: 5 }],
  ],
  ...[
    '{"budget":5}',
    '[{"name":"budget","value":1},{"name":"budget","value":2}]',
    '{',
    JSON.parse('{"__proto__":{"x":1},"a":"unknown"}'),
  ],
  ...[
    'x'.repeat(300_000),
    Array(1001).fill('x'),
    { a: { b: ['unknown', { c: ' unknown' }] } },
    'jo+abcdefghijklmnopqrstuvwxy@example.com',
  ],
];

interface Change {
  readonly at: number;
  readonly kind: 'REMOVE' | 'REPLACE' | 'ADD' | 'MOVE';
  readonly value: unknown;
  readonly key: string;
}

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('REMOVE', 'REPLACE', 'REPLACE', 'REPLACE', 'ADD', 'MOVE'),
    value: fc.constantFrom(...ODD_VALUES),
    key: fc.constantFrom('mood', 'constructor', '__proto__', 'id', 'metadata', 'rawJSON', 'budget'),
  }),
  { maxLength: 4 },
);

type Holder = Json | unknown[];

/** A copy of a value of JSON, which keeps the digits of raw numbers. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Json = {};
  for (const [key, inner] of Object.entries(value)) set(copy, key, copyOf(inner));
  return copy;
}

/** Not by assignment: a key may be __proto__. */
const set = (holder: object, key: string, value: unknown): unknown =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

/** Each place in a value: an object or a list, and a key of it. */
function placesIn(value: unknown): (readonly [holder: Holder, key: string])[] {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return [];
  const holder = value as Json;
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...placesIn(holder[key])]);
}

/** A changed copy. */
function changed(row: Json, changesMade: readonly Change[]): unknown {
  const copy = copyOf(row) as Json;
  for (const { at, kind, value, key } of changesMade) {
    const places = placesIn(copy);
    const [holder, old] = places[at % Math.max(1, places.length)] ?? [copy, key];
    const moved = kind === 'MOVE' ? copyOf((holder as Json)[old]) : copyOf(value);
    if (kind === 'REPLACE') set(holder, old, moved);
    else if (Array.isArray(holder))
      holder.splice(Number(old), kind === 'REMOVE' ? 1 : 0, ...(kind === 'REMOVE' ? [] : [moved]));
    else {
      if (kind !== 'ADD') delete holder[old];
      if (kind !== 'REMOVE') set(holder, key, moved);
    }
  }
  return copy;
}

/** Compares the code of a schema with zod. Returns what became of the value. */
function compare(schema: z.ZodType, value: unknown): 'REJECTED' | 'DRIFTED' | 'DECLARED' {
  const parsed = schema.safeParse(value);
  const accepted = compiled(schema)(value);
  const declared = asDeclared(schema)(value);
  expect(accepted).toStrictEqual(parsed.success ? parsed.data : MISFIT);
  const drifts = driftIn(z.array(schema), [value]);
  if (declared !== MISFIT) {
    expect(declared).toStrictEqual(accepted);
    expect(drifts).toEqual([]);
  }
  if (accepted === MISFIT) return 'REJECTED';
  return declared === MISFIT ? 'DRIFTED' : 'DECLARED';
}

describe.each(ENDPOINTS)('the rows of %s', (_, ask) => {
  it('have code of their own in every part', async () => {
    for (const row of rowSchemas((await ask()).wire).filter((schema) => !hasFold(schema))) {
      for (const kind of ['ACCEPTED', 'DECLARED'] as const) expect(writeCode(row, kind).leftToZod).toEqual([]);
    }
  });

  it('are read alike by their code and by zod, broken or not', { timeout: 60_000 }, async () => {
    const { wire, json } = await ask();
    const schemas = rowSchemas(wire).filter((schema) => !hasFold(schema));
    const objects = objectsIn(json);
    const counts = { REJECTED: 0, DRIFTED: 0, DECLARED: 0 };
    for (const schema of schemas) {
      fc.assert(
        fc.property(fc.nat(), changes, (at, made) => {
          counts[compare(schema, changed(objects[at % objects.length] ?? {}, made))]++;
        }),
        { numRuns: 1500 },
      );
      for (const value of ODD_VALUES) counts[compare(schema, value)]++;
    }
    if (schemas.length > 0) expect(counts.REJECTED).toBeGreaterThan(0);
    if (schemas.length > 0) expect(counts.DECLARED).toBeGreaterThan(0);
  });

  it('are as declared in what the vendor sends today', async () => {
    const { wire, json } = await ask();
    for (const row of rowSchemas(wire)) {
      const fitting = objectsIn(json).filter((value) => asDeclared(row)(value) !== MISFIT);
      expect(fitting.length).toBeGreaterThan(0);
    }
  });
});

/** The first elements of each list, so that a change finds the rest of the body too. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 3).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}

describe.each(ENDPOINTS)('the body of %s', (_, ask) => {
  it('has the model and the drift that zod finds, at once and in slices, broken or not', {
    timeout: 60_000,
  }, async () => {
    const { wire, json } = await ask();
    const short = shortened(json) as Json;
    let accepted = 0;
    const property = fc.asyncProperty(changes, async (made) => {
      const body = changed(short, made);
      const { parsed, drifts } = withoutCode(() => {
        const result = wire.safeParse(body);
        return { parsed: result, drifts: driftIn(wire, body, result) };
      });
      for (const scheduler of [createScheduler(), slowScheduler()]) {
        const read = await parseModel({ wire }, body, scheduler.slicesFor('caller'));
        expect(read.data).toStrictEqual(parsed.data);
        expect(read.error?.issues).toEqual(parsed.error?.issues);
        expect(driftIn(wire, body, read)).toEqual(drifts);
      }
      if (parsed.success) accepted++;
    });
    await fc.assert(property, { numRuns: 300 });
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(300);
  });

  it('needs no promise if it is small', async () => {
    const { wire, json } = await ask();
    const { slicesFor } = createScheduler(setImmediate, () => 0);
    expect(parseModel({ wire }, shortened(json), slicesFor('caller'))).not.toBeInstanceOf(Promise);
  });
});

/** Runs something with zod alone. */
function withoutCode<Result>(run: () => Result): Result {
  z.config({ jitless: true });
  try {
    return run();
  } finally {
    z.config({ jitless: false });
  }
}

/** A scheduler for which each reading of the clock takes a millisecond, so that a slice holds a few pieces. */
function slowScheduler() {
  let nowMs = 0;
  return createScheduler(setImmediate, () => nowMs++);
}

describe('the code of a schema', () => {
  const yes = z.object({ a: z.string(), b: z.number().optional(), c: z.unknown() });
  const SCHEMAS: readonly (readonly [string, z.ZodType])[] = [
    ['an object', yes],
    ['a loose object', z.looseObject({ a: z.unknown().optional(), b: z.string().nullish() })],
    ['a strict object', z.strictObject({ a: z.string() })],
    ['an object with a default', z.object({ a: z.string().default('x'), b: z.unknown().transform(String) })],
    ['a catchall', z.object({ a: z.string() }).catchall(z.number())],
    ['checks', z.union([z.string().min(2).max(3).toUpperCase(), z.number().positive().multipleOf(0.5), z.email()])],
    ['a sticky pattern', z.string().regex(/\d/g)],
    ['formats', z.union([z.int(), z.int32(), z.float32(), z.uuid(), z.iso.datetime()])],
    ['literals', z.union([z.literal(['a', 'b']), z.literal(1), z.null(), z.undefined(), z.literal([true, null])])],
    ['a record', z.record(z.string(), z.unknown())],
    ['a record of numbers', z.record(z.string().regex(/^a/), z.number())],
    ['a tuple', z.tuple([z.string(), z.number()])],
    ['lists', z.array(z.union([z.number(), z.array(z.string()).max(2)])).min(1)],
    [
      'a discriminated union',
      z.discriminatedUnion('a', [z.object({ a: z.literal('x') }), z.object({ a: z.literal('y') })]),
    ],
    ['an exclusive union', z.xor([z.object({ a: z.string() }), z.object({ b: z.number() })])],
    ['a catch of a value', z.object({ a: z.string().catch('caught'), b: z.number().nullish().catch(null) })],
    ['a catch of a function', z.object({ a: z.string().catch(({ issues }) => String(issues.length)) })],
    [
      'refinements',
      yes.refine(({ a }) => a !== 'x').superRefine(({ b }, { addIssue }) => (b === 1 ? addIssue('no') : undefined)),
    ],
    ['a refinement that is neither true nor false', z.string().refine((text) => text.length)],
    [
      'transforms',
      z
        .string()
        .transform((text, { addIssue }) => (text === 'x' ? addIssue('no') : text))
        .pipe(z.string()),
    ],
    ['a codec', z.codec(z.string(), z.number(), { decode: Number, encode: String })],
    ['coercion', z.object({ a: z.coerce.string(), b: z.coerce.number() })],
    [
      'wrappers',
      z.object({ a: z.string().readonly(), b: z.number().prefault(5), c: z.lazy(() => z.string().exactOptional()) }),
    ],
    ['a preprocessed value', z.preprocess((value) => value ?? 'x', z.string())],
    ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }))],
  ];
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      'a',
      'b',
      'x',
      'y',
      'ab',
      'abcd',
      '5',
      '',
      'jo@example.com',
      null,
      undefined,
      true,
      1,
      5,
      1.5,
    ),
    fc.constantFrom<unknown>(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 40,
      2 ** 60,
      new Date(0),
      '2026-03-09T00:00:00Z',
    ),
  );
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'ab', '__proto__', 'toString'), leaf, { maxKeys: 4 });
  const value = fc.oneof(leaf, object, fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }))));

  it.each(SCHEMAS)('has the same result as zod: %s', (_, schema) => {
    fc.assert(
      fc.property(value, (input) => {
        compare(schema, input);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not used where code may not be made', () => {
    const schema = z.object({ a: z.string() });
    expect(withoutCode(() => [compiled(schema)({ a: 'x' }), asDeclared(schema)({ a: 'x' })])).toEqual([MISFIT, MISFIT]);
    expect(compiled(schema)({ a: 'x' })).toEqual({ a: 'x' });
  });

  it('keeps no issue of a transform that threw', () => {
    const schema = z.string().transform((text, { addIssue }) => {
      if (text === 'x') addIssue('no');
      if (text === 'x') throw new Error('thrown');
      return text;
    });
    expect(() => compiled(schema)('x')).toThrow('thrown');
    expect(compiled(schema)('y')).toBe('y');
  });
});
