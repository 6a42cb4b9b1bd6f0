/** What is left in memory of a server that was closed. */
import { expect, it } from 'vitest';
import { listen } from '../../../src/server/http/listen.ts';
import { collectGarbage } from '../../support/garbage.ts';

async function openAndClose(): Promise<WeakRef<object>> {
  const listening = await listen('127.0.0.1', 0);
  const served = { listener: () => {} };
  listening.serve(() => served.listener());
  await listening.close();
  return new WeakRef(served);
}

it('a server that is closed lets go of what it served', async () => {
  const served = await openAndClose();
  const isGone = (): boolean => {
    collectGarbage();
    return served.deref() === undefined;
  };
  await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
});
