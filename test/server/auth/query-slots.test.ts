import { describe, expect, it } from 'vitest';
import { createQuerySlots } from '../../../src/server/auth/query-slots.ts';
import type { Deadline } from '../../../src/upstream/deadline.ts';

const never: Deadline = { atMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };

/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('the queries of one caller', () => {
  it('run beside each other up to a cost, and then one after another', async () => {
    const slots = createQuerySlots(100);
    const [first, second, third] = Array.from({ length: 3 }, () => slots.slotFor('a', never));
    await first?.admit(60);
    await second?.admit(40);
    const waiting = third?.admit(1) ?? Promise.resolve();
    expect(await isSettled(waiting)).toBe(false);
    second?.leave();
    expect(await isSettled(waiting)).toBe(true);
  });

  it('never wait for those of another caller', async () => {
    const slots = createQuerySlots(100);
    await slots.slotFor('greedy', never).admit(100);
    const waiting = slots.slotFor('greedy', never).admit(100);
    expect(await isSettled(slots.slotFor('quiet', never).admit(100))).toBe(true);
    expect(await isSettled(waiting)).toBe(false);
  });

  it('keep their order: a cheap one does not overtake a dear one', async () => {
    const slots = createQuerySlots(100);
    const first = slots.slotFor('a', never);
    await first.admit(90);
    const dear = slots.slotFor('a', never).admit(80);
    const cheap = slots.slotFor('a', never).admit(5);
    expect(await isSettled(cheap)).toBe(false);
    first.leave();
    await Promise.all([dear, cheap]);
  });

  it('run also where one alone costs more than is allowed at once', async () => {
    await createQuerySlots(100).slotFor('a', never).admit(1_000);
  });

  it('are refused with 429 and a time when they would have to wait longer than their deadline', async () => {
    const slots = createQuerySlots(100);
    const first = slots.slotFor('a', never);
    await first.admit(100);
    const over = new AbortController();
    const late = slots.slotFor('a', { atMs: 0, signal: over.signal });
    const refused = late.admit(50);
    over.abort();
    await expect(refused).rejects.toMatchObject({
      message: 'This caller has too many large queries running at once.',
      originalError: { code: 'RATE_LIMITED', teamgraph: { retryAfterMs: 1_000 } },
      extensions: { http: { status: 429 } },
    });
    late.leave();
    // Its place is nobody's.
    const next = slots.slotFor('a', never).admit(100);
    expect(await isSettled(next)).toBe(false);
    first.leave();
    await next;
  });

  it('run as soon as the dear one that they waited behind has given up', async () => {
    const slots = createQuerySlots(100);
    await slots.slotFor('a', never).admit(90);
    const over = new AbortController();
    const dear = slots.slotFor('a', { atMs: 0, signal: over.signal });
    const givenUp = expect(dear.admit(80)).rejects.toThrow('too many large queries');
    const cheap = slots.slotFor('a', never).admit(5);
    over.abort();
    await givenUp;
    dear.leave();
    expect(await isSettled(cheap)).toBe(true);
  });

  it('are refused at once where a thousand of them wait', async () => {
    const slots = createQuerySlots(1);
    await slots.slotFor('a', never).admit(1);
    for (let number = 0; number < 1_000; number++) void slots.slotFor('a', never).admit(1);
    await expect(slots.slotFor('a', never).admit(1)).rejects.toMatchObject({ originalError: { code: 'RATE_LIMITED' } });
  });
});
