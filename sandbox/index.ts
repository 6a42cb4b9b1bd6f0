/** The sandbox: starts and stops the three vendors on loopback, with one invented team. */
import { ALO_KEY, createAlo } from './alo.ts';
import { CALCOM_KEY, createCalcom } from './calcom/calcom.ts';
import type { Quirk } from './quirks.ts';
import { createSaleshandy, SALESHANDY_KEY } from './saleshandy.ts';
import { dayOf, mondayOf, WEEK_MS } from './time.ts';
import { startVendor, type Vendor } from './vendor-server.ts';
import type { World } from './world/model.ts';
import { buildWorld, type WorldDimensions, type WorldSize } from './world/world.ts';

export type { Fault } from './faults.ts';
export { QUIRKS, type Quirk } from './quirks.ts';
export { readSandboxSettings } from './settings.ts';
export type { Call, Vendor } from './vendor-server.ts';
export type * from './world/model.ts';

export interface SandboxOptions {
  /** 1 by default. */
  seed?: number;
  /**
   * The instant at which the vendors' clocks stand, `FROZEN_NOW` by default. With a clock they run: the data is that around the
   * start of the day in UTC, so that it is the same again after a restart on that day.
   */
  now?: Date | (() => number);
  size?: WorldSize;
  /** Replace numbers of the size. */
  dimensions?: WorldDimensions;
  quirks?: Iterable<Quirk>;
  /** 0, the default, picks a free port. */
  ports?: { calcom?: number; alo?: number; saleshandy?: number };
  /** Calls a minute, by the real clock; no limit by default. */
  perMinute?: { calcom?: number; alo?: number; saleshandy?: number };
}

export interface Sandbox {
  readonly world: World;
  /** By the vendors' clocks. */
  readonly now: Date;
  /** The settings that point a server here. */
  readonly settings: Record<string, string>;
  /** Read on every call, so that a test may add and delete some at any time. */
  readonly quirks: Set<Quirk>;
  readonly calcom: Vendor;
  readonly alo: Vendor;
  readonly saleshandy: Vendor;
  close(): Promise<void>;
}

/** Where tests and benchmarks freeze the time. */
export const FROZEN_NOW = new Date('2026-03-18T12:00:00.000Z');

/** Rejects where a port is taken; then no vendor is left listening. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, now = FROZEN_NOW, size = 'small', dimensions, ports = {}, perMinute = {} } = options;
  const quirks = new Set(options.quirks);
  const nowMs = now instanceof Date ? () => now.getTime() : now;
  const startedMs = nowMs();
  const world =
    now instanceof Date
      ? buildWorld(seed, startedMs, size, dimensions)
      : buildWorld(seed, dayOf(startedMs), size, dimensions, endOfNextWeek(startedMs));
  const context = { world, nowMs, quirks };
  const started: Vendor[] = [];
  const close = async () => {
    await Promise.all(started.map((vendor) => vendor.kill()));
  };
  const start = async (...[answer, port]: Parameters<typeof startVendor>) => {
    const vendor = await startVendor(answer, port);
    started.push(vendor);
    return vendor;
  };
  try {
    const calcom = await start(createCalcom(context, perMinute.calcom), ports.calcom ?? 0);
    const alo = await start(createAlo(context, perMinute.alo), ports.alo ?? 0);
    const saleshandy = await start(createSaleshandy(context, perMinute.saleshandy), ports.saleshandy ?? 0);
    const settings = {
      CALCOM_API_URL: calcom.url,
      CALCOM_API_KEY: CALCOM_KEY,
      CALCOM_ORG_ID: String(world.calcom.orgId),
      CALCOM_TEAM_ID: String(world.calcom.teamId),
      ALO_API_URL: alo.url,
      ALO_API_KEY: ALO_KEY,
      SALESHANDY_API_URL: saleshandy.url,
      SALESHANDY_API_KEY: SALESHANDY_KEY,
    };
    return {
      world,
      get now() {
        return new Date(nowMs());
      },
      ...{ settings, quirks, calcom, alo, saleshandy, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The end of ALO's last period. */
const endOfNextWeek = (nowMs: number): number => mondayOf(nowMs) + 2 * WEEK_MS;
