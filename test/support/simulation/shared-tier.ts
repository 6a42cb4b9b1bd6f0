/** What simulated processes share, in memory: a store, and one count of the calls of all. It can be switched off. */
import type { Clock } from '../../../src/time/clock.ts';
import {
  ARRIVAL_MS,
  MINUTE_MS,
  type RateLimits,
  SECOND_MS,
  shareOf,
} from '../../../src/upstream/rate-limit/sliding-window.ts';
import type { SharedStore, SharedTier, SharedWindow } from '../../../src/upstream/redis/shared-tier.ts';

/** The longest way to the count, and back. */
const WAY_MS = 20;

export interface SimulatedTier extends SharedTier {
  readonly store: SharedStore & { readonly values: Map<string, Buffer> };
  /** While it is off nothing is stored or found, and each process is alone. */
  isOn: boolean;
}

interface Options {
  readonly clock: Clock;
  /** How many processes share it. */
  readonly processes: number;
  /** Gives numbers from 0 to 1: how long the ways there and back take. Without it they take no time. */
  readonly random?: () => number;
}

export function createSimulatedTier({ clock, processes, random }: Options): SimulatedTier {
  const values = new Map<string, Buffer>();
  const diesAtMs = new Map<string, number>();
  /** The calls of all processes under each name, by when they have arrived at the latest. */
  const counts = new Map<string, number[]>();
  const find = (name: string): Buffer | undefined =>
    tier.isOn && (diesAtMs.get(name) ?? 0) > clock.nowMs() ? values.get(name) : undefined;

  function windowOf(name: string, limits: RateLimits): SharedWindow {
    const arrivals = counts.get(name) ?? [];
    let own: number[] = [];
    counts.set(name, arrivals);
    const nextMs = (most: number, spanMs: number): number =>
      Number.isFinite(most) ? (arrivals.at(-most) ?? Number.NEGATIVE_INFINITY) + spanMs + 1 : 0;
    const way = async (): Promise<void> => {
      if (random) await clock.sleep(random() * WAY_MS, NEVER);
    };
    const recent = (times: readonly number[]): number[] => times.filter((atMs) => atMs > clock.nowMs() - MINUTE_MS);
    return {
      take: async () => {
        await way();
        const waitMs =
          Math.max(nextMs(limits.perMinute, MINUTE_MS), nextMs(limits.perSecond, SECOND_MS)) - clock.nowMs();
        const isGoing = waitMs <= 0 || !tier.isOn;
        // While it is off each process remembers its own calls, and reports them when it is on again.
        if (isGoing) {
          const arrivedMs = clock.nowMs() + WAY_MS + ARRIVAL_MS;
          arrivals.push(arrivedMs);
          own = [...recent(own), arrivedMs];
        }
        await way();
        if (!tier.isOn) return 'ALONE';
        return isGoing ? 0 : waitMs;
      },
      share: (own) => {
        const share = shareOf(limits, processes);
        // The others may have used up what they had, and in the last second all there was.
        const others = [share.perMinute - own, share.perSecond].filter(Number.isFinite);
        return { limits: share, others: Math.max(0, ...others) };
      },
      others: () => recent(arrivals).length - recent(own).length,
    };
  }

  const tier: SimulatedTier = {
    isOn: true,
    store: {
      values,
      get: async (names) => names.map(find),
      set: (name, value, ttlMs) => {
        if (!tier.isOn) return;
        values.set(name, value);
        diesAtMs.set(name, clock.nowMs() + ttlMs);
      },
      drop: (name) => {
        if (tier.isOn) values.delete(name);
      },
    },
    windowOf,
  };
  return tier;
}

const NEVER = new AbortController().signal;
