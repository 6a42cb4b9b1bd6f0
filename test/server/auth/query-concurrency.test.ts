import { describe, expect, it } from 'vitest';
import { createQueryConcurrency } from '../../../src/server/auth/query-concurrency.ts';
import type { Deadline } from '../../../src/time/deadline.ts';

const never: Deadline = { atMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };

/** Whether a promise is settled. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('the queries of one caller', () => {
  it('run side by side up to a cost, and then one after another', async () => {
    const slots = createQueryConcurrency(100);
    const [first, second, third] = Array.from({ length: 3 }, () => slots.permitFor('a', never));
    await first?.acquire(60);
    await second?.acquire(40);
    const waiting = third?.acquire(1) ?? Promise.resolve();
    expect(await isSettled(waiting)).toBe(false);
    second?.release();
    expect(await isSettled(waiting)).toBe(true);
  });

  it('never wait for queries of another caller', async () => {
    const slots = createQueryConcurrency(100);
    await slots.permitFor('greedy', never).acquire(100);
    const waiting = slots.permitFor('greedy', never).acquire(100);
    expect(await isSettled(slots.permitFor('quiet', never).acquire(100))).toBe(true);
    expect(await isSettled(waiting)).toBe(false);
  });

  it('keep their order: a cheap one does not overtake an expensive one', async () => {
    const slots = createQueryConcurrency(100);
    const first = slots.permitFor('a', never);
    await first.acquire(90);
    const dear = slots.permitFor('a', never).acquire(80);
    const cheap = slots.permitFor('a', never).acquire(5);
    expect(await isSettled(cheap)).toBe(false);
    first.release();
    await Promise.all([dear, cheap]);
  });

  it('run even if one alone costs more than the limit', async () => {
    await createQueryConcurrency(100).permitFor('a', never).acquire(1_000);
  });

  it('are rejected with 429 and Retry-After if they would wait beyond their deadline', async () => {
    const slots = createQueryConcurrency(100);
    const first = slots.permitFor('a', never);
    await first.acquire(100);
    const over = new AbortController();
    const late = slots.permitFor('a', { atMs: 0, signal: over.signal });
    const refused = late.acquire(50);
    over.abort();
    await expect(refused).rejects.toMatchObject({
      message: 'This caller has too many large queries running at once.',
      originalError: { code: 'RATE_LIMITED', teamgraph: { retryAfterMs: 1_000 } },
      extensions: { http: { status: 429 } },
    });
    late.release();
    // Its cost is free again.
    const next = slots.permitFor('a', never).acquire(100);
    expect(await isSettled(next)).toBe(false);
    first.release();
    await next;
  });

  it('run as soon as the expensive one before them has given up', async () => {
    const slots = createQueryConcurrency(100);
    await slots.permitFor('a', never).acquire(90);
    const over = new AbortController();
    const dear = slots.permitFor('a', { atMs: 0, signal: over.signal });
    const givenUp = expect(dear.acquire(80)).rejects.toThrow('too many large queries');
    const cheap = slots.permitFor('a', never).acquire(5);
    over.abort();
    await givenUp;
    dear.release();
    expect(await isSettled(cheap)).toBe(true);
  });

  it('are rejected at once while a thousand of them wait', async () => {
    const slots = createQueryConcurrency(1);
    await slots.permitFor('a', never).acquire(1);
    for (let number = 0; number < 1_000; number++) void slots.permitFor('a', never).acquire(1);
    await expect(slots.permitFor('a', never).acquire(1)).rejects.toMatchObject({
      originalError: { code: 'RATE_LIMITED' },
    });
  });
});
