/** Calls that this server ends, and not the source: what follows for the source, and for waiting calls. */

import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { deadlineIn } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { prepare } from '../../../src/upstream/endpoint.ts';
import type { Answer } from '../../../src/upstream/http/attempt.ts';
import type { RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { createUpstream, type Upstream } from '../../../src/upstream/read.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { thing } from '../../support/upstream/thing.ts';

const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };
const REQUEST_MS = 8_000;

type Send = (signal: AbortSignal, clock: FakeClock) => Promise<Partial<Answer>>;

const closed = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
};
const hangs: Send = async (signal) => {
  await closed(signal);
  throw new SourceError('ALO', 'TIMEOUT');
};
const fails: Send = async () => {
  throw new SourceError('ALO', 'UNAVAILABLE', { status: 500 });
};

const running: Upstream[] = [];
afterEach(() => Promise.all(running.splice(0).map((upstream) => upstream.close())));

function start(send: Send, limits: Partial<RateLimits> = {}, backgroundMs = REQUEST_MS) {
  const clock = createFakeClock();
  const said = { send, sent: 0 };
  const upstream = createUpstream({ source: 'ALO', apiUrl: 'http://127.0.0.1:1', headers: {}, account: '' } as const, {
    clock,
    random: () => 0,
    scheduler: createScheduler(),
    limits: { ...UNLIMITED, ...limits },
    backgroundMs,
    isCaching: true,
    send: async (_source, _dispatcher, _exchange, signal) => {
      said.sent++;
      return { status: 200, headers: {}, text: '1', ...(await said.send(signal, clock)) };
    },
  });
  running.push(upstream);
  let asked = 0;
  /** Reads something that is not cached; returns the outcome and its time. */
  const read = (ms = REQUEST_MS, left = new AbortController()) => {
    const deadline = deadlineIn(ms, clock, left.signal);
    return upstream
      .readFor({ caller: 'caller', isBackground: false, deadline })(prepare(thing, { what: String(asked++) }))
      .then(
        () => 'answered',
        ({ code }: SourceError) => code,
      )
      .then((outcome) => ({ outcome, atMs: clock.nowMs() }));
  };
  return { clock, upstream, said, read };
}

describe('a 429 whose caller leaves before the whole answer has come', () => {
  it('counts: no call is sent until its Retry-After has passed', async () => {
    const { clock, upstream, said, read } = start(async (signal) => {
      await closed(signal);
      return { status: 429, headers: { 'retry-after': '60' }, text: '' };
    });
    const left = new AbortController();
    const leaving = read(REQUEST_MS, left);
    await clock.advance(100);
    left.abort();
    await clock.advance(0);
    await leaving;
    expect(upstream.health().parkedMs).toBe(60_000);
    expect(await read()).toMatchObject({ outcome: 'SOURCE_THROTTLED' });
    expect(said.sent).toBe(1);
  });
});

describe('a source that had less than a second', () => {
  it('has not failed', async () => {
    const { clock, upstream, read } = start(hangs);
    const reads = Array.from({ length: 20 }, () => read(900));
    await clock.advance(900);
    expect((await Promise.all(reads)).every(({ outcome }) => outcome === 'SOURCE_TIMEOUT')).toBe(true);
    expect(upstream.health().breaker).toBe('CLOSED');
  });

  it('has failed if it had more', async () => {
    const { clock, upstream, read } = start(hangs);
    const reads = Array.from({ length: 5 }, () => read(1_000));
    await clock.advance(1_000);
    await Promise.all(reads);
    expect(upstream.health().breaker).toBe('OPEN');
  });
});

describe('a source, if requests take less than a second', () => {
  it.each([
    [99, 'CLOSED'],
    [100, 'OPEN'],
  ])('that had %i of 400 ms counts as %s', async (ms, breaker) => {
    const { clock, upstream, read } = start(hangs, {}, 400);
    const reads = Array.from({ length: 5 }, () => read(ms));
    await clock.advance(ms);
    await Promise.all(reads);
    expect(upstream.health()).toMatchObject({ breaker });
  });
});

/** Answers one request after another, also if several come at once. */
function oneByOne(everyMs: number, attemptMs = Number.POSITIVE_INFINITY): Send {
  let freeAtMs = 0;
  return async (signal, clock) => {
    freeAtMs = Math.max(freeAtMs, clock.nowMs()) + everyMs;
    const ms = freeAtMs - clock.nowMs();
    await clock.sleep(Math.min(ms, attemptMs), signal).catch(() => {});
    if (signal.aborted || ms > attemptMs) throw new SourceError('ALO', 'TIMEOUT');
    return {};
  };
}

describe('a source that answers one request after another, and receives twenty at once', () => {
  it('has not failed if the deadline comes before the last answers', async () => {
    const { clock, upstream, read } = start(oneByOne(300));
    const reads = Array.from({ length: 20 }, () => read(2_000));
    await clock.advance(2_000);
    expect((await Promise.all(reads)).map(({ outcome }) => outcome)).toContain('SOURCE_TIMEOUT');
    expect(upstream.health().breaker).toBe('CLOSED');
    const next = read();
    await clock.advance(8_000);
    expect(await next).toMatchObject({ outcome: 'answered' });
  });

  it('has not failed if the last answers take longer than one attempt', async () => {
    const { clock, upstream, read } = start(oneByOne(260, 4_000));
    const reads = Array.from({ length: 20 }, () => read());
    await clock.advance(4_000);
    expect((await Promise.all(reads)).filter(({ outcome }) => outcome === 'SOURCE_TIMEOUT')).toHaveLength(5);
    expect(upstream.health().breaker).toBe('CLOSED');
  });

  it('has failed if it falls silent', async () => {
    const { clock, upstream, said, read } = start(oneByOne(1));
    const first = read();
    await clock.advance(1);
    await first;
    said.send = hangs;
    const reads = Array.from({ length: 5 }, () => read(1_000));
    await clock.advance(1_000);
    await Promise.all(reads);
    expect(upstream.health().breaker).toBe('OPEN');
  });
});

describe('a call that waits for a permit when the breaker opens', () => {
  it('is rejected at once, and uses no call of the minute', async () => {
    const { clock, upstream, said, read } = start(
      async (signal) => {
        await clock.sleep(200, signal);
        return fails(signal, clock);
      },
      { perSecond: 5, perMinute: 20 },
    );
    const reads = Array.from({ length: 10 }, () => read());
    await clock.advance(200);
    expect(upstream.health()).toMatchObject({ breaker: 'OPEN', waiting: 0 });
    const unavailable = Array(5).fill({ outcome: 'SOURCE_UNAVAILABLE', atMs: 200 });
    expect(await Promise.all(reads)).toEqual([
      ...unavailable,
      ...Array(5).fill({ outcome: 'SOURCE_OVERLOADED', atMs: 200 }),
    ]);
    await clock.advance(4_000);
    expect(said.sent).toBe(5);
    expect(upstream.health().minute.left).toBe(15);
  });
});

describe('a request that reads much at once', () => {
  it('has no listeners of reads that have ended', async () => {
    const { clock, upstream } = start(async (signal) => {
      await clock.sleep(100, signal);
      return {};
    });
    const deadline = deadlineIn(REQUEST_MS, clock, new AbortController().signal);
    const read = upstream.readFor({ caller: 'caller', isBackground: false, deadline });
    const asking = Promise.all(Array.from({ length: 50 }, (_, index) => read(prepare(thing, { what: String(index) }))));
    await clock.advance(10);
    expect(getEventListeners(deadline.signal, 'abort')).toHaveLength(50);
    await clock.advance(100);
    await asking;
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
  });
});

describe('an upstream that is closed', () => {
  it('keeps no read waiting, also none for all callers', async () => {
    const { clock, upstream } = start(hangs);
    const reading = upstream.readForAll(thing, { what: 'a' }).catch(({ code }: SourceError) => code);
    await clock.advance(10);
    await upstream.close();
    expect(await reading).toBe('SOURCE_TIMEOUT');
    expect(clock.nowMs()).toBe(10);
  });
});
