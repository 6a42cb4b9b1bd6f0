/** When a cached answer of which age is served, and when it is revalidated; on one upstream whose answers the test gives. */

import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { type CallRecord, callsOf, createProvenance, recordCalls } from '../../../src/provenance.ts';
import { type Deadline, deadlineIn } from '../../../src/time/deadline.ts';
import { createScheduler } from '../../../src/time/slices.ts';
import { prepare } from '../../../src/upstream/endpoint.ts';
import type { Answer } from '../../../src/upstream/http/attempt.ts';
import { createUpstream, type Upstream } from '../../../src/upstream/read.ts';
import { createJumpingClock, type JumpingClock } from '../../support/clock.ts';
import { GONE_MS, OLD_MS, POLL, REST_MS } from '../../support/upstream/endpoint.ts';
import { thing } from '../../support/upstream/thing.ts';

const YOUNG_MS = 2 * 60_000;
const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

type Send = (signal: AbortSignal) => Promise<Partial<Answer>>;

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((end) => end()));
});

const says =
  (text: string, status = 200): Send =>
  async () => ({ status, text });
const fails: Send = async () => {
  throw new SourceError('ALO', 'TIMEOUT');
};
const hangs: Send = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new SourceError('ALO', 'TIMEOUT')));
  });

/** An upstream whose next answer the test sets, and how often it was called. */
function start(): {
  clock: JumpingClock;
  upstream: Upstream;
  sent(): number;
  answer(send: Send): void;
  read(what?: string, deadline?: Deadline, endpoint?: typeof thing): Promise<Read>;
} {
  const clock = createJumpingClock();
  let send: Send = says('1');
  let sent = 0;
  const protocol = { source: 'ALO', apiUrl: 'http://127.0.0.1:1', headers: {}, account: '' } as const;
  const upstream = createUpstream(protocol, {
    clock,
    random: () => 0,
    scheduler: createScheduler(),
    limits: UNLIMITED,
    backgroundMs: 600_000,
    isCaching: true,
    send: async (_source, _dispatcher, _exchange, signal) => {
      sent++;
      return { status: 200, headers: {}, text: '', ...(await send(signal)) };
    },
  });
  const left = new AbortController();
  running.push(upstream.close, () => left.abort());
  return {
    clock,
    upstream,
    sent: () => sent,
    answer: (next) => {
      send = next;
    },
    read: async (what = 'a', deadline = deadlineIn(8_000, clock, left.signal), endpoint = thing) => {
      const provenance = createProvenance();
      const requester = { caller: 'caller', isBackground: false, deadline };
      const value = await recordCalls(provenance, () => upstream.readFor(requester)(prepare(endpoint, { what })));
      return { value, call: [...callsOf(provenance)][0] };
    },
  };
}

interface Read {
  readonly value: number;
  readonly call: CallRecord | undefined;
}

/** A deadline that has passed, as at the end of a request that waited for something else. */
const passed = (clock: JumpingClock): Deadline => ({
  atMs: clock.nowMs() - 1,
  signal: AbortSignal.abort(new DOMException('over', 'AbortError')),
});

describe('a cached answer', () => {
  it('is fresh for a minute', async () => {
    const { read, clock, sent } = start();
    await read();
    clock.jump(59_000);
    expect(await read()).toMatchObject({ value: 1, call: { cache: 'FRESH', attempts: 0 } });
    expect(sent()).toBe(1);
  });

  it('of some minutes is served at once, while one of all reads revalidates it', async () => {
    const { read, clock, sent, answer } = start();
    await read();
    clock.jump(YOUNG_MS);
    answer(hangs);
    const reads = await Promise.all(Array.from({ length: 100 }, () => read()));
    for (const { value, call } of reads) {
      expect(value).toBe(1);
      expect(call).toMatchObject({ cache: 'STALE', staleBecause: 'REVALIDATING', attempts: 0 });
      expect(call?.ageMs).toBeGreaterThanOrEqual(YOUNG_MS);
    }
    await expect.poll(sent, POLL).toBe(2);
  });

  it('of some minutes is replaced by the revalidated one for the next read', async () => {
    const { read, clock, sent, answer } = start();
    await read();
    clock.jump(YOUNG_MS);
    answer(says('2'));
    expect((await read()).value).toBe(1);
    await expect.poll(async () => (await read()).value, POLL).toBe(2);
    expect(sent()).toBe(2);
  });

  it('of more minutes is waited for, and served on an error', async () => {
    const { read, clock, sent, answer } = start();
    await read();
    clock.jump(OLD_MS);
    answer(fails);
    expect(await read()).toMatchObject({ value: 1, call: { staleBecause: 'SOURCE_TIMEOUT', attempts: 1 } });
    expect(sent()).toBe(2);
    clock.jump(REST_MS);
    answer(says('2'));
    expect(await read()).toMatchObject({ value: 2, call: { cache: 'MISS', attempts: 1 } });
  });

  it('of more than a day is gone', async () => {
    const { read, clock, answer } = start();
    await read();
    clock.jump(GONE_MS);
    answer(fails);
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
  });

  it('that could not be revalidated is not tried again for a second', async () => {
    const { read, clock, sent, answer } = start();
    await read();
    clock.jump(OLD_MS);
    answer(fails);
    for (let again = 0; again < 10; again++) {
      expect((await read()).call).toMatchObject({ staleBecause: 'SOURCE_TIMEOUT' });
    }
    expect(sent()).toBe(2);
    clock.jump(REST_MS);
    await read();
    expect(sent()).toBe(3);
  });

  it('is dropped alone if the credential lacks the right to an optional endpoint', async () => {
    const { read, clock, answer } = start();
    const optional = { ...thing, name: 'optional', isOptional: true };
    await read('a', undefined, optional);
    clock.jump(OLD_MS);
    await read('b');
    answer(says('', 401));
    await expect(read('a', undefined, optional)).rejects.toMatchObject({ code: 'SOURCE_UNAUTHORIZED' });
    expect((await read('b')).call).toMatchObject({ cache: 'FRESH' });
  });
});

describe('what is held', () => {
  it('is the answer that a read would get without a wait, and looking at it is no read', async () => {
    const { read, clock, sent, answer, upstream } = start();
    const look = async () => upstream.heldFor('caller')(prepare(thing, { what: 'a' }));
    expect(await look()).toBeUndefined();
    await read();
    const { endpoints } = upstream.health();
    expect(await look()).toEqual({ model: 1, isFresh: true });
    clock.jump(YOUNG_MS);
    expect(await look()).toEqual({ model: 1, isFresh: false });
    clock.jump(OLD_MS);
    expect(await look()).toBeUndefined();
    expect(upstream.health().endpoints).toEqual(endpoints);
    answer(fails);
    await read();
    // The failed revalidation is not tried again for a second.
    expect(await look()).toEqual({ model: 1, isFresh: false });
    expect(sent()).toBe(2);
  });
});

describe('a request without time left', () => {
  it('gets the stale answer at once', async () => {
    const { read, clock, answer } = start();
    await read();
    clock.jump(OLD_MS);
    answer(hangs);
    expect(await read('a', passed(clock))).toMatchObject({ value: 1, call: { staleBecause: 'SOURCE_TIMEOUT' } });
  });

  it('sends no call if nothing is cached, which does not count against the source', async () => {
    const { read, clock, sent, upstream } = start();
    for (let again = 0; again < 10; again++) {
      await expect(read('a', passed(clock))).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
    }
    expect(sent()).toBe(0);
    expect(upstream.health()).toMatchObject({ breaker: 'CLOSED', endpoints: [{ sent: 0 }] });
  });
});

describe('a bug', () => {
  it('during a revalidation breaks nothing else, and is reported as soon as a request waits for it', async () => {
    const { read, clock, answer } = start();
    await read();
    clock.jump(YOUNG_MS);
    answer(async () => {
      throw new TypeError('a bug');
    });
    // An unhandled rejection would fail this run.
    expect(await read()).toMatchObject({ value: 1, call: { staleBecause: 'REVALIDATING' } });
    clock.jump(OLD_MS);
    await expect(read()).rejects.toThrow('a bug');
  });
});
