import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';

const warnings: Error[] = [];
const note = (warning: Error): unknown => warnings.push(warning);
afterEach(() => {
  process.off('warning', note);
  warnings.length = 0;
});

describe('the clock of the system', () => {
  it('lets whoever waits for what has passed go on at once, and complains of nothing', async () => {
    process.on('warning', note);
    await systemClock.sleep(-0.5, new AbortController().signal);
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });

  it('wakes whoever is not to wait any more, with the reason', async () => {
    const gone = new AbortController();
    const sleeping = systemClock.sleep(60_000, gone.signal);
    gone.abort('gone');
    await expect(sleeping).rejects.toBe('gone');
    await expect(systemClock.sleep(1, gone.signal)).rejects.toBe('gone');
  });
});
