/** A process that sends requests, each at its own rate whether or not earlier ones were answered, or as fast as answers come. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, type Outcome, openConnection } from './connection.ts';

/** The requests of one caller. */
export interface Load {
  readonly token?: string;
  readonly body: string;
  /** Requests a second; undefined for as fast as the answers to `clients` clients come. */
  readonly rate?: number;
  readonly clients?: number;
}

export interface Task {
  readonly port: number;
  readonly seconds: number;
  readonly loads: readonly Load[];
}

/** What became of the requests of one caller. Times are in milliseconds. */
export interface Result {
  readonly sent: number;
  readonly answered: Times;
  /** 503 with `Retry-After`. */
  readonly refused: Times;
  /** Other statuses, and connections that ended before the answer, which have the status 0. */
  readonly failed: Readonly<Record<string, number>>;
}

export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

const STEP_MS = 2;
/** After the time is over, answers may take so long. */
const LAST_MS = 10_000;

process.on('message', async (task: Task) => {
  const results = await Promise.all(task.loads.map((load) => run(task, load)));
  process.send?.(results satisfies readonly Result[]);
});
process.once('disconnect', () => process.exit());

async function run({ port, seconds }: Task, load: Load): Promise<Result> {
  const bytes = bytesOf(load);
  const outcomes: Outcome[] = [];
  const free: Connection[] = [];
  let sent = 0;
  let unanswered = 0;
  const untilMs = performance.now() + seconds * 1_000;
  async function send(): Promise<void> {
    sent++;
    unanswered++;
    const connection = free.pop() ?? openConnection(port);
    outcomes.push(await connection.send(bytes));
    unanswered--;
    if (connection.isOpen()) free.push(connection);
    else connection.close();
  }
  async function client(): Promise<void> {
    while (performance.now() < untilMs) await send();
  }
  if (load.rate === undefined) await Promise.all(Array.from({ length: load.clients ?? 1 }, client));
  else await sendAt(load.rate, untilMs, seconds, () => void send());
  const lastMs = performance.now() + LAST_MS;
  while (unanswered > 0 && performance.now() < lastMs) await wait(STEP_MS);
  for (const connection of free) connection.close();
  return resultOf(sent, outcomes);
}

async function sendAt(rate: number, untilMs: number, seconds: number, send: () => void): Promise<void> {
  const sinceMs = untilMs - seconds * 1_000;
  for (let sent = 0; performance.now() < untilMs; await wait(STEP_MS)) {
    const due = ((performance.now() - sinceMs) / 1_000) * rate;
    for (; sent < due; sent++) send();
  }
}

function bytesOf({ token, body }: Load): Buffer {
  const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  return Buffer.from(
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n${authorization}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function resultOf(sent: number, outcomes: readonly Outcome[]): Result {
  const kindOf = ({ status, hasRetryAfter }: Outcome): string => {
    if (status === 200) return 'answered';
    return status === 503 && hasRetryAfter ? 'refused' : String(status);
  };
  const kinds = Map.groupBy(outcomes, kindOf);
  const { answered = [], refused = [], ...others } = Object.fromEntries(kinds);
  const failed = Object.entries(others).map(([status, list]) => [status, list.length] as const);
  const lost = sent - outcomes.length;
  return {
    sent,
    answered: timesOf(answered),
    refused: timesOf(refused),
    failed: Object.fromEntries(lost > 0 ? [...failed, ['no answer', lost]] : failed),
  };
}

function timesOf(outcomes: readonly Outcome[]): Times {
  const sorted = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}
