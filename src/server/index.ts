/** Puts the parts of the server together. */
import type { RequestListener } from 'node:http';
import type { Config } from '../config.ts';
import { schema } from '../schema.ts';
import type { Sources } from '../sources/index.ts';
import type { Clock } from '../upstream/clock.ts';
import { within } from '../upstream/deadline.ts';
import type { SharedStore } from '../upstream/shared-tier.ts';
import type { CallerLimits } from './auth/caller-limits.ts';
import { createCallers } from './auth/callers.ts';
import { createKeptDocuments } from './documents/kept-documents.ts';
import { brokenDocuments, type Manifest } from './documents/manifest.ts';
import { createPersistedQueryCache } from './documents/persisted-queries.ts';
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
  /** How long clients may take; that of the front door if not given. */
  readonly patience?: Patience;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Told, in sentences of ours, of what is not as it should be. */
  warn(message: string): void;
}

/** How long documents are kept that clients of a release know by their ids: longer than any of them is used. */
const TRUSTED_TTL_MS = 400 * 24 * 60 * 60_000;
/** And those that clients register: they register them again. */
const REGISTERED_TTL_MS = 24 * 60 * 60_000;

/** The listener that answers everything the server answers. */
export async function createListener(options: ServerOptions): Promise<RequestListener> {
  const { auth, sources, peopleFile, requestDeadlineMs, nowMs, clock, watch, store, introspection } = options;
  const documents = openDocuments(options);
  const registered = createKeptDocuments('registered', REGISTERED_TTL_MS, store);
  const graphql = createGraphql({
    introspection,
    persistedQueries: { cache: createPersistedQueryCache(registered) },
    watch,
  });
  await graphql.start();
  const makeContext = createContexts(sources, peopleFile);
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
  return createTrustedDocuments({ manifest, only, kept: createKeptDocuments('document', TRUSTED_TTL_MS, store) });
}
