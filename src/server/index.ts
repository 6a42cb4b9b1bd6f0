/** Puts the server together: listens first, so that a taken port is known before anything else starts, then serves. */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sources } from '../sources/index.ts';
import { createGraphiql } from './graphiql.ts';
import { createGraphql } from './graphql.ts';
import { createFrontDoor } from './http.ts';
import { createRequestContext } from './request-context.ts';

export interface Listening {
  /** Where GraphQL is asked, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Begins to serve; until then every request is told that the server is starting. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Rejects with the system's error if the port cannot be had. */
export async function listen(host: string, port: number): Promise<Listening> {
  let serving: RequestListener = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(
      JSON.stringify({
        status: 'starting',
        errors: [{ message: 'The server is starting.', extensions: { code: 'STARTING' } }],
      }),
    );
  };
  const server = createServer((request, response) => serving(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/graphql`,
    serve: (listener) => {
      serving = listener;
    },
    close: async () => {
      server.closeIdleConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface ServerOptions {
  readonly sources: Sources;
  readonly requestDeadlineMs: number;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** The time that the data is about, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  logInternalError(error: unknown, id: string): void;
}

/** The listener that answers everything the server answers. */
export async function createListener(options: ServerOptions): Promise<RequestListener> {
  const { sources, requestDeadlineMs, nowMs } = options;
  const graphql = createGraphql(options);
  await graphql.start();
  const makeContext = () => createRequestContext(sources, AbortSignal.timeout(requestDeadlineMs), randomUUID());
  const graphiql = options.graphiql ? createGraphiql({ graphql, makeContext, nowMs }) : undefined;
  return createFrontDoor({ graphql, sources, requestDeadlineMs, graphiql });
}
