/** The composition root: builds teamgraph from its configuration. The server, the CLI and the tests all start here. */
import type { RequestListener } from 'node:http';
import type { Config } from './config/config.ts';
import { SCOPES } from './config/values.ts';
import { createAnswerCache } from './graphql/answer-cache.ts';
import { createEngine, type QueryResult } from './graphql/engine.ts';
import type { PlanReport } from './graphql/plan/index.ts';
import { createContexts, type MakeContext } from './graphql/request-context.ts';
import { schema } from './graphql/schema.ts';
import { schemaText } from './graphql/sdl.ts';
import { createAuthentication } from './server/auth/authentication.ts';
import { createCallerRateLimits } from './server/auth/caller-rate-limits.ts';
import { createQueryConcurrency } from './server/auth/query-concurrency.ts';
import { createRegisteredDocuments, createTrustedDocumentStore } from './server/documents/document-store.ts';
import { brokenDocuments, type Manifest, readManifests } from './server/documents/manifest.ts';
import { createTrustedDocuments } from './server/documents/trusted-documents.ts';
import { createGraphiql } from './server/graphiql/page.ts';
import { findValues } from './server/graphiql/tabs.ts';
import { createCors } from './server/http/cors.ts';
import { createHandler } from './server/http/handler.ts';
import { type ClientTimeouts, DEFAULT_CLIENT_TIMEOUTS } from './server/http/listen.ts';
import { createLoadShedding } from './server/http/load-shedding.ts';
import { type PeopleFileWatcher, watchPeopleFile } from './server/people-file/people-file.ts';
import type { Log } from './server/telemetry/log.ts';
import { createMetrics, type Metrics } from './server/telemetry/metrics.ts';
import { createTelemetry, type Telemetry } from './server/telemetry/telemetry.ts';
import { NO_TRACING, type Tracing } from './server/telemetry/tracing.ts';
import { createSources, type Sources } from './sources/index.ts';
import type { Clock } from './time/clock.ts';
import { type Deadline, within } from './time/deadline.ts';
import { createScheduler, type Scheduler } from './time/slices.ts';
import type { openRedisTier as OpenRedisTier } from './upstream/redis/redis.ts';

/**
 * - ANSWER_CACHE: whole answers are kept as bytes
 * - COMPILED_OPERATIONS: operations are compiled; without it graphql-js executes them
 * - EQUAL_BODIES: a body that a source sends again is not parsed again
 */
export type Optimization = 'ANSWER_CACHE' | 'COMPILED_OPERATIONS' | 'EQUAL_BODIES';

export interface Dependencies {
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Undefined if no spans are sent. */
  readonly tracing?: Tracing;
  /** The time that the data is about, in milliseconds since the epoch: the sandbox has its own. */
  readonly nowMs: () => number;
  /** The time limits of clients. */
  readonly timeouts?: ClientTimeouts;
  /** Divides the work of requests and the reading of answers into slices. One for the process, whose event loop they share. */
  readonly scheduler?: Scheduler;
  /** Replace those of the configuration. */
  readonly sources?: Sources;
  /** What is switched off. It changes how fast answers are, and nothing else; the tests compare. */
  readonly without?: readonly Optimization[];
}

/** A query by this process. Its caller is `operator`, without scopes. */
interface OwnQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly deadline: Deadline;
}

export interface App {
  readonly telemetry: Telemetry;
  /** Connects to Redis, if it is set, and opens the sources. */
  start(): Promise<RunningApp>;
}

export interface RunningApp {
  /** Answers every request over HTTP. */
  readonly handler: RequestListener;
  execute<Data>(query: OwnQuery): Promise<QueryResult<Data>>;
  /** The calls that a query may make, for a caller with all scopes. Makes none. Rejects with an Error of one line if the query is invalid. */
  plan(query: OwnQuery & { readonly operationName?: string }): Promise<PlanReport>;
  /** Ends everything that was started, calls to sources included. */
  close(): Promise<void>;
}

/** Reads the files that the configuration names. Throws an Error of one line if a file is invalid. */
export function createApp(config: Config, dependencies: Dependencies): App {
  const { clock, log, tracing = NO_TRACING } = dependencies;
  const manifest = readManifests(config.trustedDocuments.files);
  const peopleFile = config.peopleFile
    ? watchPeopleFile(config.peopleFile, { nowMs: clock.epochMs, warn: log.warning })
    : undefined;
  const metrics = createMetrics();
  const telemetry = createTelemetry({ log, metrics, tracing, clock });
  return {
    telemetry,
    start: async () => open(config, dependencies, { manifest, peopleFile, metrics, telemetry }),
  };
}

interface Prepared {
  readonly manifest: Manifest;
  readonly peopleFile: PeopleFileWatcher | undefined;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
}

async function open(config: Config, dependencies: Dependencies, prepared: Prepared): Promise<RunningApp> {
  const { clock, random, log, nowMs, timeouts = DEFAULT_CLIENT_TIMEOUTS, scheduler = createScheduler() } = dependencies;
  const without = new Set(dependencies.without);
  const { manifest, peopleFile, metrics, telemetry } = prepared;
  const { requestDeadlineMs, processes, introspection } = config;
  const warn = log.warning;
  const shared =
    config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, { processes, clock, warn });
  const callerRateLimits = createCallerRateLimits(config.callerLimits, clock);
  const sources =
    dependencies.sources ??
    createSources(config.sources, {
      clock,
      random,
      scheduler,
      backgroundMs: requestDeadlineMs,
      isCaching: config.isCaching,
      isParsingEqualBodies: without.has('EQUAL_BODIES'),
      shared,
      processes,
      countAttempt: callerRateLimits.calls,
      observe: telemetry.call,
    });
  const registered = createRegisteredDocuments(shared?.store, clock);
  const engine = await createEngine({
    introspection,
    callsPerQuery: config.callsPerQuery,
    registered,
    telemetry,
    isCompiling: !without.has('COMPILED_OPERATIONS'),
  });
  const makeContext: MakeContext = createContexts(sources, peopleFile, scheduler, {
    nowMs: clock.nowMs,
    dataMs: nowMs,
  });
  const tabValues = () =>
    within(requestDeadlineMs, clock, (deadline) =>
      findValues(engine, makeContext({ caller: 'graphiql', isBackground: true, deadline }, new Set()), nowMs()),
    );
  warnOfBrokenDocuments(manifest, warn);
  return {
    handler: createHandler({
      sandbox: config.sandbox,
      requestDeadlineMs,
      clock,
      metrics,
      telemetry,
      sources,
      peopleFile,
      redisHealth: shared?.health,
      engine,
      answers: config.isCaching && !without.has('ANSWER_CACHE') ? createAnswerCache(clock) : undefined,
      makeContext,
      documents: createTrustedDocuments({
        manifest,
        only: config.trustedDocuments.only,
        kept: createTrustedDocumentStore(shared?.store),
      }),
      authentication: createAuthentication(config.auth, clock, { warn, failed: telemetry.unauthenticated }),
      callerRateLimits,
      queryConcurrency: createQueryConcurrency(),
      loadShedding: createLoadShedding(clock.nowMs),
      isOpen: config.auth === undefined,
      cors: createCors(config.corsOrigins),
      timeouts,
      schemaText: introspection && !config.trustedDocuments.only ? schemaText : undefined,
      graphiql: config.graphiql ? createGraphiql({ findValues: tabValues, nowMs, clock }) : undefined,
    }),
    execute: ({ query, variables, deadline }) =>
      engine.execute(query, variables, makeContext({ caller: 'operator', isBackground: false, deadline }, new Set())),
    plan: async ({ query, variables, operationName, deadline }) => {
      const requester = { caller: 'operator', isBackground: false, deadline };
      const context = makeContext(requester, new Set(SCOPES), { planMode: 'ONLY' });
      return planIn(await engine.execute(query, variables, context, operationName));
    },
    close: async () => {
      peopleFile?.close();
      await Promise.all([engine.stop(), sources.close(), shared?.close()]);
    },
  };
}

/** Throws an Error of one line if the query has no plan. */
function planIn({
  errors: [error] = [],
  extensions: { teamgraph: { plan, price } = {} } = {},
}: QueryResult<unknown>): PlanReport {
  if (error) throw new Error(error.message.replaceAll(/\s+/g, ' '));
  if (!plan || !price) throw new Error('the server made no plan');
  return { plan, price };
}

/** Loads the client of Redis only where it is set. */
async function openRedis(...args: Parameters<typeof OpenRedisTier>): ReturnType<typeof OpenRedisTier> {
  const { openRedisTier } = await import('./upstream/redis/redis.ts');
  return openRedisTier(...args);
}

function warnOfBrokenDocuments(manifest: Manifest, warn: (message: string) => void): void {
  const broken = brokenDocuments(schema, manifest).length;
  if (broken === 0) return;
  warn(`TRUSTED_DOCUMENTS: ${broken} of ${manifest.size} are not valid in the schema; npm run documents lists them`);
}
