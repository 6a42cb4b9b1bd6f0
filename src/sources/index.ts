/** The configured sources: their upstreams and directories live as long as the server, their loaders as long as a request. */
import type { CalcomConfig, SourcesConfig, VendorConfig } from '../config/config.ts';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { memoize } from '../provenance.ts';
import { raceAbort } from '../time/deadline.ts';
import { type AsOfMinute, createAsOfMinute } from '../time/present.ts';
import type { Slices } from '../time/slices.ts';
import { createWaitLimit } from '../time/wait-limit.ts';
import { createDirectory, type Directory, type DirectoryAge } from '../upstream/cache/directory.ts';
import type { Read } from '../upstream/endpoint.ts';
import type { VendorProtocol } from '../upstream/http/answer.ts';
import type { Requester } from '../upstream/rate-limit/limiter.ts';
import type { Reservation } from '../upstream/rate-limit/reservations.ts';
import { MINUTE_MS, shareOf } from '../upstream/rate-limit/sliding-window.ts';
import { createUpstream, type Held, readOnce, type Upstream, type UpstreamOptions } from '../upstream/read.ts';
import { type Health, presentFailure } from '../upstream/stats/health.ts';
import { type Activity, createActivity } from './activity.ts';
import { aloProtocol } from './alo/client.ts';
import { type AloLoaders, createAloLoaders } from './alo/loaders.ts';
import { type AloPlanner, createAloPlanner } from './alo/planner.ts';
import { calcomProtocol, declareCalcomEndpoints } from './calcom/client.ts';
import { createCalcomDirectories } from './calcom/directories.ts';
import { type CalcomLoaders, createCalcomLoaders } from './calcom/loaders.ts';
import { type CalcomPlanner, createCalcomPlanner } from './calcom/planner.ts';
import { createKnownStarts } from './calcom/scan-starts.ts';
import type { PlannedCalls } from './demand.ts';
import { nextRoster, type Roster } from './rosters.ts';
import { membersEndpoint, saleshandyProtocol } from './saleshandy/client.ts';
import { createSaleshandyLoaders, type SaleshandyLoaders } from './saleshandy/loaders.ts';
import type { SaleshandyMember } from './saleshandy/model.ts';
import { createSaleshandyPlanner, type SaleshandyPlanner } from './saleshandy/planner.ts';
import { type Watch, watched } from './watch.ts';

/** The loaders of one request, each made when it is first needed; undefined for a source that is not configured. */
interface Loaders {
  calcom(): CalcomLoaders | undefined;
  alo(): AloLoaders | undefined;
  saleshandy(): SaleshandyLoaders | undefined;
  /** Resolves when no read of the request is in progress. */
  ended(): Promise<void>;
}

/** The planners of one request, as its loaders. */
export interface Planners {
  calcom(): CalcomPlanner | undefined;
  alo(): AloPlanner | undefined;
  saleshandy(): SaleshandyPlanner | undefined;
}

export type { Health };
export { presentFailure };

export interface Sources {
  readonly configured: ReadonlySet<Source>;
  /** Loaders for one request. Their calls end at its deadline, and their CPU work runs in its slices. */
  loadersFor(requester: Requester, slices: Slices): Loaders;
  /** Planners for one request: they tell the calls of its loaders, and make none. `watch` takes what they look at. */
  plannersFor(requester: Requester, watch: Watch): Planners;
  /** Whether the calls of a source are getting scarce: then a request has to reserve its calls before it starts. */
  isTight(): boolean;
  /** Reserves the calls that a request certainly makes, in all sources. Give them back when it has ended. */
  reserve(requester: Requester, calls: readonly PlannedCalls[]): ReadonlyMap<Source, Reservation>;
  /** The most calls to a source that can be sent while a request lasts, and what it leaves to the background; may be `Infinity`. */
  mostCalls(source: Source): number;
  /** Null for a source that is not configured. */
  rateLimit(source: Source): RateLimit | null;
  /** Null for a source that is not configured. */
  health(source: Source): Health | null;
  /** Closes the upstreams of all sources. */
  close(): Promise<void>;
}

/** What is left of the calls of a minute. */
export interface RateLimit {
  /** `Infinity` for no limit. */
  readonly left: number;
  /** When all calls of a minute are left again, in milliseconds since the epoch; undefined if they are, or are unlimited. */
  readonly fullAtMs: number | undefined;
}

export interface SourcesOptions extends Omit<UpstreamOptions, 'limits'> {
  /** How many processes serve. Without `shared`, each gets its share of a source's rate limits. */
  readonly processes: number;
}

/** Opens an upstream for each configured source. */
export function createSources(config: SourcesConfig, options: SourcesOptions): Sources {
  const calcom = config.calcom && configureCalcom(config.calcom, options);
  const alo = config.alo && configureAlo(config.alo, options);
  const saleshandy = config.saleshandy && configureSaleshandy(config.saleshandy, options);
  const upstreams: Readonly<Record<Source, Upstream | undefined>> = {
    CALCOM: calcom?.upstream,
    ALO: alo?.upstream,
    SALESHANDY: saleshandy?.upstream,
  };
  const directories = new Set([...(calcom?.directories ?? []), ...(saleshandy?.directories ?? [])]);
  const rateLimiterOf = (source: Source) => upstreams[source]?.rateLimiter;
  return {
    configured: new Set(SOURCES.filter((source) => upstreams[source])),
    loadersFor: (requester, slices) => {
      const activity = createActivity(slices);
      return {
        calcom: whenNeeded(() => calcom?.loadersFor(requester, activity, slices)),
        alo: whenNeeded(() => alo?.loadersFor(requester, activity, slices)),
        saleshandy: whenNeeded(() => saleshandy?.loadersFor(requester, activity, slices)),
        ended: activity.ended,
      };
    },
    plannersFor: ({ caller }, watch) => {
      const slices = whenNeeded(() => options.scheduler.slicesFor(caller));
      return {
        calcom: whenNeeded(() => calcom?.plannerFor(calcom.upstream.heldFor(caller), slices(), watch)),
        alo: whenNeeded(() => alo?.plannerFor(alo.upstream.heldFor(caller), slices(), watch)),
        saleshandy: whenNeeded(() => saleshandy?.plannerFor(saleshandy.upstream.heldFor(caller), slices(), watch)),
      };
    },
    isTight: () => SOURCES.some((source) => rateLimiterOf(source)?.isTight()),
    reserve: (requester, calls) => {
      const reservations = new Map<Source, Reservation>();
      for (const source of SOURCES) {
        const certain = calls.filter((call) => call.source === source && call.min > 0);
        const limiter = rateLimiterOf(source);
        if (!limiter || certain.length === 0) continue;
        const countOf = (isForAll: boolean): number =>
          certain.reduce((sum, { endpoint, min }) => sum + (directories.has(endpoint) === isForAll ? min : 0), 0);
        const request = { own: countOf(false), forAll: countOf(true), isPartUseful: options.isCaching };
        reservations.set(source, limiter.reserve(requester, request));
      }
      return reservations;
    },
    mostCalls: (source) => {
      // What a request starts in the background has as long again.
      const minutes = Math.ceil((2 * options.backgroundMs) / MINUTE_MS);
      return minutes * (rateLimiterOf(source)?.minute().limit ?? 0);
    },
    rateLimit: (source) => {
      const limiter = rateLimiterOf(source);
      if (!limiter) return null;
      return { left: limiter.minute().left, fullAtMs: limiter.fullAtMs() };
    },
    health: (source) => upstreams[source]?.health() ?? null,
    close: async () => {
      await Promise.all(SOURCES.map((source) => upstreams[source]?.close()));
    },
  };
}

/** Returns `make`, called once: most queries read only some of the sources. */
function whenNeeded<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

interface ConfiguredSource<SourceLoaders, SourcePlanner> {
  readonly upstream: Upstream;
  /** The endpoints whose answers all requests share. */
  readonly directories: readonly string[];
  loadersFor(requester: Requester, activity: Activity, slices: Slices): SourceLoaders;
  plannerFor(held: Held, slices: Slices, watch: Watch): SourcePlanner;
}

function configureCalcom(
  config: CalcomConfig,
  options: SourcesOptions,
): ConfiguredSource<CalcomLoaders, CalcomPlanner> {
  const upstream = openUpstream(calcomProtocol(config), config, options);
  const asOfMinute = createAsOfMinute(options.clock);
  const endpoints = declareCalcomEndpoints(config);
  const knownStarts = createKnownStarts();
  const directories = createCalcomDirectories(endpoints, upstream.readForAll, ageOf(upstream, options));
  return {
    upstream,
    directories: [endpoints.teamMembers, endpoints.organizationUsers, endpoints.teamEventTypes, endpoints.me].map(
      ({ name }) => name,
    ),
    loadersFor: (requester, activity, slices) => {
      const bounded = untilDeadline(requester, 'CALCOM', activity);
      return createCalcomLoaders(
        endpoints,
        {
          roster: bounded(directories.roster),
          eventTypes: bounded(directories.eventTypes),
          me: bounded(directories.me),
        },
        {
          read: requestRead(upstream, requester, activity),
          held: upstream.heldFor(requester.caller),
          ...{ knownStarts, slices, asOfMinute, waitLimit: createWaitLimit(requester.deadline, options.clock) },
        },
      );
    },
    plannerFor: (held, slices, watch) => {
      const { roster, eventTypes, me } = directories;
      const watchedDirectories = {
        roster: watchedDirectory(roster, watch),
        eventTypes: watchedDirectory(eventTypes, watch),
        me: watchedDirectory(me, watch),
      };
      return createCalcomPlanner(endpoints, watchedDirectories, {
        held: watchedHeld(held, watch),
        knownStarts: { ...knownStarts, of: watched(knownStarts.of, (starts) => [starts], watch) },
        slices,
        asOfMinute: watchedRanges(asOfMinute, watch),
      });
    },
  };
}

function configureAlo(config: VendorConfig, options: SourcesOptions): ConfiguredSource<AloLoaders, AloPlanner> {
  const upstream = openUpstream(aloProtocol(config), config, options);
  return {
    upstream,
    directories: [],
    loadersFor: (requester, activity, slices) => createAloLoaders(requestRead(upstream, requester, activity), slices),
    plannerFor: (held, slices, watch) => createAloPlanner(watchedHeld(held, watch), slices),
  };
}

function configureSaleshandy(
  config: VendorConfig,
  options: SourcesOptions,
): ConfiguredSource<SaleshandyLoaders, SaleshandyPlanner> {
  const upstream = openUpstream(saleshandyProtocol(config), config, options);
  const asOfMinute = createAsOfMinute(options.clock);
  const members = createDirectory<Roster<SaleshandyMember>>(
    async (kept) => nextRoster(await upstream.readForAll(membersEndpoint, {}), kept),
    ageOf(upstream, options),
  );
  return {
    upstream,
    directories: [membersEndpoint.name],
    loadersFor: (requester, activity) =>
      createSaleshandyLoaders(
        memoize(untilDeadline(requester, 'SALESHANDY', activity)(members)),
        requestRead(upstream, requester, activity),
        asOfMinute,
      ),
    plannerFor: (held, _, watch) =>
      createSaleshandyPlanner(
        watchedDirectory(members, watch),
        watchedHeld(held, watch),
        watchedRanges(asOfMinute, watch),
      ),
  };
}

const openUpstream = (protocol: VendorProtocol, { limits }: VendorConfig, options: SourcesOptions): Upstream =>
  createUpstream(protocol, {
    ...options,
    limits: options.shared ? limits : shareOf(limits, options.processes),
  });

const ageOf = ({ refusedAtMs }: Upstream, { clock }: SourcesOptions): DirectoryAge => ({ clock, refusedAtMs });

const watchedHeld = (held: Held, watch: Watch): Held =>
  // What is looked up in a shared store may change at any time: a promise is never the same.
  watched(held, (found) => (found instanceof Promise ? [found] : [found?.model, found?.isFresh]), watch) as Held;

const watchedDirectory = <Content>({ held }: Pick<Directory<Content>, 'held'>, watch: Watch) => ({
  held: watched(held, (found) => [found?.content, found?.isFresh], watch),
});

const watchedRanges = (asOfMinute: AsOfMinute, watch: Watch): AsOfMinute =>
  // The same function for each kind of range.
  watched(asOfMinute, ({ from, to }) => [from?.getTime(), to?.getTime()], watch) as AsOfMinute;

/** Reads for one request: equal reads are made once. */
const requestRead = (upstream: Upstream, requester: Requester, activity: Activity): Read =>
  activity.track(readOnce(upstream.readFor(requester))) as Read;

/**
 * Ends the wait for a directory at the deadline of one request, with a TIMEOUT. The load itself goes on, because other
 * requests share it. A request that is refused its calls starts none.
 */
const untilDeadline =
  ({ deadline: { signal }, reservations }: Requester, source: Source, { track }: Activity) =>
  <Content>(directory: Directory<Content>): (() => Promise<Content>) => {
    const load = async (reservation: Reservation): Promise<Content> => {
      const isThere = (): boolean => directory.held() !== undefined || directory.isLoading();
      const refusal = isThere() ? undefined : await reservation.decided;
      if (refusal && !isThere()) throw refusal;
      return directory();
    };
    return track(() => {
      const reservation = reservations?.get(source);
      return raceAbort([reservation ? load(reservation) : directory()], signal).catch((error: unknown) => {
        throw signal.aborted && error === signal.reason ? new SourceError(source, 'TIMEOUT') : error;
      });
    });
  };
