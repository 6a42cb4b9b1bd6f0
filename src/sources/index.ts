/** The configured sources: what lives as long as the server, and what is made anew for each request. */
import type { CalcomConfig, SourcesConfig, VendorConfig } from '../config.ts';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { createDirectory } from '../upstream/directory.ts';
import type { Read } from '../upstream/endpoint.ts';
import type { Health } from '../upstream/health.ts';
import { createUpstream, readOnce, type Upstream } from '../upstream/read.ts';
import { type Activity, createActivity } from './activity.ts';
import { aloManners } from './alo/client.ts';
import { type AloLoaders, createAloLoaders } from './alo/loaders.ts';
import { calcomManners, declareCalcomEndpoints } from './calcom/client.ts';
import { createCalcomDirectories } from './calcom/directories.ts';
import { type CalcomLoaders, createCalcomLoaders } from './calcom/loaders.ts';
import { membersEndpoint, saleshandyManners } from './saleshandy/client.ts';
import { createSaleshandyLoaders, type SaleshandyLoaders } from './saleshandy/loaders.ts';
import type { SaleshandyMember } from './saleshandy/model.ts';
import { nextRoster, type Roster } from './values.ts';

/** What one request may ask; a source that is not configured is undefined. */
interface Loaders {
  readonly calcom?: CalcomLoaders;
  readonly alo?: AloLoaders;
  readonly saleshandy?: SaleshandyLoaders;
  /** Resolves when nothing is being read for the request any more. */
  ended(): Promise<void>;
}

export type { Health };

export interface Sources {
  readonly configured: ReadonlySet<Source>;
  /** Loaders for one request, whose calls end with its deadline. */
  loadersFor(deadline: AbortSignal): Loaders;
  /** Null for a source that is not configured. */
  health(source: Source): Health | null;
  close(): Promise<void>;
}

export interface SourcesOptions {
  readonly nowMs: () => number;
  /** What directories age by: need not know the time of day, but must not jump. */
  readonly monotonicMs?: () => number;
  /** What loading a directory may take in all; it is shared, so no request's own deadline ends it. */
  readonly directoryDeadlineMs: number;
}

export function createSources(config: SourcesConfig, options: SourcesOptions): Sources {
  const calcom = config.calcom && configureCalcom(config.calcom, options);
  const alo = config.alo && configureAlo(config.alo, options);
  const saleshandy = config.saleshandy && configureSaleshandy(config.saleshandy, options);
  const upstreams: Readonly<Record<Source, Upstream | undefined>> = {
    CALCOM: calcom?.upstream,
    ALO: alo?.upstream,
    SALESHANDY: saleshandy?.upstream,
  };
  return {
    configured: new Set(SOURCES.filter((source) => upstreams[source])),
    loadersFor: (deadline) => {
      const activity = createActivity();
      return {
        calcom: calcom?.loadersFor(deadline, activity),
        alo: alo?.loadersFor(deadline, activity),
        saleshandy: saleshandy?.loadersFor(deadline, activity),
        ended: activity.ended,
      };
    },
    health: (source) => upstreams[source]?.health() ?? null,
    close: async () => {
      await Promise.all(SOURCES.map((source) => upstreams[source]?.close()));
    },
  };
}

interface ConfiguredSource<SourceLoaders> {
  readonly upstream: Upstream;
  loadersFor(deadline: AbortSignal, activity: Activity): SourceLoaders;
}

function configureCalcom(config: CalcomConfig, options: SourcesOptions): ConfiguredSource<CalcomLoaders> {
  const upstream = createUpstream(calcomManners(config), options.nowMs);
  const endpoints = declareCalcomEndpoints(config);
  const directories = createCalcomDirectories(endpoints, sharedRead(upstream, options), options.monotonicMs);
  return {
    upstream,
    loadersFor: (deadline, activity) => {
      const held = holdTo(deadline, 'CALCOM', activity);
      return createCalcomLoaders(
        endpoints,
        { roster: held(directories.roster), eventTypes: held(directories.eventTypes), me: held(directories.me) },
        requestRead(upstream, deadline, activity),
      );
    },
  };
}

function configureAlo(config: VendorConfig, options: SourcesOptions): ConfiguredSource<AloLoaders> {
  const upstream = createUpstream(aloManners(config), options.nowMs);
  return {
    upstream,
    loadersFor: (deadline, activity) => createAloLoaders(requestRead(upstream, deadline, activity)),
  };
}

function configureSaleshandy(config: VendorConfig, options: SourcesOptions): ConfiguredSource<SaleshandyLoaders> {
  const upstream = createUpstream(saleshandyManners(config), options.nowMs);
  const read = sharedRead(upstream, options);
  const members = createDirectory<Roster<SaleshandyMember>>(
    async (kept) => nextRoster(await read(membersEndpoint, {}), kept),
    options.monotonicMs,
  );
  return {
    upstream,
    loadersFor: (deadline, activity) =>
      createSaleshandyLoaders(
        holdTo(deadline, 'SALESHANDY', activity)(members),
        requestRead(upstream, deadline, activity),
      ),
  };
}

/** Reads for one request: what it asks twice is read once. */
const requestRead = (upstream: Upstream, deadline: AbortSignal, activity: Activity): Read =>
  activity.watch(readOnce(upstream.readWithin(deadline))) as Read;

/** Reads for what all requests share. */
const sharedRead =
  (upstream: Upstream, { directoryDeadlineMs }: SourcesOptions): Read =>
  (endpoint, asked) =>
    upstream.readWithin(AbortSignal.timeout(directoryDeadlineMs))(endpoint, asked);

/** What is loaded for all requests goes on without the one that can wait no longer. */
const holdTo =
  (deadline: AbortSignal, source: Source, { watch }: Activity) =>
  <Content>(load: () => Promise<Content>): (() => Promise<Content>) =>
    watch(() =>
      Promise.race([
        load(),
        new Promise<never>((_, reject) => {
          const giveUp = (): void => reject(new SourceError(source, 'TIMEOUT'));
          if (deadline.aborted) giveUp();
          else deadline.addEventListener('abort', giveUp, { once: true });
        }),
      ]),
    );
