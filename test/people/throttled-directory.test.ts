/** The people are linked once for many requests, but an error of their directories is that of the present request. */
import { afterAll, expect, it } from 'vitest';
import { createJumpingClock } from '../support/clock.ts';
import { startGraph } from '../support/graph.ts';

const clock = createJumpingClock();
const graph = await startGraph({ clock, settings: { CACHE: 'on' } });
afterAll(() => graph.close());

it('users that Cal.com throttles say how long there is to wait now', async () => {
  graph.sandbox.calcom.inject({ status: 429, headers: { 'retry-after': '50' } });
  const waitOf = async (): Promise<number> => {
    const { errors = [] } = await graph.ask('{ users { nodes { id } } }');
    const [error] = errors.filter(({ extensions }) => extensions.teamgraph?.source === 'CALCOM');
    expect(error?.extensions.code).toBe('SOURCE_THROTTLED');
    return Number(Object(error?.extensions.teamgraph).retryAfterMs);
  };
  const failedCalls = async (): Promise<number> => {
    const { data } = await graph.ask('{ sources { endpoints { failed } } }');
    return data.sources[0].endpoints.reduce((sum: number, { failed }: { failed: number }) => sum + failed, 0);
  };
  expect(await waitOf()).toBeGreaterThan(40_000);
  // The wait that the second of the two 429s announces would begin after the jump, if it came then.
  await expect.poll(failedCalls).toBe(2);
  clock.jump(20_000);
  expect(await waitOf()).toBeLessThanOrEqual(31_000);
  clock.jump(20_000);
  expect(await waitOf()).toBeLessThanOrEqual(11_000);
});
