/** A scheduler whose slices a test observes. */
import { createScheduler, type Scheduler, type Slices } from '../../src/time/slices.ts';

/** The real scheduler, with slices in which `observe` replaces methods: it gets the caller's real slices. */
export function observedScheduler(observe: (slices: Slices, caller: string) => Partial<Slices>): Scheduler {
  const { slicesFor } = createScheduler();
  return {
    slicesFor: (caller) => {
      const slices = slicesFor(caller);
      return { ...slices, ...observe(slices, caller) };
    },
  };
}
