/** Waits that make the work of a request cheaper, and must not make it too late. */
import type { Clock } from './clock.ts';
import type { Deadline } from './deadline.ts';

/** Resolves with the work, which never rejects, or when a request has waited long enough in all. */
export type WaitLimit = (work: Promise<unknown>) => Promise<void>;

/** Waits as long as the work takes. */
export const NO_WAIT_LIMIT: WaitLimit = async (work) => {
  await work;
};

/** The share of the time of a request, from its first wait on. */
const SHARE = 1 / 4;

export function createWaitLimit({ atMs }: Pick<Deadline, 'atMs'>, clock: Pick<Clock, 'nowMs' | 'after'>): WaitLimit {
  let untilMs: number | undefined;
  return async (work) => {
    untilMs ??= clock.nowMs() + SHARE * (atMs - clock.nowMs());
    const over = Promise.withResolvers<void>();
    const cancel = clock.after(untilMs - clock.nowMs(), over.resolve);
    await Promise.race([work, over.promise]);
    cancel();
  };
}
