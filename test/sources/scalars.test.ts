/** Ids, instants, figures and unknown fields as they reach the client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, Vendor } from '../../sandbox/index.ts';
import { type Graph, startGraph } from '../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

type Row = Record<string, unknown>;

async function askWith(vendor: Vendor, fault: Fault, query: string, variables = {}) {
  const remove = vendor.inject(fault);
  const answer = await graph.ask(query, variables);
  remove();
  return answer;
}

const askPeriods = (rows: readonly (Row | string)[], fields = 'sourceId name start') => {
  const body = `{"periods":[${rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join(',')}]}`;
  return askWith(graph.sandbox.alo, { match: '/periods', body }, `{ periods(first: 100) { nodes { ${fields} } } }`);
};

const START = '2026-03-09T00:00:00.000Z';

describe('an id (F22)', () => {
  it.each([
    ['a number', 8, '8'],
    ['a text', '8', '8'],
    ['more than a JSON number holds, as a text', '9007199254740993', '9007199254740993'],
    ['64 bits, as a text', '9223372036854775807', '9223372036854775807'],
  ])('that is %s is shown as a string with all digits', async (_, id, expected) => {
    const answer = await askPeriods([{ id }]);
    expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: expected, name: null, start: null }] } } });
  });

  it.each([
    ['more than a JSON number holds', '{"id":9007199254740993}'],
    ['1e999', '{"id":1e999}'],
    ['a fraction', { id: 8.5 }],
    ['negative', { id: -8 }],
    ['a text that is no number', { id: 'eight' }],
    ['a path', { id: '../8' }],
    ['empty', { id: '' }],
    ['null', { id: null }],
    ['a list', { id: [8] }],
    ['an object', { id: { toString: 'x' } }],
  ])('that is %s makes its row unreadable', async (_, row) => {
    const { data, errors } = await askPeriods([{ id: 7 }, row]);
    expect(data.periods.nodes).toHaveLength(1);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_CONTRACT', teamgraph: { source: 'ALO', row: 1 } },
    ]);
  });

  it.each([
    ['a number', 8],
    ['more than a JSON number holds', '9007199254740993'],
  ])('that was shown (%s) finds its object again', async (_, id) => {
    const body = JSON.stringify({ periods: [{ id }] });
    const shown = await askWith(graph.sandbox.alo, { body }, '{ periods { nodes { id } } }');
    const again = await askWith(graph.sandbox.alo, { body }, 'query ($id: ID!) { node(id: $id) { id } }', {
      id: shown.data.periods.nodes[0].id,
    });
    expect(again).toEqual({ data: { node: shown.data.periods.nodes[0] } });
  });
});

describe('an instant (F23)', () => {
  it.each([
    START,
    '2026-03-09T00:00:00Z',
    '2026-03-09T00:00Z',
    '2026-03-09T01:00:00+01:00',
    '2026-03-09T01:00:00+0100',
    '2026-03-09T00:00:00.000000Z',
  ])('%s is read', async (start) => {
    const { data, errors } = await askPeriods([{ id: 8, start_date: start }]);
    expect([data.periods.nodes[0].start, errors]).toEqual([START, undefined]);
  });

  it.each([
    '2026-03-09T24:00:00Z',
    '2026-03-09T00:00:00',
    '2026-03-09',
    '0000-03-09T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-09T00:00:61Z',
    '2026-03-09T00:00:00+99:99',
    'yesterday',
    '',
    1_773_014_400,
    true,
    {},
  ])('%j makes its row unreadable or is null, and is never guessed', async (start) => {
    const { data, errors } = await askPeriods([{ id: 7 }, { id: 8, start_date: start }]);
    const isReported = errors?.every(({ extensions }) => extensions.code === 'SOURCE_CONTRACT') ?? false;
    expect(isReported ? [] : data.periods.nodes[1]).toEqual(
      isReported ? [] : { sourceId: '8', name: null, start: null },
    );
    expect(data.periods.nodes[0]).toEqual({ sourceId: '7', name: null, start: null });
  });
});

describe('a zero date', () => {
  it.each(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', '0001-01-01T01:00:00+01:00'])(
    '%s is null',
    async (start) => {
      const answer = await askPeriods([{ id: 8, start_date: start }]);
      expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '8', name: null, start: null }] } } });
    },
  );

  it.each(['0001-01-01T00:00:00+01:00', '9999-12-31T23:30:00-01:00', '+010000-01-01T00:00:00Z'])(
    '%s, outside the calendar, is null in an optional field, and the row stays',
    async (start) => {
      const answer = await askPeriods([{ id: 8, start_date: start }]);
      expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '8', name: null, start: null }] } } });
    },
  );
});

describe('a figure (F22)', () => {
  const stats =
    '{ teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { prospect { nodes { added contacted } } } }';

  it.each([
    ['8', 8],
    ['"8"', 8],
    ['1e999', null],
    ['9007199254740993', null],
    ['2147483648', null],
    ['"12%"', null],
    ['8.5', null],
    ['null', null],
    ['""', null],
    ['[]', null],
    ['0', 0],
  ])('of %s is %j, and never guessed', async (sent, shown) => {
    const id = graph.sandbox.world.saleshandy.members[0]?.id;
    const row = `{"userId":"${id}","prospectContacted":5,"prospectAdded":${sent}}`;
    const body = `{"payload":{"data":[${row}],"hasMore":false}}`;
    const answer = await askWith(graph.sandbox.saleshandy, { match: '/v1/analytics/team/stats', body }, stats);
    expect(answer.data.teamStats.prospect.nodes).toEqual([{ added: shown, contacted: 5 }]);
  });
});

describe('unknown fields (F21)', () => {
  it('are ignored', async () => {
    const answer = await askPeriods([{ id: 8, name: 'A', secret: 'x', nested: { deep: [1] } }]);
    expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '8', name: 'A', start: null }] } } });
  });

  it.each([
    ['__proto__', '{"id":8,"__proto__":{"name":"evil","polluted":true}}'],
    ['constructor', '{"id":8,"constructor":{"prototype":{"polluted":true,"name":"evil"}}}'],
    ['toString', '{"id":8,"toString":"evil","hasOwnProperty":1,"valueOf":null}'],
  ])('(%s) change nothing', async (_, row) => {
    const answer = await askPeriods([row]);
    expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '8', name: null, start: null }] } } });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it('change nothing if __proto__ is the name of a form field', async () => {
    const row = '{"actionId":1,"__proto__":{"polluted":true},"form_fields":{"__proto__":{"polluted":true},"a":1}}';
    const period = graph.sandbox.world.alo.periods[0]?.id;
    const answer = await askWith(
      graph.sandbox.alo,
      { match: /\/actions$/, body: `{"actions":[${row}]}` },
      `{ period(id: "${period}") { actions { nodes {
        proto: formField(name: "__proto__") a: formField(name: "a") object: formField(name: "constructor")
        names: formFields(names: ["__proto__", "toString", "a"]) { name value found }
      } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    const [action] = answer.data.period.actions.nodes;
    expect([action.a, action.object]).toEqual([1, null]);
    expect(action.names[1]).toEqual({ name: 'toString', value: null, found: false });
    expect('polluted' in {}).toBe(false);
  });
});
