/** Puts the parts of the server together. */
import type { RequestListener } from 'node:http';
import type { Config } from '../config.ts';
import { schema } from '../schema.ts';
import type { Sources } from '../sources/index.ts';
import type { Scheduler } from '../time/slices.ts';
import type { Clock } from '../upstream/clock.ts';
import { within } from '../upstream/deadline.ts';
import type { RedisHealth } from '../upstream/redis-health.ts';
import type { SharedStore } from '../upstream/shared-tier.ts';
import type { CallerLimits } from './auth/caller-limits.ts';
import { createCallers } from './auth/callers.ts';
import { createQuerySlots } from './auth/query-slots.ts';
import { createKeptDocuments, createRegisteredDocuments } from './documents/kept-documents.ts';
import { brokenDocuments, type Manifest } from './documents/manifest.ts';
import { createTrustedDocuments, type TrustedDocuments } from './documents/trusted-documents.ts';
import { createCors } from './door/cors.ts';
import { createFrontDoor } from './door/http.ts';
import { PATIENCE, type Patience } from './door/patience.ts';
import { createGraphiql } from './graphiql.ts';
import { findValues } from './graphiql-tabs.ts';
import { createGraphql } from './graphql.ts';
import type { KeptPeopleFile } from './people-file.ts';
import { createContexts } from './request-context.ts';
import type { Metrics } from './watching/metrics.ts';
import type { Watch } from './watching/watch.ts';

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
  readonly watch: Watch;
  readonly sources: Sources;
  readonly callerLimits: Pick<CallerLimits, 'request'>;
  /** The documents that clients are known to send. */
  readonly manifest: Manifest;
  /** Undefined where none is set. */
  readonly peopleFile?: KeptPeopleFile;
  /** Where documents are kept that all processes know; undefined where there is one process. */
  readonly store?: SharedStore;
  /** How Redis is doing; undefined where none is set. */
  readonly redisHealth?: () => RedisHealth;
  /** How long clients may take; that of the front door if not given. */
  readonly patience?: Patience;
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
  return createFrontDoor({
    ...options,
    graphql,
    makeContext,
    documents,
    callers: createCallers(auth, clock, { warn: options.warn, refused: watch.unauthenticated }),
    querySlots: createQuerySlots(),
    isOpen: auth === undefined,
    cors: createCors(options.corsOrigins),
    patience: options.patience ?? PATIENCE,
    graphiql: options.graphiql ? createGraphiql({ findValues: findTabs, nowMs, clock }) : undefined,
  });
}

function openDocuments({ trustedDocuments: { only }, manifest, store, warn }: ServerOptions): TrustedDocuments {
  const broken = brokenDocuments(schema, manifest).length;
  if (broken > 0)
    warn(`TRUSTED_DOCUMENTS: ${broken} of ${manifest.size} cannot be answered; npm run documents tells which`);
  return createTrustedDocuments({ manifest, only, kept: createKeptDocuments(store) });
}
