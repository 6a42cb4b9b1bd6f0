/** `npm run people`: prints how well people are linked, and what to paste into the people file. Asks once and ends. */
import { parseArgs } from 'node:util';
import type { GraphQLFormattedError } from 'graphql';
import { readConfig } from '../config/config.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { prepareData } from '../data.ts';
import type { Source } from '../errors.ts';
import { createGraphql } from '../graphql/engine.ts';
import { createContexts } from '../graphql/request-context.ts';
import { systemClock } from '../time/clock.ts';
import { within } from '../time/deadline.ts';
import { PEOPLE_QUERY, type PeopleAnswer, peopleReport } from './report.ts';

/** Nobody waits for an answer in a browser: where ALO is asked for more than a minute allows, the rest waits its turn. */
const PATIENCE_MS = 60 * 60_000;

const SHORTEST_WAIT_MS = 1_000;

const FOUR_WEEKS_MS = 28 * 24 * 60 * 60_000;

const USAGE = 'npm run people -- [--from INSTANT] [--to INSTANT], such as 2026-03-01 or 2026-03-01T09:00:00Z';

async function report(): Promise<void> {
  const { from, to } = readArguments();
  loadEnvFile();
  // What was read is kept, so that asking again gets further.
  const config = { ...readConfig(process.env), isCaching: true };
  const failures = new Set<string>();
  const noteFailure = (source: Source, code: string, detail: string | undefined): void => {
    // What passes by itself is waited for.
    if (detail !== undefined && !PASSING.includes(code)) failures.add(`${source}: ${detail} (${code})`);
  };
  const data = await prepareData(config, process.env, {
    warn: (message) => process.stderr.write(`${message}\n`),
    watch: ({ source }) => ({
      headers: {},
      ended: ({ code, detail }) => {
        if (code !== undefined) noteFailure(source, code, detail);
      },
    }),
  })();
  const graphql = createGraphql({
    introspection: false,
    watch: {
      answered: () => {},
      internalError: () => 'not logged',
      sourceFailed: ({ source, code, context }) => noteFailure(source, code, context.detail),
    },
  });
  await graphql.start();
  try {
    const last = to ?? new Date(data.nowMs());
    const range = { from: from ?? new Date(last.getTime() - FOUR_WEEKS_MS), to: last };
    const makeContext = createContexts(data.sources, data.peopleFile);
    const { data: answer, errors = [] } = await within(PATIENCE_MS, systemClock, async (deadline) => {
      for (;;) {
        const { body } = await graphql.executeOperation<PeopleAnswer>(
          { query: PEOPLE_QUERY, variables: { range } },
          { contextValue: makeContext({ caller: 'operator', isBackground: false, deadline }, new Set()) },
        );
        const result = body.kind === 'single' ? body.singleResult : {};
        const waitMs = retryAfterMs(result.errors);
        if (waitMs === undefined || systemClock.nowMs() + waitMs >= deadline.atMs) return result;
        process.stderr.write(`Waiting ${Math.ceil(waitMs / 1000)} s for a source that may not be asked more often.\n`);
        await systemClock.sleep(waitMs, deadline.signal);
      }
    });
    for (const message of new Set(errors.map((error) => error.message))) process.stderr.write(`${message}\n`);
    for (const failure of failures) process.stdout.write(`${failure}\n`);
    if (answer?.people) {
      const [begin, end] = [range.from, range.to].map((instant) => instant.toISOString());
      process.stdout.write(`ALO's actions from ${begin} to ${end}. ${peopleReport(answer)}`);
    }
    process.exitCode = errors.length > 0 ? 1 : 0;
  } finally {
    await graphql.stop();
    await data.close();
  }
}

/** The codes of failures that end by themselves. */
const PASSING = ['SOURCE_THROTTLED', 'SOURCE_OVERLOADED'];

/** How long to wait before the same question gets further; undefined where waiting does not help. */
function retryAfterMs(errors: readonly GraphQLFormattedError[] = []): number | undefined {
  const waits = errors.map(({ extensions }) => {
    const told = extensions?.teamgraph as { readonly retryAfterMs?: number } | undefined;
    return PASSING.includes(String(extensions?.code)) ? told?.retryAfterMs : undefined;
  });
  const known = waits.filter((ms) => ms !== undefined);
  return known.length === 0 || known.length < waits.length ? undefined : Math.max(...known, SHORTEST_WAIT_MS);
}

/** Throws where they cannot be. */
function readArguments(): { readonly from?: Date; readonly to?: Date } {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  const [from, to] = [values.from, values.to].map((text) => (text === undefined ? undefined : new Date(text)));
  const isBad = [from, to].some((instant) => Number.isNaN(instant?.getTime()));
  if (isBad || (from && to && from >= to)) throw new Error(`expected --from to be before --to: ${USAGE}`);
  return { from, to };
}

report().catch((error: Error) => {
  process.stderr.write(`the people cannot be reported: ${error.message}\n`);
  process.exitCode = 1;
});
