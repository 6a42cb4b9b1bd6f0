/** The declared law of each parameter holds in the sandbox, over HTTP. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { Rows } from '../../src/sources/rows.ts';
import { familyOf, type Law, type Parameters, prepare } from '../../src/upstream/endpoint.ts';
import {
  endpointFor,
  lawsOf,
  openReader,
  parametersWith,
  type SandboxReader,
  type TestedEndpoint,
  testedEndpoints,
} from '../support/laws.ts';

/** One sandbox to declare the tests, and to run them. */
const sandbox: Sandbox = await startSandbox();
const endpoints = testedEndpoints(sandbox);
let reader: SandboxReader;
beforeAll(() => {
  reader = openReader(sandbox);
});
afterAll(async () => {
  await reader.close();
  await sandbox.close();
});

const RUNS = { numRuns: 25 };

type Row = Record<string, unknown>;

/** The rows of any model; a model that is no list is one row. */
function rowsIn(model: unknown): readonly Row[] {
  if (model === null) return [];
  const lists = [model, ...Object.values(model as object)].filter((list): list is Rows<Row> =>
    Array.isArray(list?.rows),
  );
  return lists.length === 0 ? [model as Row] : lists.flatMap(({ rows }) => rows);
}

const idOf = (row: Row): unknown => row.uid ?? row.sourceId ?? row.userId ?? (row.ids as unknown[])?.[0];
const byId = (rows: readonly Row[]) => new Map(rows.map((row) => [idOf(row), row]));

async function read(one: TestedEndpoint, parameters: Parameters): Promise<unknown> {
  return reader.read(endpointFor(one, parameters), parameters);
}

/** The whole list of these parameters, whatever their PAGE parameters are, read in pages of this size if that can be chosen. */
async function readWhole(one: TestedEndpoint, parameters: Parameters, size = 250): Promise<Row[]> {
  const paging = parametersWith(one, 'PAGE');
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const place = { skip: rows.length, take: size, limit: size, page };
    const asked = Object.fromEntries(Object.entries({ ...parameters, ...place }).filter(isOf(one)));
    const answer = rowsIn(await read(one, asked));
    rows.push(...answer);
    // Pages of ALO have any size; without its paging there is one.
    const isLast = paging.includes('take') || paging.includes('limit') ? answer.length < size : answer.length === 0;
    const isOnePage = paging.length === 0 || (one.endpoint.source === 'ALO' && !sandbox.quirks.has('alo-paging'));
    if (isLast || isOnePage) return rows;
  }
}

const isOf =
  (one: TestedEndpoint) =>
  ([parameter]: [string, unknown]): boolean =>
    lawsOf(one).some(([known]) => known === parameter);

const listOf = (value: Parameters[string]): readonly string[] => value as readonly string[];

/** An endpoint, one of its parameters, and all its values at once. */
interface Case extends TestedEndpoint {
  readonly parameter: string;
}

/** What holds for a parameter with a law. */
const PROOFS: Record<Law, readonly [promise: string, holds: (one: Case) => Promise<void>][]> = {
  KEY: [
    ['has the rows of each id, whatever other ids are asked, in any order and any number of times', rowsReturnByKey],
    ['makes one question of the same ids', isASet],
  ],
  FILTER: [
    ['is never merged: another value is another call', isNeverMerged],
    ['makes one question of the same alternatives, and their rows are those of each', alternativesUnite],
  ],
  PROJECTION: [
    ['is answered from more columns as it would be by the vendor', isNarrowed],
    ['makes one question of the same columns', isASet],
  ],
  RANGE: [['has the rows of a smaller range in a larger one', hasTheSmaller]],
  PAGE: [
    ['cuts one list: pages of any size make it up', pagesMakeUpTheList],
    ['is not part of the family of a read', isOutsideTheFamily],
  ],
  ORDER: [
    ['changes the order alone', changesTheOrderAlone],
    ['is never merged: another value is another call', isNeverMerged],
  ],
  RANK: [['is never merged: another value is another call', isNeverMerged]],
};

describe.each(Object.entries(endpoints))('%s', (_, one) => {
  const cases = lawsOf(one).flatMap(([parameter, law]) =>
    PROOFS[law].map(([promise, holds]) => [law, parameter, promise, holds] as const),
  );
  for (const [law, parameter, promise, holds] of cases) {
    it(`${parameter}: a ${law} ${promise}`, () => holds({ ...one, parameter }));
  }

  it('gives values for each parameter that has a law', () => {
    const given = new Set(fc.sample(one.parameters, 50).flatMap((parameters) => Object.keys(parameters)));
    expect([...given].sort()).toEqual(Object.keys(one.endpoint.laws).sort());
  });
});

it('each law is that of a parameter', () => {
  const declared = new Set(Object.values(endpoints).flatMap((one) => lawsOf(one).map(([, law]) => law)));
  expect([...declared].sort()).toEqual(Object.keys(PROOFS).sort());
});

it.each([
  ['memberStats', 'from', 'RANGE'],
  ['routedTo', 'every', 'ORDER'],
  ['prospectStats', 'from', 'KEY'],
  ['prospectStats', 'to', 'PAGE'],
  ['actions', 'periodId', 'PROJECTION'],
  ['bookings', 'sort', 'PAGE'],
] as const)('a law that does not hold fails: %s, %s as %s', async (name, parameter, law) => {
  const one = endpoints[name];
  if (!one) throw new Error(name);
  const wrong = { ...one, endpoint: { ...one.endpoint, laws: { ...one.endpoint.laws, [parameter]: law } }, parameter };
  const outcomes = await Promise.allSettled(PROOFS[law].map(([, holds]) => holds(wrong)));
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
});

async function rowsReturnByKey({ parameter, ...one }: Case): Promise<void> {
  const property = fc.asyncProperty(one.parameters, one.parameters, async (parameters, other) => {
    const [some, more] = [listOf(parameters[parameter]), listOf(other[parameter])];
    const [all, few] = await Promise.all(
      [[...more, ...some, ...some], some].map((ids) =>
        readWhole(one, { ...parameters, [parameter]: [...new Set(ids)] }),
      ),
    );
    const found = byId(all ?? []);
    expect(byId(few ?? [])).toEqual(new Map([...found].filter(([id]) => some.includes(String(id)))));
  });
  await fc.assert(property, RUNS);
}

async function isASet({ parameter, ...one }: Case): Promise<void> {
  const property = fc.asyncProperty(one.parameters, fc.infiniteStream(fc.nat()), async (parameters, order) => {
    const values = listOf(parameters[parameter]);
    if (!Array.isArray(values)) return;
    const shuffled = [...values, ...values].map((value) => ({ value, at: order.next().value ?? 0 }));
    const other = { ...parameters, [parameter]: shuffled.sort((a, b) => a.at - b.at).map(({ value }) => value) };
    expect(prepare(one.endpoint, other).key).toBe(prepare(one.endpoint, parameters).key);
    expect(rowsIn(await read(one, { ...other, [parameter]: [...new Set(listOf(other[parameter]))] }))).toEqual(
      rowsIn(await read(one, parameters)),
    );
  });
  await fc.assert(property, RUNS);
}

async function isNeverMerged({ parameter, ...one }: Case): Promise<void> {
  const property = fc.asyncProperty(one.parameters, one.parameters, async (parameters, other) => {
    const changed = { ...parameters, [parameter]: other[parameter] };
    const isSame = prepare(one.endpoint, changed).key === prepare(one.endpoint, parameters).key;
    expect(isSame).toBe(isEqual(parameters[parameter], other[parameter]));
    expect(familyOf(one.endpoint, changed) === familyOf(one.endpoint, parameters)).toBe(isSame);
    const readCached = reader.openCache();
    const before = reader.calls();
    await readCached(endpointFor(one, parameters), parameters);
    await readCached(endpointFor(one, changed), changed);
    expect(reader.calls() - before).toBe(isSame ? 1 : 2);
  });
  await fc.assert(property, RUNS);
}

function isEqual(a: Parameters[string], b: Parameters[string]): boolean {
  const text = (value: Parameters[string]) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));
  return text(a) === text(b);
}

async function alternativesUnite({ parameter, ...one }: Case): Promise<void> {
  if (!fc.sample(one.parameters, 50).some((parameters) => Array.isArray(parameters[parameter]))) return;
  await isASet({ parameter, ...one });
  const property = fc.asyncProperty(one.parameters, async (parameters) => {
    const values = listOf(parameters[parameter]);
    if (!Array.isArray(values)) return;
    const parts = await Promise.all(values.map((value) => readWhole(one, { ...parameters, [parameter]: [value] })));
    expect(byIdSorted(await readWhole(one, parameters))).toEqual(byIdSorted(parts.flat()));
  });
  await fc.assert(property, RUNS);
}

const byIdSorted = (rows: readonly Row[]) => [...byId(rows)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));

async function isNarrowed({ parameter, ...one }: Case): Promise<void> {
  const QUIRKS = [
    'alo-nested-form-fields',
    'alo-form-fields-list',
    'alo-notes-string',
    'alo-notes-per-action',
  ] as const;
  let narrowed = 0;
  const property = fc.asyncProperty(
    one.parameters,
    one.parameters,
    fc.constantFrom(null, ...QUIRKS),
    async (parameters, other, quirk) => {
      if (quirk) sandbox.quirks.add(quirk);
      try {
        const [few, more] = [listOf(parameters[parameter]), listOf(other[parameter])];
        const wider = { ...parameters, [parameter]: [...new Set([...few, ...more])] };
        const { projection } = prepare(endpointFor(one, parameters), parameters);
        const model = projection?.narrow(await read(one, wider));
        if (model === undefined) return;
        narrowed++;
        expect(shownOf(model, few)).toEqual(shownOf(await read(one, parameters), few));
      } finally {
        sandbox.quirks.clear();
      }
    },
  );
  await fc.assert(property, { numRuns: 150 });
  expect(narrowed).toBeGreaterThan(10);
}

/** What the graph shows of actions with these form fields. */
function shownOf(model: unknown, fields: readonly string[]) {
  const { notes } = (model ?? {}) as { readonly notes?: readonly string[] };
  const rows = rowsIn(model).map((row) => {
    const found = row.formFields as ReadonlyMap<string, unknown>;
    return { ...row, formFields: fields.map((name) => [name, found.has(name), found.get(name)]) };
  });
  return { rows, notes };
}

async function hasTheSmaller({ parameter, ...one }: Case): Promise<void> {
  const isStart = parameter.startsWith('start');
  const property = fc.asyncProperty(
    one.parameters,
    one.parameters,
    fc.constantFrom(null, 'alo-range-contained', 'alo-range-starts-in'),
    async (parameters, other, quirk) => {
      if (quirk) sandbox.quirks.add(quirk);
      try {
        const ends = [parameters[parameter], other[parameter]].map((end) => (end ? String(end) : null));
        const [smaller, larger] = ends.sort((a, b) => (isStart ? 1 : -1) * compareEnds(a, b, isStart));
        const [few, more] = await Promise.all(
          [smaller, larger].map((end) => readWhole(one, { ...parameters, [parameter]: end })),
        );
        const found = byId(more ?? []);
        for (const [id, row] of byId(few ?? [])) expect(found.get(id)).toEqual(row);
        // Bookings that start later are exactly those of the smaller range; ALO's ranges have no documented meaning.
        if (parameter !== 'startFrom') return;
        const later = (more ?? []).filter(({ start }) => smaller === null || (start as Date) >= new Date(smaller ?? 0));
        expect(byIdSorted(few ?? [])).toEqual(byIdSorted(later));
      } finally {
        sandbox.quirks.clear();
      }
    },
  );
  await fc.assert(property, RUNS);
}

/** Larger ranges come last; no end at all makes the largest one. */
function compareEnds(a: string | null, b: string | null, isStart: boolean): number {
  if (a === b) return 0;
  const [first, second] = [a, b].map((end) => end ?? (isStart ? '' : '~'));
  return (first ?? '') < (second ?? '') ? 1 : -1;
}

async function pagesMakeUpTheList({ parameter, ...one }: Case): Promise<void> {
  const property = fc.asyncProperty(
    one.parameters,
    one.parameters,
    fc.integer({ min: 7, max: 40 }),
    async (parameters, other, size) => {
      const whole = await readWhole(one, parameters);
      expect(await readWhole(one, { ...parameters, [parameter]: other[parameter] })).toEqual(whole);
      sandbox.quirks.add('alo-paging');
      try {
        expect(byIdSorted(await readWhole(one, parameters, size))).toEqual(byIdSorted(whole));
      } finally {
        sandbox.quirks.clear();
      }
    },
  );
  await fc.assert(property, { numRuns: 10 });
}

async function isOutsideTheFamily({ parameter, ...one }: Case): Promise<void> {
  const property = fc.property(one.parameters, one.parameters, (parameters, other) => {
    const changed = { ...parameters, [parameter]: other[parameter] };
    expect(familyOf(one.endpoint, changed)).toBe(familyOf(one.endpoint, parameters));
    expect(prepare(one.endpoint, changed).key === prepare(one.endpoint, parameters).key).toBe(
      parameters[parameter] === other[parameter],
    );
  });
  fc.assert(property);
}

async function changesTheOrderAlone({ parameter, ...one }: Case): Promise<void> {
  const property = fc.asyncProperty(one.parameters, one.parameters, async (parameters, other) => {
    const changed = { ...parameters, [parameter]: other[parameter] };
    const [rows, reordered] = await Promise.all([parameters, changed].map((asked) => readWhole(one, asked)));
    expect(byIdSorted(reordered ?? [])).toEqual(byIdSorted(rows ?? []));
  });
  await fc.assert(property, RUNS);
}
