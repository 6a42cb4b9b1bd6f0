/** The plans of random queries. `npm run bench -- plan` checks thousands. */
import { describe, expect, it } from 'vitest';
import { checkPlans, PLAN_WORLDS } from '../../support/plan/check.ts';

describe('the plan of a random query', () => {
  it.each(PLAN_WORLDS)('bounds the calls that arrive at the sources and makes none: $name', async (world) => {
    const { checked, calling, exact, violations } = await checkPlans(world, { count: 50, seed: 20_261 });
    expect(violations).toEqual([]);
    expect(checked).toBe(50);
    expect(calling).toBeGreaterThan(10);
    expect(exact).toBeGreaterThan(0);
  });
}, 120_000);
