/** The upstream panel of the GraphiQL page without the page: from the text of an answer to a picture. */
import { describe, expect, it } from 'vitest';
import { type Bar, drawPicture, type Picture } from '../../graphiql/src/panel/picture.ts';
import { type Call, type Report, readAnswer, type SourceState } from '../../graphiql/src/panel/report.ts';

const call = (changed: Partial<Call> = {}): Call => ({
  source: 'ALO',
  endpoint: 'periods',
  startMs: 0,
  waitMs: 0,
  ms: 100,
  attempts: 1,
  cache: 'MISS',
  ageMs: 0,
  rows: 10,
  ...changed,
});
const state = (changed: Partial<SourceState> = {}): SourceState => ({
  source: 'ALO',
  limit: 60,
  left: 45,
  parkedMs: 0,
  breaker: 'CLOSED',
  ...changed,
});
const draw = (changed: Partial<Report>): Picture =>
  drawPicture({ ms: 400, calls: [], stale: [], sources: [], hasErrors: false, retries: [], ...changed });
const barOf = (changed: Partial<Call>, report: Partial<Report> = {}): Bar | undefined =>
  draw({ ...report, calls: [call(changed)] }).groups[0]?.bars[0];
const gaugeOf = (changed: Partial<SourceState>) => draw({ sources: [state(changed)] }).groups[0]?.gauge;

describe('an answer', () => {
  const traced = (answer: object, teamgraph: object = { calls: [], stale: [] }) =>
    readAnswer(JSON.stringify({ ...answer, extensions: { teamgraph } }));
  const error = { message: 'No.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };

  it('is recognized as absent, without a trace, or with one', () => {
    expect(readAnswer('')).toEqual({ kind: 'NONE' });
    expect(readAnswer('{"data":{}}')).toEqual({ kind: 'UNTRACED' });
    expect(readAnswer('<html>')).toEqual({ kind: 'UNTRACED' });
    expect(traced({ data: {} }).kind).toBe('ANSWERED');
  });

  it('to a rejected request gives the reason', () => {
    const rejected = { kind: 'REJECTED', message: 'No.', code: 'GRAPHQL_VALIDATION_FAILED' };
    expect(readAnswer(JSON.stringify({ errors: [error] }))).toEqual(rejected);
    expect(traced({ errors: [error] })).toEqual(rejected);
    expect(traced({ errors: [error], data: null })).toEqual(rejected);
  });

  it('gives the time to retry, of the request or of a source', () => {
    const limited = (code: string, teamgraph: object) => ({ message: 'No.', extensions: { code, teamgraph } });
    const rejected = readAnswer(JSON.stringify({ errors: [limited('RATE_LIMITED', { retryAfterMs: 53_200 })] }));
    expect(rejected).toEqual({ kind: 'REJECTED', message: 'No.', code: 'RATE_LIMITED', retryAfterMs: 53_200 });
    const throttled = { source: 'ALO', retryAfterMs: 41_000 };
    expect(traced({ data: { periods: null }, errors: [limited('SOURCE_THROTTLED', throttled)] })).toMatchObject({
      report: { hasErrors: true, retries: [{ ...throttled, code: 'SOURCE_THROTTLED' }] },
    });
    expect(traced({ data: { periods: null }, errors: [limited('SOURCE_TIMEOUT', { source: 'ALO' })] })).toMatchObject({
      report: { retries: [] },
    });
  });

  it('that failed after a call, or in part, shows its calls', () => {
    expect(traced({ errors: [error], data: null }, { calls: [call()] }).kind).toBe('ANSWERED');
    expect(traced({ errors: [error], data: { periods: null } }).kind).toBe('ANSWERED');
  });

  it('without a total lasts until its last call ends', () => {
    expect(traced({ data: {} }, { calls: [call({ startMs: 20, ms: 70 })] })).toMatchObject({ report: { ms: 90 } });
  });
});

describe('a bar', () => {
  it('shows the wait and the call on the time axis of the query', () => {
    expect(barOf({ startMs: 100, waitMs: 40, ms: 140 })).toMatchObject({
      wait: { from: 0.25, to: 0.35 },
      work: { from: 0.35, to: 0.6 },
      endsAt: 0.6,
      time: '140 ms',
      rows: '10 rows',
      facts: ['took 100 ms', 'after 40 ms in the queue', '10 rows', 'started at 100 ms'],
      label: 'ALO, periods: MISS, took 100 ms, after 40 ms in the queue, 10 rows, started at 100 ms',
    });
    expect(barOf({})?.wait).toBeUndefined();
  });

  it('stays inside the picture where a call outlasts the query', () => {
    expect(barOf({ startMs: 300, ms: 500 }, { ms: 400 })).toMatchObject({ work: { from: 0.375, to: 1 }, endsAt: 1 });
  });

  it('of a cached answer has an age and no length', () => {
    const cached = barOf({ cache: 'FRESH', attempts: 0, ageMs: 12_000, startMs: 200, ms: 0, rows: 1 });
    expect(cached).toMatchObject({ endsAt: 0.5, time: '12 s old', rows: '1 row' });
    expect([cached?.work, cached?.wait]).toEqual([undefined, undefined]);
    expect(cached?.facts[0]).toBe('from the cache, 12 s old');
  });

  it('of a stale answer gives the reason and the attempts', () => {
    const stale = [{ path: ['periods'], source: 'ALO', ageMs: 360_000, reason: 'SOURCE_TIMEOUT' }];
    const bar = barOf({ cache: 'STALE', attempts: 2, ageMs: 360_000, ms: 200 }, { stale });
    expect(bar?.facts.slice(0, 3)).toEqual([
      'stale, 6 min old',
      'because the source took too long (SOURCE_TIMEOUT)',
      'after 2 attempts in 200 ms',
    ]);
    expect(bar).toMatchObject({ attempts: 2, work: { from: 0, to: 0.5 } });
    expect(barOf({ cache: 'STALE', attempts: 0, ageMs: 360_000, ms: 0 }, { stale })?.work).toBeUndefined();
  });

  it('of a shared call is as long as the wait for it', () => {
    expect(barOf({ cache: 'SHARED', attempts: 0 })).toMatchObject({ work: { from: 0, to: 0.25 }, time: '100 ms' });
  });

  it('of a failed call has its code in place of rows', () => {
    const failed = { code: 'SOURCE_THROTTLED', rows: null };
    expect(barOf(failed)).toMatchObject({ rows: 'throttled', code: 'SOURCE_THROTTLED', time: '100 ms' });
    expect(barOf(failed)?.facts).toContain('failed: its rate limit is used up (SOURCE_THROTTLED)');
    expect(barOf({ ...failed, attempts: 0 })).toMatchObject({ time: 'not sent', work: undefined });
  });
});

describe('a source', () => {
  it('counts its attempts, cached answers, shared calls and failures', () => {
    const calls = [
      call({ attempts: 2 }),
      call({ attempts: 0, cache: 'FRESH' }),
      call({ attempts: 0, cache: 'STALE' }),
      call({ attempts: 0, cache: 'SHARED' }),
      call({ code: 'SOURCE_TIMEOUT' }),
    ];
    expect(draw({ calls }).groups).toMatchObject([
      { name: 'ALO', calls: '3 calls, 2 from the cache, 1 shared, 1 failed' },
    ]);
  });

  it('is shown if it is configured, or else after those if it was called', () => {
    const { groups } = draw({ sources: [state({ source: 'CALCOM' }), state()], calls: [call({ source: 'NEW' })] });
    expect(groups.map(({ name, calls, made }) => [name, calls, made])).toEqual([
      ['Cal.com', 'not called', 0],
      ['ALO', 'not called', 0],
      ['NEW', '1 call', 1],
    ]);
  });

  it('has a gauge of the calls left in this minute', () => {
    expect(gaugeOf({})).toEqual({ left: 0.75, text: '45 of 60 left', mood: 'GOOD' });
    expect(gaugeOf({ left: 11 })).toMatchObject({ mood: 'LOW' });
    expect(gaugeOf({ left: 0 })).toEqual({ left: 0, text: '0 of 60 left', mood: 'STOPPED' });
    expect(gaugeOf({ limit: null, left: null })).toEqual({ left: undefined, text: 'no limit', mood: 'GOOD' });
  });

  it('that is not called at present gives the reason', () => {
    expect(gaugeOf({ parkedMs: 12_000 })).toMatchObject({ text: 'paused for 12 s', mood: 'STOPPED' });
    expect(gaugeOf({ breaker: 'OPEN' })).toMatchObject({ text: 'circuit breaker open', mood: 'STOPPED' });
    expect(gaugeOf({ breaker: 'HALF_OPEN' })).toMatchObject({ text: 'circuit breaker half-open', mood: 'STOPPED' });
  });
});

describe('the picture', () => {
  it.each([
    [3, ['0', '5 ms', '10 ms', '15 ms', '20 ms']],
    [90, ['0', '25 ms', '50 ms', '75 ms']],
    [400, ['0', '100 ms', '200 ms', '300 ms', '400 ms']],
    [1_499, ['0', '500 ms', '1 s']],
    [8_000, ['0', '2 s', '4 s', '6 s', '8 s']],
  ])('of %d ms has round figures on its axis', (ms, figures) => {
    const { ticks } = draw({ ms });
    expect(ticks.map(({ text }) => text)).toEqual(figures);
    expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
  });

  it('gives the number of calls, and why there were none', () => {
    const kept = call({ attempts: 0, cache: 'FRESH', ageMs: 59_999 });
    const shared = call({ attempts: 0, cache: 'SHARED' });
    expect(draw({ calls: [call(), call()], ms: 1_240 })).toMatchObject({
      headline: '2 calls in 1.2 s',
      note: undefined,
    });
    expect(draw({})).toMatchObject({ headline: '0 calls in 400 ms', note: 'No source was called.' });
    expect(draw({ hasErrors: true }).note).toBe('The query failed before any source was called.');
    expect(draw({ calls: [kept] }).note).toBe('Answered from the cache, at most 59 s old.');
    expect(draw({ calls: [kept, shared] }).note).toBe('Another request was making the same calls.');
    expect(draw({ calls: [kept, call({ attempts: 0, code: 'SOURCE_OVERLOADED' })] }).note).toBeUndefined();
  });

  it('counts the stale answers that are being revalidated, as far as the reason is known', () => {
    const old = (ageMs: number) => call({ attempts: 0, cache: 'STALE', ageMs, ms: 0 });
    const reported = (ageMs: number, reason = 'REVALIDATING') => ({ path: ['periods'], source: 'ALO', ageMs, reason });
    const headline = (changed: Partial<Report>) => draw(changed).headline;
    expect(headline({ calls: [old(90_000), old(80_000)], stale: [reported(90_000), reported(80_000)] })).toBe(
      '0 calls in 400 ms, 2 being revalidated',
    );
    expect(headline({ calls: [old(90_000), old(80_000)], stale: [reported(90_000)] })).toBe(
      '0 calls in 400 ms, at least 1 being revalidated',
    );
    expect(headline({ calls: [old(90_000)], stale: [reported(90_000, 'SOURCE_TIMEOUT')] })).toBe('0 calls in 400 ms');
    expect(headline({ calls: [old(90_000)] })).toBe('0 calls in 400 ms');
  });

  it('gives the time to retry where a rate limit is used up', () => {
    const retries = [
      { source: 'ALO', code: 'SOURCE_THROTTLED', retryAfterMs: 41_000 },
      { source: 'ALO', code: 'SOURCE_THROTTLED', retryAfterMs: 53_200 },
      { source: 'CALCOM', code: 'SOURCE_THROTTLED', retryAfterMs: 90_000 },
    ];
    const throttled = call({ code: 'SOURCE_THROTTLED', rows: null, attempts: 0 });
    const [group] = draw({ calls: [throttled], retries }).groups;
    expect(group?.calls).toBe('0 calls, 1 failed, retry in 54 s');
    expect(group?.bars[0]?.facts).toContain('retry in 54 s');
    expect(barOf({ code: 'SOURCE_TIMEOUT' }, { retries })?.facts).not.toContain('retry in 54 s');
  });

  it('groups fields that are stale for one reason, with the age of the oldest', () => {
    const old = (index: number, ageMs: number) => ({
      path: ['periods', 'nodes', index, 'actions'],
      source: 'ALO',
      ageMs,
      reason: 'REVALIDATING',
    });
    expect(draw({ stale: [old(0, 90_000), old(1, 200_000)] }).stale).toEqual([
      {
        path: 'periods.nodes.*.actions',
        source: 'ALO',
        text: '2 places, 3 min old, because it is being revalidated (REVALIDATING)',
      },
    ]);
    expect(draw({ stale: [old(0, 90_000)] }).stale[0]?.text).toMatch(/^90 s old/);
  });

  it('has a text for screen readers', () => {
    const stale = [{ path: ['periods'], source: 'ALO', ageMs: 90_000, reason: 'REVALIDATING' }];
    expect(draw({ calls: [call()], stale, sources: [state()] }).text).toBe(
      '1 call in 400 ms. ALO: 1 call, 45 of 60 left. ' +
        'periods: 90 s old, because it is being revalidated (REVALIDATING).',
    );
  });
});
