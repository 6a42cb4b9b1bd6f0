import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createActivity } from '../../src/sources/activity.ts';

describe('the end of the work in progress', () => {
  it('is awaited once for all who ask together', async () => {
    const { track, ended } = createActivity({ isWaiting: () => false });
    const work = Promise.withResolvers<void>();
    let waits = 0;
    const counted = Object.assign(work.promise.then(), {
      // biome-ignore lint/suspicious/noThenProperty: it counts who waits.
      then: (...args: Parameters<Promise<void>['then']>) => {
        waits++;
        return work.promise.then(...args);
      },
    });
    void track(() => counted)();
    const before = waits;
    const all = Array.from({ length: 1000 }, ended);
    work.resolve();
    await Promise.all(all);
    expect(waits - before).toBeLessThan(5);
  });

  it('is no earlier than that of work which was started because other work ended', async () => {
    const { track, ended } = createActivity({ isWaiting: () => false });
    const order: string[] = [];
    const step = track(async (name: string) => {
      await setImmediate();
      order.push(name);
    });
    const chain = (async () => {
      for (const name of ['a', 'b', 'c']) await step(name);
    })();
    const asked = [ended().then(() => order.push('first asked'))];
    await setImmediate();
    asked.push(ended().then(() => order.push('later asked')));
    await Promise.all([chain, ...asked]);
    expect(order.slice(0, 3)).toEqual(['a', 'b', 'c']);
  });
});
