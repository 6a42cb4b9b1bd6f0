import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { releaseStartMemory } from '../../src/server/memory.ts';

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.physical_space_size ?? 0;

describe('the memory of the start', () => {
  it('is given back: the space of young objects shrinks to next to nothing', () => {
    const live: object[][] = [];
    for (let round = 0; round < 100; round++) live.push(Array.from({ length: 10_000 }, (_, id) => ({ id, round })));
    const before = youngBytes();
    expect(live.length).toBe(100);
    expect(before).toBeGreaterThan(8_000_000);
    releaseStartMemory();
    expect(youngBytes()).toBeLessThan(2_000_000);
    expect('gc' in globalThis).toBe(false);
  });
});
