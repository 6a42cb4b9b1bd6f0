/** Puts the parts of the server together. */
import type { RequestListener } from 'node:http';
import type { Config } from '../config/config.ts';
import { createGraphql } from '../graphql/engine.ts';
import { createContexts } from '../graphql/request-context.ts';
import { schema } from '../graphql/schema.ts';
import type { Sources } from '../sources/index.ts';
import type { Clock } from '../time/clock.ts';
import { within } from '../time/deadline.ts';
import type { Scheduler } from '../time/slices.ts';
import type { RedisHealth } from '../upstream/redis/redis-health.ts';
import type { SharedStore } from '../upstream/redis/shared-tier.ts';
import { createAuthentication } from './auth/authentication.ts';
import type { CallerRateLimits } from './auth/caller-rate-limits.ts';
import { createQueryConcurrency } from './auth/query-concurrency.ts';
import { createRegisteredDocuments, createTrustedDocumentStore } from './documents/document-store.ts';
import { brokenDocuments, type Manifest } from './documents/manifest.ts';
import { createTrustedDocuments, type TrustedDocuments } from './documents/trusted-documents.ts';
import { createGraphiql } from './graphiql/page.ts';
import { findValues } from './graphiql/tabs.ts';
import { createCors } from './http/cors.ts';
import { createHandler } from './http/handler.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './http/timeouts.ts';
import type { PeopleFileWatcher } from './people-file/people-file.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

type Settings =
  | 'auth'
  | 'sandbox'
  | 'trustedDocuments'
  | 'corsOrigins'
  | 'requestDeadlineMs'
  | 'graphiql'
  | 'introspection';

export interface ServerOptions extends Pick<Config, Settings> {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly watch: Telemetry;
  readonly sources: Sources;
  readonly callerLimits: Pick<CallerRateLimits, 'request'>;
  /** The documents that clients are known to send. */
  readonly manifest: Manifest;
  /** Undefined where none is set. */
  readonly peopleFile?: PeopleFileWatcher;
  /** Where documents are kept that all processes know; undefined where there is one process. */
  readonly store?: SharedStore;
  /** How Redis is doing; undefined where none is set. */
  readonly redisHealth?: () => RedisHealth;
  /** How long clients may take; that of the front door if not given. */
  readonly patience?: Timeouts;
  /** Cuts the work of requests into slices; that of this process if not given. */
  readonly scheduler?: Scheduler;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Told, in sentences of ours, of what is not as it should be. */
  warn(message: string): void;
}

/** The listener that answers everything the server answers. */
export async function createListener(options: ServerOptions): Promise<RequestListener> {
  const { auth, sources, peopleFile, requestDeadlineMs, nowMs, clock, watch, store, introspection } = options;
  const documents = openDocuments(options);
  const graphql = createGraphql({ introspection, registered: createRegisteredDocuments(store, clock), watch });
  await graphql.start();
  const makeContext = createContexts(sources, peopleFile, options.scheduler);
  const findTabs = () =>
    within(requestDeadlineMs, clock, (deadline) =>
      findValues(graphql, makeContext({ caller: 'graphiql', isBackground: true, deadline }, new Set()), nowMs()),
    );
  return createHandler({
    ...options,
    graphql,
    makeContext,
    documents,
    callers: createAuthentication(auth, clock, { warn: options.warn, refused: watch.unauthenticated }),
    queryConcurrency: createQueryConcurrency(),
    isOpen: auth === undefined,
    cors: createCors(options.corsOrigins),
    patience: options.patience ?? DEFAULT_TIMEOUTS,
    graphiql: options.graphiql ? createGraphiql({ findValues: findTabs, nowMs, clock }) : undefined,
  });
}

function openDocuments({ trustedDocuments: { only }, manifest, store, warn }: ServerOptions): TrustedDocuments {
  const broken = brokenDocuments(schema, manifest).length;
  if (broken > 0)
    warn(`TRUSTED_DOCUMENTS: ${broken} of ${manifest.size} cannot be answered; npm run documents tells which`);
  return createTrustedDocuments({ manifest, only, kept: createTrustedDocumentStore(store) });
}
