/** The plan on the GraphiQL page, without the page: its texts, and what is asked for a price. */
import { describe, expect, it } from 'vitest';
import { drawPicture } from '../../graphiql/src/panel/picture.ts';
import { type Call, type PlannedCalls, readAnswer } from '../../graphiql/src/panel/report.ts';
import { linesWithCalls, priceOf, priceText } from '../../graphiql/src/plan/plan.ts';

const planned = (changed: Partial<PlannedCalls> = {}): PlannedCalls => ({
  source: 'CALCOM',
  endpoint: 'bookings',
  min: 0,
  max: 3,
  cached: 0,
  fields: ['user.bookings'],
  bound: null,
  ...changed,
});
const call = (changed: Partial<Call> = {}): Call => ({
  source: 'CALCOM',
  endpoint: 'bookings',
  startMs: 0,
  waitMs: 0,
  ms: 100,
  attempts: 1,
  cache: 'MISS',
  ageMs: 0,
  rows: 10,
  ...changed,
});

describe('a price', () => {
  it('is a range, or one figure where it is exact', () => {
    expect(priceText({ min: 0, max: 3 })).toBe('0-3 calls');
    expect(priceText({ min: 1, max: 1 })).toBe('1 call');
    expect(priceText({ min: 0, max: 0 })).toBe('0 calls');
    expect(priceText({ min: 3, max: 40_387 })).toBe('3-40,387 calls');
  });

  it('is the sum of the plan', () => {
    expect(priceOf([planned(), planned({ endpoint: 'routed-to-per-period', min: 1, max: 1 })])).toEqual({
      min: 1,
      max: 4,
    });
    expect(priceOf([])).toEqual({ min: 0, max: 0 });
  });
});

describe('the plan beside what happened', () => {
  const made = (calls: readonly Call[], stale: Parameters<typeof linesWithCalls>[1]['stale'] = []) =>
    linesWithCalls([planned()], { calls, stale }).map((line) => [line.endpoint, line.planned, line.made, line.cached]);

  it('counts calls and cached answers of the endpoint, and retries apart', () => {
    expect(made([])).toEqual([['bookings', '0-3', '0', 0]]);
    expect(made([call(), call({ attempts: 3 })])).toEqual([['bookings', '0-3', '2, 2 retries', 0]]);
    expect(made([call({ cache: 'FRESH', attempts: 0 }), call({ cache: 'SHARED', attempts: 0 })])).toEqual([
      ['bookings', '0-3', '0, 1 shared', 1],
    ]);
  });

  it('counts a stale answer that is revalidated as cached, with a call in the background', () => {
    const stale = { path: ['user'], source: 'CALCOM', ageMs: 90_000, reason: 'REVALIDATING' };
    expect(made([call({ cache: 'STALE', attempts: 0, ageMs: 90_000 })], [stale])).toEqual([
      ['bookings', '0-3', '0, 1 in the background', 1],
    ]);
  });

  it('has what the plan says is cached where nothing was read', () => {
    const [line] = linesWithCalls([planned({ max: 0, cached: 1 })], { calls: [], stale: [] });
    expect(line).toMatchObject({ planned: '0', made: '0', cached: 1 });
  });

  it('has a line for calls that were not planned', () => {
    const other = { source: 'ALO', endpoint: 'periods' };
    expect(made([call(), call(other), call(other)])).toEqual([
      ['bookings', '0-3', '1', 0],
      ['periods', 'not planned', '2', 0],
    ]);
  });

  it('is in the picture of an answer that has a plan', () => {
    const teamgraph = { calls: [call()], stale: [], plan: [planned()] };
    const outcome = readAnswer(JSON.stringify({ data: {}, extensions: { teamgraph } }));
    if (outcome.kind !== 'ANSWERED') throw new Error(outcome.kind);
    const picture = drawPicture(outcome.report);
    expect(picture.plan).toMatchObject({ title: 'Planned: 0-3 calls', lines: [{ name: 'Cal.com', made: '1' }] });
    expect(picture.text).toContain('Planned: 0-3 calls.');
    expect(drawPicture({ ...outcome.report, plan: undefined }).plan).toBeUndefined();
  });
});
