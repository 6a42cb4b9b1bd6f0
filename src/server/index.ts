/** Puts the parts of the server together. */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Sources } from '../sources/index.ts';
import type { Clock } from '../upstream/clock.ts';
import { within } from '../upstream/deadline.ts';
import { createGraphiql } from './graphiql.ts';
import { findValues } from './graphiql-tabs.ts';
import { createGraphql } from './graphql.ts';
import { createFrontDoor } from './http.ts';
import type { Metrics } from './metrics.ts';
import type { KeptPeopleFile } from './people-file.ts';
import { createContexts } from './request-context.ts';

export interface ServerOptions {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly sources: Sources;
  /** Undefined where none is set. */
  readonly peopleFile?: KeptPeopleFile;
  readonly requestDeadlineMs: number;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Keeps what no client may see, under the id that the client is told. */
  logInternalError(error: unknown, id: string): void;
}

/** The listener that answers everything the server answers. */
export async function createListener(options: ServerOptions): Promise<RequestListener> {
  const { sources, peopleFile, requestDeadlineMs, nowMs, clock, metrics } = options;
  const logInternal = (error: unknown): string => {
    const id = randomUUID();
    options.logInternalError(error, id);
    return id;
  };
  const graphql = createGraphql({ introspection: options.introspection, logInternal });
  await graphql.start();
  const makeContext = createContexts(sources, peopleFile);
  const findTabs = () =>
    within(requestDeadlineMs, clock, (deadline) =>
      findValues(graphql, makeContext({ caller: 'graphiql', isBackground: true, deadline }), nowMs()),
    );
  const graphiql = options.graphiql ? createGraphiql({ findValues: findTabs, nowMs, clock }) : undefined;
  return createFrontDoor({
    graphql,
    sources,
    makeContext,
    peopleFile,
    requestDeadlineMs,
    clock,
    metrics,
    graphiql,
    logInternal,
  });
}
