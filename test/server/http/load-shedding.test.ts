/** Load shedding by itself: an event loop whose turns the test runs, and whose time passes only while it works. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createLoadShedding } from '../../../src/server/http/load-shedding.ts';

/** How long the event loop takes to notice a request and to reject it. */
const REJECTION_MS = 0.02;

interface Asked {
  readonly caller: string;
  readonly askedAtMs: number;
  readonly isRejected: boolean;
  startedAtMs?: number;
  leave(): void;
}

function createLoop() {
  let nowMs = 0;
  let deferred: (() => void)[] = [];
  const asked: Asked[] = [];
  const shedding = createLoadShedding(
    () => nowMs,
    (run) => deferred.push(run),
  );
  return {
    asked,
    nowMs: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** A request whose answer takes so much processor time; undefined for one that waits for a source until it leaves. */
    ask: (caller: string, costMs?: number): Asked => {
      const response = Object.assign(new EventEmitter(), { closed: false });
      const leave = () => {
        response.closed = true;
        response.emit('close');
      };
      const askedAtMs = nowMs;
      nowMs += REJECTION_MS;
      let startedAtMs: number | undefined;
      const isAdmitted = shedding.admit(caller, response, () => {
        startedAtMs = nowMs;
        nowMs += costMs ?? REJECTION_MS;
        if (costMs !== undefined) leave();
      });
      const request: Asked = {
        caller,
        askedAtMs,
        isRejected: !isAdmitted,
        get startedAtMs() {
          return startedAtMs;
        },
        leave,
      };
      asked.push(request);
      return request;
    },
    turn: () => {
      const runs = deferred;
      deferred = [];
      for (const run of runs) run();
      return runs.length > 0;
    },
  };
}
type Loop = ReturnType<typeof createLoop>;

/** Requests at fixed rates for a while, whether or not earlier ones were answered. */
function openLoop(loop: Loop, rates: Readonly<Record<string, number>>, costMs: number, forMs: number): void {
  const sinceMs = loop.nowMs();
  const sent = new Map<string, number>();
  while (loop.nowMs() < sinceMs + forMs) {
    const passedMs = loop.nowMs() - sinceMs;
    let hasWorked = false;
    for (const [caller, perSecond] of Object.entries(rates)) {
      for (let count = sent.get(caller) ?? 0; count < (passedMs / 1_000) * perSecond; count++) {
        loop.ask(caller, costMs);
        sent.set(caller, count + 1);
        hasWorked = true;
      }
    }
    if (!loop.turn() && !hasWorked) loop.pass(0.1);
  }
  while (loop.turn());
}

const startedOf = (asked: readonly Asked[]) => asked.filter(({ startedAtMs }) => startedAtMs !== undefined);
const rejectedOf = (asked: readonly Asked[]) => asked.filter(({ isRejected }) => isRejected);
const longestWaitMs = (asked: readonly Asked[]): number =>
  Math.max(...startedOf(asked).map(({ askedAtMs, startedAtMs = 0 }) => startedAtMs - askedAtMs));

describe('below what the server can answer', () => {
  it('a request starts at once, and no turn of the event loop is needed', () => {
    const loop = createLoop();
    for (let count = 0; count < 100; count++) {
      expect(loop.ask('a', 1).startedAtMs).toBeDefined();
      loop.pass(2);
    }
    expect(loop.turn()).toBe(false);
  });

  it.each([0.5, 2, 20])('no request of %d ms is rejected at nine tenths of that', (costMs) => {
    const loop = createLoop();
    openLoop(loop, { a: 900 / (costMs + REJECTION_MS) }, costMs, 5_000);
    expect(rejectedOf(loop.asked)).toEqual([]);
    expect(startedOf(loop.asked)).toHaveLength(loop.asked.length);
  });

  it.each([
    ['a garbage collection of 300 ms', 300, 1_000, 0.5],
    ['a process that was suspended for a second', 1_000, 100, 5],
  ] as const)('%s lets no request be rejected', (_, pauseMs, perSecond, costMs) => {
    const loop = createLoop();
    openLoop(loop, { a: perSecond }, costMs, 1_000);
    for (let count = 0; count < (pauseMs / 1_000) * perSecond; count++) loop.ask('a', costMs);
    loop.pass(pauseMs);
    openLoop(loop, { a: perSecond }, costMs, 3_000);
    expect(rejectedOf(loop.asked)).toEqual([]);
  });

  it('a burst of 2,000 waits, in turns that are short', () => {
    const loop = createLoop();
    for (let count = 0; count < 2_000; count++) loop.ask('a', 1);
    expect(rejectedOf(loop.asked)).toEqual([]);
    for (let lastMs = loop.nowMs(); loop.turn(); lastMs = loop.nowMs()) {
      expect(loop.nowMs() - lastMs).toBeLessThanOrEqual(11);
    }
    expect(startedOf(loop.asked)).toHaveLength(2_000);
  });

  it('100 clients that wait for their answers are never rejected', () => {
    const loop = createLoop();
    const clients = Array.from({ length: 100 }, () => loop.ask('a', 4));
    while (loop.nowMs() < 5_000) {
      loop.turn();
      clients.forEach((client, index) => {
        if (client.startedAtMs !== undefined) clients[index] = loop.ask('a', 4);
      });
    }
    expect(rejectedOf(loop.asked)).toEqual([]);
  });

  it('any number of requests may wait for a source while the event loop is idle', () => {
    const loop = createLoop();
    for (let count = 0; count < 5_000; count++) {
      const { isRejected } = loop.ask('a');
      expect(isRejected).toBe(false);
      loop.turn();
    }
    while (loop.turn());
    expect(startedOf(loop.asked)).toHaveLength(5_000);
  });
});

describe('beyond what the server can answer', () => {
  it.each([
    [2, 20],
    [5, 20],
    [10, 20],
    [10, 5],
    [10, 2],
  ])('at %d times as much, of %d ms each, as many are answered and the others rejected at once', (times, costMs) => {
    const loop = createLoop();
    const perSecond = 1_000 / costMs;
    openLoop(loop, { a: times * perSecond }, costMs, 20_000);
    expect(startedOf(loop.asked).length).toBeGreaterThan(0.9 * 20 * perSecond);
    expect(startedOf(loop.asked).length + rejectedOf(loop.asked).length).toBe(loop.asked.length);
    const settled = loop.asked.filter(({ askedAtMs }) => askedAtMs > 5_000);
    expect(longestWaitMs(settled)).toBeLessThan(1_200);
  });

  it('the rejections end when the load does', () => {
    const loop = createLoop();
    openLoop(loop, { a: 2_000 }, 5, 5_000);
    expect(rejectedOf(loop.asked).length).toBeGreaterThan(1_000);
    const before = loop.asked.length;
    openLoop(loop, { a: 150 }, 5, 5_000);
    expect(rejectedOf(loop.asked.slice(before))).toEqual([]);
  });

  it('nine normal callers are not harmed by one at ten times as much', () => {
    const loop = createLoop();
    const normal = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`normal ${index}`, 8]));
    openLoop(loop, { greedy: 2_000, ...normal }, 5, 10_000);
    const quiet = loop.asked.filter(({ caller }) => caller !== 'greedy');
    expect(rejectedOf(quiet)).toEqual([]);
    expect(longestWaitMs(quiet)).toBeLessThan(100);
    expect(startedOf(loop.asked).length).toBeGreaterThan(0.9 * 2_000);
  });

  it('a caller whose requests wait for a source does not keep others from starting', () => {
    const loop = createLoop();
    for (let count = 0; count < 500; count++) {
      loop.ask('greedy');
      loop.turn();
    }
    while (loop.turn());
    loop.ask('greedy');
    loop.pass(50);
    expect(loop.ask('quiet', 1).isRejected).toBe(false);
    loop.turn();
    expect(loop.asked.at(-1)?.startedAtMs).toBeDefined();
  });

  it('a thousand callers share the room', () => {
    const loop = createLoop();
    const callers = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`caller ${index}`, 2]));
    openLoop(loop, callers, 5, 10_000);
    expect(startedOf(loop.asked).length).toBeGreaterThan(0.9 * 2_000);
    expect(rejectedOf(loop.asked).length).toBeGreaterThan(10_000);
  });

  it('with 16 requests in progress a further one waits until one ends', () => {
    const loop = createLoop();
    const held = Array.from({ length: 16 }, () => loop.ask('a'));
    const next = loop.ask('a');
    loop.pass(5);
    loop.turn();
    expect(next.startedAtMs).toBeUndefined();
    held[0]?.leave();
    loop.pass(5);
    loop.turn();
    expect(next.startedAtMs).toBeDefined();
  });

  it('a client that leaves while it waits is never answered, and makes room', () => {
    const loop = createLoop();
    const held = Array.from({ length: 16 }, () => loop.ask('a'));
    const [first, second] = [loop.ask('a'), loop.ask('a')];
    first.leave();
    held[0]?.leave();
    loop.pass(5);
    loop.turn();
    expect([first.startedAtMs, second.startedAtMs === undefined]).toEqual([undefined, false]);
    expect(loop.turn()).toBe(false);
  });
});
