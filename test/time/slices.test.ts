import { describe, expect, it } from 'vitest';
import { createScheduler, type Slices } from '../../src/time/slices.ts';

/** A scheduler whose turns of the event loop the test runs. */
function byHand() {
  const deferred: (() => void)[] = [];
  const scheduler = createScheduler((run) => deferred.push(run));
  return {
    scheduler,
    /** How many functions wait for the next turn. */
    waiting: () => deferred.length,
    turn: async () => {
      deferred.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Takes steps of work one after another, and records each. */
async function work(slices: Slices, rows: number, times: number, note: () => void): Promise<void> {
  for (let time = 0; time < times; time++) {
    await slices.spendRows(rows);
    note();
  }
}

describe('work in slices', () => {
  it('runs at once until a slice is used up', () => {
    const slices = byHand().scheduler.slicesFor('a');
    expect(slices.spendRows(1_000)).toBeUndefined();
    expect(slices.spendObjects(200)).toBeUndefined();
    expect(slices.spendRows(1)).toBeInstanceOf(Promise);
    expect(slices.isWaiting()).toBe(true);
  });

  it('goes on in a later turn of the event loop, one slice a turn', async () => {
    const { scheduler, turn, waiting } = byHand();
    let done = 0;
    const working = work(scheduler.slicesFor('a'), 1_000, 8, () => done++);
    await turn();
    const seen = [];
    while (waiting() > 0) {
      seen.push(done);
      await turn();
    }
    await working;
    expect([...seen, done]).toEqual([3, 6, 8]);
  });

  it('takes steps in the order in which they were requested', async () => {
    const { scheduler, turn, waiting } = byHand();
    const slices = scheduler.slicesFor('a');
    const order: number[] = [];
    const steps = [2_900, 200, 100, 2_900, 5].map(async (rows, index) => {
      await slices.spendRows(rows);
      order.push(index);
    });
    while (waiting() > 0) await turn();
    await Promise.all(steps);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives more steps than a slice holds a slice of their own', async () => {
    const { scheduler, turn } = byHand();
    const slices = scheduler.slicesFor('a');
    const large = slices.spendObjects(5_000);
    expect(large).toBeInstanceOf(Promise);
    await turn();
    await large;
    expect(slices.isWaiting()).toBe(false);
  });

  it('starts a small query at once while others wait, and a large one in order', async () => {
    const { scheduler, turn } = byHand();
    const waiting = scheduler.slicesFor('greedy');
    expect(waiting.spendRows(3_001)).toBeInstanceOf(Promise);
    expect(scheduler.slicesFor('quiet').spendObjects(30)).toBeUndefined();
    expect(scheduler.slicesFor('quiet').spendObjects(31)).toBeInstanceOf(Promise);
    await turn();
    await turn();
    expect(scheduler.slicesFor('quiet').spendObjects(300)).toBeUndefined();
  });

  it('serves callers round robin, however many requests one of them has', async () => {
    const { scheduler, turn, waiting } = byHand();
    const order: string[] = [];
    const requests = ['greedy', 'greedy', 'greedy', 'greedy', 'quiet'].map(async (caller) => {
      const slices = scheduler.slicesFor(caller);
      await slices.spendRows(3_000);
      await slices.spendRows(3_000);
      order.push(caller);
      await slices.spendRows(3_000);
      order.push(caller);
    });
    await Promise.resolve();
    while (waiting() > 0) await turn();
    await Promise.all(requests);
    // The quiet one waits for one slice of the greedy one before each of its own.
    expect(order.slice(0, 4)).toEqual(['greedy', 'quiet', 'greedy', 'quiet']);
  });
});

describe('work in pieces', () => {
  /** A scheduler for which a piece takes a millisecond. */
  function measured() {
    let nowMs = 0;
    const deferred: (() => void)[] = [];
    const scheduler = createScheduler(
      (run) => deferred.push(run),
      () => nowMs,
    );
    function* pieces(count: number, note: () => void = () => {}): Generator<void, string, void> {
      for (let piece = 0; piece < count; piece++) {
        nowMs++;
        note();
        yield;
      }
      return 'done';
    }
    /** Runs what waits for the next turn of the event loop. */
    const turn = async (): Promise<void> => {
      for (const run of deferred.splice(0)) run();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { scheduler, pieces, turn };
  }

  it('runs at once if it takes less than a slice', () => {
    const { scheduler, pieces } = measured();
    const slices = scheduler.slicesFor('a');
    expect(slices.work(pieces(4))).toBe('done');
    expect(slices.isWaiting()).toBe(false);
  });

  it('goes on in later turns of the event loop, a slice in each', async () => {
    const { scheduler, pieces, turn } = measured();
    let done = 0;
    const working = scheduler.slicesFor('a').work(pieces(17, () => done++));
    const seen = [];
    for (let turns = 0; turns < 4; turns++) {
      seen.push(done);
      await turn();
    }
    expect(seen).toEqual([5, 10, 15, 17]);
    expect(await working).toBe('done');
  });

  it('runs one slice at once in a turn, however much work starts in it', async () => {
    const { scheduler, pieces, turn } = measured();
    let done = 0;
    const working = Array.from({ length: 10 }, (_, caller) =>
      scheduler.slicesFor(`caller ${caller}`).work(pieces(3, () => done++)),
    );
    expect(done).toBeLessThanOrEqual(6);
    for (let turns = 0; turns < 10; turns++) await turn();
    expect(await Promise.all(working)).toEqual(Array(10).fill('done'));
    expect(scheduler.slicesFor('a').work(pieces(1))).toBe('done');
  });

  it('serves callers round robin', async () => {
    const { scheduler, pieces, turn } = measured();
    const order: string[] = [];
    for (const caller of ['greedy', 'greedy', 'greedy', 'quiet']) {
      scheduler.slicesFor(caller).work(pieces(20, () => order.push(caller)));
    }
    for (let turns = 0; turns < 6; turns++) await turn();
    expect(order.filter((caller) => caller === 'quiet').length).toBeGreaterThanOrEqual(10);
  });

  it('rejects with the error that it throws, at once or later', async () => {
    const { scheduler, pieces, turn } = measured();
    function* failing(count: number) {
      yield* pieces(count);
      throw new Error('no');
    }
    expect(() => scheduler.slicesFor('a').work(failing(1))).toThrow('no');
    const working = Promise.resolve(scheduler.slicesFor('a').work(failing(10)));
    const failure = expect(working).rejects.toThrow('no');
    for (let turns = 0; turns < 4; turns++) await turn();
    await failure;
  });
});
