/** What a request leaves behind is freed by the collections of young garbage, which are cheap as long as little survives them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ForgetfulMap } from '../src/forgetful-map.ts';
import { oncePerObject } from '../src/once.ts';
import { connect } from '../src/relay/connection.ts';
import { systemClock } from '../src/time/clock.ts';
import { deadlineIn } from '../src/time/deadline.ts';
import { createFlights } from '../src/upstream/cache/single-flight.ts';

const ITEMS = 10_000;
const BYTES_PER_ITEM = 8;
const TIMES = 200;

setFlagsFromString('--expose-gc');
const collect: (how: { readonly type: 'major' | 'minor' }) => void = runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

type Ballast = readonly number[];

/** The share of what `leave` has left behind that young collections do not free. */
async function shareKept(leave: (ballast: Ballast) => unknown): Promise<number> {
  // Code, hidden classes and the things that live long become old.
  for (let time = 0; time < 10; time++) await leave([time]);
  collect({ type: 'major' });
  collect({ type: 'major' });
  const before = process.memoryUsage().heapUsed;
  for (let time = 0; time < TIMES; time++) await leave(Array.from({ length: ITEMS }, (_, index) => index + time));
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  return (process.memoryUsage().heapUsed - before) / (TIMES * ITEMS * BYTES_PER_ITEM);
}

describe('Young collections free', () => {
  it('what was made once of an object', async () => {
    const once = oncePerObject((ballast: Ballast) => ({ ballast }));
    expect(await shareKept((ballast) => once(ballast) && undefined)).toBeLessThan(0.2);
  });

  it('what has left a map', async () => {
    const map = new ForgetfulMap<object, Ballast>();
    let last = {};
    const leave = (ballast: Ballast): void => {
      const key = {};
      map.set(key, ballast);
      map.delete(last);
      last = key;
    };
    expect(await shareKept(leave)).toBeLessThan(0.2);
    expect(map.size).toBe(1);
  });

  it('the connections of an answer', async () => {
    const page = { list: () => '', size: 1, after: null };
    const leave = (ballast: Ballast): unknown => connect(page, ballast, { next: false, previous: false }, () => [0]);
    expect(await shareKept((ballast) => void leave(ballast))).toBeLessThan(0.2);
  });

  it('what hung on a deadline', async () => {
    const leave = (ballast: Ballast): void => {
      const ended = new AbortController();
      const { signal } = deadlineIn(60_000, systemClock, ended.signal);
      signal.addEventListener('abort', () => ballast.length);
      ended.abort();
    };
    expect(await shareKept(leave)).toBeLessThan(0.2);
  });

  it('the answer of a flight', async () => {
    const flights = createFlights();
    const reader = { atMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
    const leave = async (ballast: Ballast): Promise<void> => {
      await flights.join({}, async () => ballast, reader).answer;
    };
    expect(await shareKept(leave)).toBeLessThan(0.2);
    expect(flights.size()).toBe(0);
  });
});
