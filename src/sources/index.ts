/** The configured sources: what lives as long as the server, and what is made anew for each request. */
import type { CalcomConfig, SourcesConfig, VendorConfig } from '../config.ts';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { createDirectory } from '../upstream/directory.ts';
import type { Read } from '../upstream/endpoint.ts';
import type { Health } from '../upstream/health.ts';
import { createUpstream, readOnce, type Upstream } from '../upstream/read.ts';
import { aloManners } from './alo/client.ts';
import { type AloLoaders, createAloLoaders } from './alo/loaders.ts';
import { calcomManners, declareCalcomEndpoints } from './calcom/client.ts';
import { createCalcomDirectories } from './calcom/directories.ts';
import { type CalcomLoaders, createCalcomLoaders } from './calcom/loaders.ts';
import { membersEndpoint, saleshandyManners } from './saleshandy/client.ts';
import { createSaleshandyLoaders, type SaleshandyLoaders } from './saleshandy/loaders.ts';

/** What one request may ask; a source that is not configured is undefined. */
interface Loaders {
  readonly calcom?: CalcomLoaders;
  readonly alo?: AloLoaders;
  readonly saleshandy?: SaleshandyLoaders;
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
    loadersFor: (deadline) => ({
      calcom: calcom?.loadersFor(deadline),
      alo: alo?.loadersFor(deadline),
      saleshandy: saleshandy?.loadersFor(deadline),
    }),
    health: (source) => upstreams[source]?.health() ?? null,
    close: async () => {
      await Promise.all(SOURCES.map((source) => upstreams[source]?.close()));
    },
  };
}

interface ConfiguredSource<SourceLoaders> {
  readonly upstream: Upstream;
  loadersFor(deadline: AbortSignal): SourceLoaders;
}

function configureCalcom(config: CalcomConfig, options: SourcesOptions): ConfiguredSource<CalcomLoaders> {
  const upstream = createUpstream(calcomManners(config), options.nowMs);
  const endpoints = declareCalcomEndpoints(config);
  const directories = createCalcomDirectories(endpoints, sharedRead(upstream, options));
  return {
    upstream,
    loadersFor: (deadline) => {
      const held = holdTo(deadline, 'CALCOM');
      return createCalcomLoaders(
        endpoints,
        { roster: held(directories.roster), eventTypes: held(directories.eventTypes), me: held(directories.me) },
        readOnce(upstream.readWithin(deadline)),
      );
    },
  };
}

function configureAlo(config: VendorConfig, options: SourcesOptions): ConfiguredSource<AloLoaders> {
  const upstream = createUpstream(aloManners(config), options.nowMs);
  return { upstream, loadersFor: (deadline) => createAloLoaders(readOnce(upstream.readWithin(deadline))) };
}

function configureSaleshandy(config: VendorConfig, options: SourcesOptions): ConfiguredSource<SaleshandyLoaders> {
  const upstream = createUpstream(saleshandyManners(config), options.nowMs);
  const read = sharedRead(upstream, options);
  const members = createDirectory(() => read(membersEndpoint, {}));
  return {
    upstream,
    loadersFor: (deadline) =>
      createSaleshandyLoaders(holdTo(deadline, 'SALESHANDY')(members), readOnce(upstream.readWithin(deadline))),
  };
}

/** Reads for what all requests share. */
const sharedRead =
  (upstream: Upstream, { directoryDeadlineMs }: SourcesOptions): Read =>
  (endpoint, asked) =>
    upstream.readWithin(AbortSignal.timeout(directoryDeadlineMs))(endpoint, asked);

/** What is loaded for all requests goes on without the one that can wait no longer. */
const holdTo =
  (deadline: AbortSignal, source: Source) =>
  <Content>(load: () => Promise<Content>) =>
  (): Promise<Content> =>
    Promise.race([
      load(),
      new Promise<never>((_, reject) => {
        const giveUp = (): void => reject(new SourceError(source, 'TIMEOUT'));
        if (deadline.aborted) giveUp();
        else deadline.addEventListener('abort', giveUp, { once: true });
      }),
    ]);
