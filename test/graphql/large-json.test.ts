/** Large JSON, written in pieces, equals the JSON that V8 writes in one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeJson } from '../../src/graphql/large-json.ts';
import { type Graph, startGraph } from '../support/graph.ts';
import { type Dice, diceOf } from '../support/people/dice.ts';
import { observedScheduler } from '../support/scheduler.ts';

/** The steps of one pieceof about 256 KB. */
const STEPS_OF_A_PIECE = 2_800;

const TEXTS = [
  '',
  'plain',
  '"quoted" \\ and \n lines',
  '\u0000\u001f',
  '\u{1f389} and \ud800',
  '\u2028',
  'x'.repeat(400),
];
const VALUES = [
  ...[null, true, false, 0, -0, 1.5, 1e300, Number.NaN, undefined, new Date(0), () => 1, Symbol('x')],
  JSON.rawJSON('1.00'),
];

function grow(dice: Dice, levels: number): unknown {
  if (levels === 0 || dice.chance(0.2)) return dice.chance(0.5) ? dice.among(TEXTS) : dice.among(VALUES);
  const inside = Array.from({ length: Math.floor(dice.roll() * 12) }, () => grow(dice, levels - 1));
  if (dice.chance(0.5)) return inside;
  const object: Record<string, unknown> = dice.chance(0.5) ? {} : Object.create(null);
  for (const [index, value] of inside.entries()) object[`${dice.among(TEXTS)}${index}`] = value;
  return object;
}

async function written(value: object): Promise<{ readonly text: string; readonly steps: readonly number[] }> {
  const steps: number[] = [];
  const spendRows = (rows: number): undefined => {
    steps.push(rows);
  };
  return { text: await largeJson(value as Record<string, unknown>, { spendRows }), steps };
}

describe('large JSON', () => {
  it('equals JSON.stringify for any value', async () => {
    let large = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const dice = diceOf(seed);
      const value = {
        errors: undefined,
        data: Array.from({ length: 20 }, () => grow(dice, 4)),
        extensions: grow(dice, 2),
      };
      const { text, steps } = await written(value);
      expect(text, `seed ${seed}`).toBe(JSON.stringify(value));
      if (steps.length > 3) large++;
    }
    expect(large).toBeGreaterThan(5);
  });

  it.each<[string, object]>([
    [
      'a long list',
      { data: { nodes: Array.from({ length: 20_000 }, (_, index) => ({ uid: `${index}`, title: 'A title' })) } },
    ],
    [
      'a wide object',
      Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key ${index}`, `value ${index}`])),
    ],
    ['lists in lists', [Array.from({ length: 300 }, () => Array.from({ length: 300 }, (_, index) => index))]],
    ['numbers of many digits', Array.from({ length: 12 }, () => JSON.rawJSON('9'.repeat(200_000)))],
    ['nothing but empty ones', { data: [{}, [], ...Array.from({ length: 200_000 }, () => ({}))] }],
  ])('is written in small pieces: %s', async (_, value) => {
    const { text, steps } = await written(value);
    expect(text).toBe(JSON.stringify(value));
    expect(steps.length).toBeGreaterThan(3);
    expect(Math.max(...steps)).toBeLessThanOrEqual(STEPS_OF_A_PIECE);
  });

  it('keeps every digit of a number, however many there are', async () => {
    const number = JSON.rawJSON('7'.repeat(300_000));
    const value = { data: { metadata: { number }, list: [1, number] } };
    expect((await written(value)).text).toBe(JSON.stringify(value));
  });

  it('spends no step on a small value', async () => {
    expect(await written({ data: { sources: [{ name: 'CALCOM' }] } })).toEqual({
      text: '{"data":{"sources":[{"name":"CALCOM"}]}}',
      steps: [],
    });
  });
});

describe('a large answer', () => {
  /** The rows that the running query has spent, piece by piece. */
  const rows: number[] = [];
  let graph: Graph;
  beforeAll(async () => {
    const scheduler = observedScheduler((slices) => ({
      spendRows: (count) => {
        rows.push(count);
        return slices.spendRows(count);
      },
    }));
    graph = await startGraph({ settings: { CACHE: 'on' }, scheduler });
  });
  afterAll(() => graph.close());

  const textOf = async (query: string, { url } = graph): Promise<string> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ query }),
    });
    return response.text();
  };

  it('is written in slices, and is the same JSON', async () => {
    const aliases = Array.from({ length: 25 }, (_, index) => `a${index}: title`).join(' ');
    const ofBookings = (fields: string): string => `{ bookings(first: 250) { nodes { ${fields} } } }`;
    await textOf(ofBookings('uid'));
    rows.length = 0;
    const small = await textOf(ofBookings('uid'));
    const before = rows.splice(0).length;
    const pages = ['p1', 'p2', 'p3', 'p4'].map((name) => `${name}: bookings(first: 250) { nodes { ...T } }`).join(' ');
    const text = await textOf(`{ ${pages} } fragment T on Booking { ${aliases} }`);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text))}\n`);
    expect(small).toBe(`${JSON.stringify(JSON.parse(small))}\n`);
    const pieces = Math.floor(text.length / 100 / STEPS_OF_A_PIECE);
    expect(pieces).toBeGreaterThan(1);
    expect(rows.length - before).toBeGreaterThanOrEqual(pieces);
  });

  it('is rejected beyond the limit of characters, and not below it', async () => {
    const other = await startGraph({ settings: { CACHE: 'on' } });
    for (const booking of other.sandbox.world.calcom.bookings) booking.description = 'd'.repeat(1_000);
    const pages = (count: number): string => Array.from({ length: count }, (_, page) => `p${page}: ${PAGE}`).join(' ');
    const PAGE = 'bookings(first: 250) { nodes { ...D } }';
    const aliases = Array.from({ length: 15 }, (_, index) => `d${index}: description`).join(' ');
    const fragment = `fragment D on Booking { ${aliases} }`;
    expect((await textOf(`{ ${pages(2)} } ${fragment}`, other)).length).toBeGreaterThan(7_000_000);
    expect(JSON.parse(await textOf(`{ ${pages(15)} } ${fragment}`, other))).toEqual({
      errors: [
        {
          message: 'The answer has more than 32,000,000 characters, which is the limit. Request smaller pages.',
          extensions: { code: 'COST_EXCEEDED', teamgraph: { limit: 32_000_000 } },
        },
      ],
    });
    await other.close();
  });
});
