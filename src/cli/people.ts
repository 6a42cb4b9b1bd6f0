/** `npm run people`: prints how well people are linked, and lines to paste into the people file. */
import type { GraphQLFormattedError } from 'graphql';
import { createApp, type RunningApp } from '../app.ts';
import { readConfig } from '../config/config.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { openData } from '../data.ts';
import type { ErrorCode } from '../errors.ts';
import { createLog, type Log } from '../server/telemetry/log.ts';
import { systemClock as clock } from '../time/clock.ts';
import { within } from '../time/deadline.ts';
import { type Command, readArguments, synopsisOf } from './arguments.ts';
import { PEOPLE_QUERY, type PeopleAnswer, peopleReport } from './report.ts';

/** Long: where ALO has more periods than the rate limit allows calls in a minute, the rest waits for the next minutes. */
const DEADLINE_MS = 60 * 60_000;

const SHORTEST_WAIT_MS = 1_000;

/** The codes of failures that pass by themselves. */
const TEMPORARY: readonly unknown[] = ['SOURCE_THROTTLED', 'SOURCE_OVERLOADED'] satisfies ErrorCode[];

const FOUR_WEEKS_MS = 28 * 24 * 60 * 60_000;

const COMMAND = {
  name: 'npm run people',
  about: 'Prints how people are linked across the sources, who is not linked, and lines to paste into the people file.',
  options: {
    from: {
      type: 'text',
      value: 'INSTANT',
      about:
        'reads ALO from here, such as 2026-03-01 or 2026-03-01T09:00:00Z; four weeks before the end if it is not given',
    },
    to: { type: 'text', value: 'INSTANT', about: 'reads ALO up to here; now if it is not given' },
  },
} as const satisfies Command;

const given = readArguments(COMMAND).values;
report().catch((error: Error) => {
  process.stderr.write(`the people cannot be reported: ${error.message}\n`);
  process.exitCode = 1;
});

/** Rejects with an Error of one line if the range, a setting or a file is bad. */
async function report(): Promise<void> {
  const { from, to } = readRange();
  loadEnvFile();
  const data = await openData(readConfig(process.env), process.env);
  // The cache keeps what one attempt reads, so that the next gets further.
  const config = { ...data.config, isCaching: true };
  const failures = new Set<string>();
  const log: Log = {
    ...createLog({ level: 'silent' }),
    warning: (message) => process.stderr.write(`${message}\n`),
    sourceFailed: ({ source, code, detail }) => {
      // Temporary failures are waited out.
      if (!TEMPORARY.includes(code)) failures.add(`${source}: ${detail} (${code})`);
    },
  };
  let app: RunningApp | undefined;
  try {
    app = await createApp(config, { clock, random: Math.random, log, nowMs: data.nowMs }).start();
    const last = to ?? new Date(data.nowMs());
    const range = { from: from ?? new Date(last.getTime() - FOUR_WEEKS_MS), to: last };
    const { data: answer, errors = [] } = await executeWithWaits(app, range);
    for (const message of new Set(errors.map((error) => error.message))) process.stderr.write(`${message}\n`);
    for (const failure of failures) process.stdout.write(`${failure}\n`);
    if (answer?.people) {
      const [begin, end] = [range.from, range.to].map((instant) => instant.toISOString());
      process.stdout.write(`ALO's actions from ${begin} to ${end}. ${peopleReport(answer)}`);
    }
    process.exitCode = errors.length > 0 ? 1 : 0;
  } finally {
    await app?.close();
    await data.close();
  }
}

/** Throws an Error of one line if a value is not an instant, or if the range is empty. */
function readRange(): { readonly from?: Date; readonly to?: Date } {
  const [from, to] = [given.from, given.to].map((text) => (text === undefined ? undefined : new Date(text)));
  const isBad = [from, to].some((instant) => Number.isNaN(instant?.getTime()));
  if (isBad) throw new Error(`expected instants such as 2026-03-01T09:00:00Z: ${synopsisOf(COMMAND)}`);
  if (from && to && from >= to) throw new Error(`expected --from to be before --to: ${synopsisOf(COMMAND)}`);
  return { from, to };
}

/** Executes the query again after each wait that a source asks for, until waiting does not help or the time is up. */
function executeWithWaits({ execute }: RunningApp, range: { readonly from: Date; readonly to: Date }) {
  return within(DEADLINE_MS, clock, async (deadline) => {
    for (;;) {
      const result = await execute<PeopleAnswer>({ query: PEOPLE_QUERY, variables: { range }, deadline });
      const waitMs = retryAfterMs(result.errors);
      if (waitMs === undefined || clock.nowMs() + waitMs >= deadline.atMs) return result;
      process.stderr.write(
        `Waiting ${Math.ceil(waitMs / 1000)} s until the rate limit of a source allows more calls.\n`,
      );
      await clock.sleep(waitMs, deadline.signal);
    }
  });
}

/** In how many milliseconds the same query may get further; undefined if waiting does not help. */
function retryAfterMs(errors: readonly GraphQLFormattedError[] = []): number | undefined {
  const waits = errors.map(({ extensions }) => {
    const details = extensions?.teamgraph as { readonly retryAfterMs?: number } | undefined;
    return TEMPORARY.includes(extensions?.code) ? details?.retryAfterMs : undefined;
  });
  const known = waits.filter((ms) => ms !== undefined);
  return known.length === 0 || known.length < waits.length ? undefined : Math.max(...known, SHORTEST_WAIT_MS);
}
