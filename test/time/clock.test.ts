import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';

const warnings: Error[] = [];
const note = (warning: Error): unknown => warnings.push(warning);
afterEach(() => {
  process.off('warning', note);
  warnings.length = 0;
});

describe('the system clock', () => {
  it('resolves at once for a time that has passed, without a warning', async () => {
    process.on('warning', note);
    await systemClock.sleep(-0.5, new AbortController().signal);
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });

  it('rejects with the reason of the signal on abort', async () => {
    const gone = new AbortController();
    const sleeping = systemClock.sleep(60_000, gone.signal);
    gone.abort('gone');
    await expect(sleeping).rejects.toBe('gone');
    await expect(systemClock.sleep(1, gone.signal)).rejects.toBe('gone');
  });
});
