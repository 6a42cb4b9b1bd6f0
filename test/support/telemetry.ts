/** A server with telemetry, whose answers the test writes. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogLevel } from '../../src/config/config.ts';
import { createLog } from '../../src/server/telemetry/log.ts';
import { createMetrics, type Metrics } from '../../src/server/telemetry/metrics.ts';
import { createTelemetry, type Telemetry } from '../../src/server/telemetry/telemetry.ts';
import { NO_TRACING, type Tracing } from '../../src/server/telemetry/tracing.ts';
import { systemClock } from '../../src/time/clock.ts';

export type LogLine = Readonly<Record<string, unknown>>;
/** A line of the log without its time. */
export const eventOf = (line: string): LogLine => {
  const { time, ...event } = JSON.parse(line) as LogLine;
  return event;
};

export interface TelemetryServer {
  readonly url: string;
  readonly telemetry: Telemetry;
  readonly metrics: Metrics;
  readonly lines: string[];
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The samples of a metric that are not 0. */
  counted(name: string): Promise<string[]>;
  /** The first line of the log with this event; waits for it. */
  logged(event: string): Promise<LogLine>;
  close(): Promise<void>;
}

type Answer = (telemetry: Telemetry, request: IncomingMessage, response: ServerResponse) => unknown;

export async function startTelemetryServer(
  answer: Answer,
  { level = 'debug', tracing = NO_TRACING }: { readonly level?: LogLevel; readonly tracing?: Tracing } = {},
): Promise<TelemetryServer> {
  const lines: string[] = [];
  const metrics = createMetrics();
  let ids = 0;
  const telemetry = createTelemetry({
    log: createLog({ level, write: (line) => lines.push(line) }),
    metrics,
    tracing,
    clock: systemClock,
    newId: () => `id-${++ids}`,
  });
  const server = createServer((request, response) =>
    telemetry.request(request, response, (requestId) => {
      response.setHeader('x-request-id', requestId);
      answer(telemetry, request, response);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    telemetry,
    metrics,
    lines,
    ask: async (path, headers = {}) => {
      const response = await fetch(`${url}${path}`, { headers: { connection: 'close', ...headers } });
      await response.arrayBuffer();
      return response;
    },
    counted: async (name) => {
      const text = await metrics.text({ sources: { health: () => null } });
      return text.split('\n').filter((line) => line.startsWith(name) && !line.endsWith(' 0'));
    },
    logged: async (event) => {
      const find = () => lines.map(eventOf).find((line) => line.event === event);
      while (!find()) await new Promise((resolve) => setImmediate(resolve));
      return find() ?? {};
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
