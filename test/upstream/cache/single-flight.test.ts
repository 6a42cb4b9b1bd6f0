import { describe, expect, it } from 'vitest';
import type { Deadline } from '../../../src/time/deadline.ts';
import { createFlights, type Flights, type Progress } from '../../../src/upstream/cache/single-flight.ts';

/** A flight that the test ends, and what it received. */
interface Launched {
  readonly deadline: Deadline;
  readonly progress: Progress;
  land(answer: string): void;
  crash(error: Error): void;
}

function startFlights() {
  const flights: Flights = createFlights();
  const launched: Launched[] = [];
  const join = (waiter: Deadline, key = 'key') =>
    flights.join(
      key,
      (deadline, progress) => {
        const { promise, resolve, reject } = Promise.withResolvers<string>();
        launched.push({ deadline, progress, land: resolve, crash: reject });
        return promise;
      },
      waiter,
    );
  return { flights, launched, join };
}

function waiter(atMs = 8_000) {
  const gone = new AbortController();
  return { atMs, signal: gone.signal, leave: (reason?: Error) => gone.abort(reason) };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The answer, or the message of the error. */
const outcomeOf = ({ answer }: { readonly answer: Promise<string> }): Promise<string> =>
  answer.catch(({ message }: Error) => message);

describe('a flight', () => {
  it('is shared by all equal reads meanwhile', async () => {
    const { flights, launched, join } = startFlights();
    const all = Array.from({ length: 1_000 }, () => join(waiter()));
    expect(launched).toHaveLength(1);
    expect(all.map(({ isShared }) => isShared)).toEqual([false, ...Array(999).fill(true)]);
    launched[0]?.land('answer');
    expect(new Set(await Promise.all(all.map(outcomeOf)))).toEqual(new Set(['answer']));
    await tick();
    expect(flights.size()).toBe(0);
  });

  it('is not shared by another or a later read', async () => {
    const { launched, join } = startFlights();
    const [one, other] = [join(waiter(), 'one'), join(waiter(), 'other')];
    launched[0]?.land('first');
    expect(await one.answer).toBe('first');
    await tick();
    const late = join(waiter(), 'one');
    expect(launched).toHaveLength(3);
    launched[1]?.land('second');
    launched[2]?.land('third');
    expect([await other.answer, await late.answer]).toEqual(['second', 'third']);
  });

  it('that fails, fails for all its readers, and for no later one', async () => {
    const { flights, launched, join } = startFlights();
    const all = Array.from({ length: 1_000 }, () => join(waiter()));
    launched[0]?.crash(new Error('no'));
    expect(new Set(await Promise.all(all.map(outcomeOf)))).toEqual(new Set(['no']));
    await tick();
    expect(flights.size()).toBe(0);
    const late = join(waiter());
    launched[1]?.land('yes');
    expect(await outcomeOf(late)).toBe('yes');
  });

  it('goes on for the other readers when the one that started it leaves', async () => {
    const { launched, join } = startFlights();
    const [first, second] = [waiter(), waiter()];
    const [left, stayed] = [join(first), join(second)];
    first.leave(new Error('left'));
    expect(await outcomeOf(left)).toBe('left');
    expect(launched[0]?.deadline.signal.aborted).toBe(false);
    launched[0]?.land('answer');
    expect(await outcomeOf(stayed)).toBe('answer');
  });

  it('is aborted when the last reader has left, with its reason', async () => {
    const { flights, launched, join } = startFlights();
    const all = [waiter(), waiter(), waiter()];
    const joined = all.map((one) => join(one));
    for (const [at, one] of all.entries()) {
      expect(launched[0]?.deadline.signal.aborted).toBe(false);
      one.leave(new Error(`left ${at}`));
    }
    expect(launched[0]?.deadline.signal.reason).toEqual(new Error('left 2'));
    expect(await Promise.all(joined.map(outcomeOf))).toEqual(['left 0', 'left 1', 'left 2']);
    expect(flights.size()).toBe(0);
  });

  it('that was aborted is not joined: the next read starts another one, which the end of this one does not disturb', async () => {
    const { flights, launched, join } = startFlights();
    const first = waiter();
    const left = join(first);
    first.leave(new Error('left'));
    const newcomer = join(waiter());
    expect(newcomer.isShared).toBe(false);
    expect(launched).toHaveLength(2);
    launched[0]?.crash(new Error('aborted'));
    expect(await outcomeOf(left)).toBe('left');
    await tick();
    expect(flights.size()).toBe(1);
    expect(join(waiter()).isShared).toBe(true);
    launched[1]?.land('answer');
    expect(await outcomeOf(newcomer)).toBe('answer');
  });

  it('has the latest deadline of its readers', async () => {
    const { launched, join } = startFlights();
    join(waiter(5_000));
    expect(launched[0]?.deadline.atMs).toBe(5_000);
    const late = waiter(9_000);
    const left = outcomeOf(join(late));
    join(waiter(7_000));
    expect(launched[0]?.deadline.atMs).toBe(9_000);
    late.leave(new Error('left'));
    expect(await left).toBe('left');
    expect(launched[0]?.deadline.atMs).toBe(7_000);
  });

  it('is over at once for a reader that has left already', async () => {
    const { flights, launched, join } = startFlights();
    const gone = waiter();
    gone.leave(new Error('left'));
    expect(await outcomeOf(join(gone))).toBe('left');
    expect(launched.every(({ deadline }) => deadline.signal.aborted)).toBe(true);
    expect(flights.size()).toBe(0);
  });

  it('ends once for each reader: one that leaves after its end has the answer', async () => {
    const { launched, join } = startFlights();
    const one = waiter();
    const joined = join(one);
    launched[0]?.land('answer');
    expect(await joined.answer).toBe('answer');
    await tick();
    one.leave(new Error('left'));
    expect(await outcomeOf(joined)).toBe('answer');
    expect(launched[0]?.deadline.signal.aborted).toBe(false);
  });

  it('shows its progress to all readers, and that a 429 holds it up', async () => {
    const { launched, join } = startFlights();
    const [one, other] = [join(waiter()), join(waiter())];
    const { progress } = launched[0] ?? one;
    progress.attempts++;
    progress.waitMs += 20;
    expect(other.progress).toMatchObject({ attempts: 1, waitMs: 20 });
    progress.throttled.reject(new Error('too many'));
    for (const { progress } of [one, other]) await expect(progress.throttled.promise).rejects.toThrow('too many');
    launched[0]?.land('answer');
    expect(await outcomeOf(one)).toBe('answer');
  });
});
