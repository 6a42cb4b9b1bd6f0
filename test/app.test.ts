/** What the composition root gives to more than one part. */
import { expect, it } from 'vitest';
import { startGraph } from './support/graph.ts';
import { observedScheduler } from './support/scheduler.ts';

it('a request and the reading of its answer get their slices from one scheduler, in the name of the caller', async () => {
  const callers: string[] = [];
  const scheduler = observedScheduler((_, caller) => {
    callers.push(caller);
    return {};
  });
  const graph = await startGraph({ settings: { CACHE: 'on' }, scheduler });
  expect((await graph.ask('{ periods(first: 1) { nodes { id } } }')).errors).toBeUndefined();
  await graph.close();
  expect(callers).toEqual(['address:127.0.0.1', 'address:127.0.0.1']);
});
