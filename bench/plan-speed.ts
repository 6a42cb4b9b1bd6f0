/**
 * Compares how long a plan takes with how long parsing and validation take, for a query of nearly 2,000 tokens, which is the
 * limit. They run in turn in one process, and the CPU times of its thread are compared: with nothing cached and with everything
 * cached, for a document that comes for the first time and for one that comes again.
 */
import { type DocumentNode, type OperationDefinitionNode, parse, specifiedRules, TokenKind, validate } from 'graphql';
import { startSandbox } from '../sandbox/index.ts';
import { readBenchArguments } from '../scripts/benches.ts';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config/config.ts';
import { SCOPES } from '../src/config/values.ts';
import { limitOptions } from '../src/graphql/limits/index.ts';
import { createPlanning } from '../src/graphql/plan/index.ts';
import { createContexts, type MakeContext } from '../src/graphql/request-context.ts';
import { schema } from '../src/graphql/schema.ts';
import { createLog } from '../src/server/telemetry/log.ts';
import { createSources, type Sources } from '../src/sources/index.ts';
import { systemClock as clock } from '../src/time/clock.ts';
import { within } from '../src/time/deadline.ts';
import { createScheduler } from '../src/time/slices.ts';
import { NO_RATE_LIMITS } from '../test/support/graph.ts';

const { rounds } = readBenchArguments(import.meta.url, {
  rounds: { type: 'number', default: 300, about: 'how often each is measured' },
});

const TOKENS = 1_990;
/** Of one field in one place. */
const MOST_REPEATS = 99;
const DEADLINE_MS = 60_000;
/** Rounds that are not measured: the code is not compiled yet. */
const WARM_UP = 50;
const VARIABLES = { range: { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' } };

const BOOKING = 'uid title description status start end durationMinutes location rating createdAt updatedAt absentHost';
const ACTION = 'sourceId number status state classification subClassification createdAt assignedAt startedAt closedAt';
const USER = 'id name email username avatarUrl timeZone identities { source sourceId name email rule }';
/** Selections of the root fields, as dashboards have them. */
const PARTS = [
  `periods(range: $range, first: 5) { nodes { id name start end bookings { nodes { ${BOOKING} } }
    actions { totalCount complete nodes { ${ACTION} createdBy { name user { ${USER} } } assignees { name user { id } } } }
    teamStats { prospect { nodes { name added contacted replied } } email { nodes { name sent opened } } } } }`,
  `bookings(filter: { range: $range }) { totalCount complete
    nodes { ${BOOKING} hosts { name email user { ${USER} } } attendees { name email timeZone } } }`,
  `users(first: 5) { totalCount nodes { ${USER} bookings(range: $range, first: 5) { totalCount nodes { ${BOOKING} } }
    actions(range: $range) { totalCount nodes { ${ACTION} } } prospectStats(range: $range) { added contacted opened }
    emailStats(range: $range) { sent opened } routedTo(range: $range, every: DAY) { total } } }`,
  'memberStats(range: $range, timeZone: "UTC") { mostBookings { value name user { id } } leastBookings { value name } }',
  'routedTo(range: $range, every: WEEK, first: 5) { complete users { name total user { id } series { start total } } }',
];

/** The parts under other names, as often as they fit or once, and values to the end. */
function largeQuery(repeats: boolean): string {
  const queryOf = (fields: readonly string[]): string => `query ($range: DateTimeRange!) { ${fields.join(' ')} }`;
  const fields: string[] = [];
  for (let index = 0; repeats || index < PARTS.length; index++) {
    const more = [...fields, `f${index}: ${PARTS[index % PARTS.length]}`];
    if (tokensIn(queryOf(more)) > TOKENS) break;
    fields.push(more.at(-1) ?? '');
  }
  const values = (count: number): string => `bookings(first: 1) { nodes { ${`${BOOKING} `.repeat(count)} uid } }`;
  let count = 1;
  while (count < MOST_REPEATS && tokensIn(queryOf([...fields, values(count + 1)])) <= TOKENS) count++;
  return queryOf([...fields, values(count)]);
}

function tokensIn(text: string): number {
  let count = 0;
  for (
    let token = parse(text).loc?.startToken.next;
    token && token.kind !== TokenKind.EOF;
    token = token.next ?? undefined
  )
    count++;
  return count;
}

const { validationRules, parseOptions } = limitOptions(false);

function parseAndValidate(text: string): DocumentNode {
  const document = parse(text, parseOptions);
  const errors = validate(schema, document, [...specifiedRules, ...validationRules]);
  if (errors[0]) throw errors[0];
  return document;
}

const operationOf = ({ definitions }: DocumentNode): OperationDefinitionNode =>
  definitions.find((one) => one.kind === 'OperationDefinition') as OperationDefinitionNode;

/** The CPU time of several runs, in milliseconds. */
interface Sum {
  ms: number;
}

async function timed<Made>(sum: Sum, make: () => Made | Promise<Made>): Promise<Made> {
  const since = process.threadCpuUsage();
  const made = await make();
  const { user, system } = process.threadCpuUsage(since);
  sum.ms += (user + system) / 1_000;
  return made;
}

async function compare(what: string, text: string, makeContext: MakeContext): Promise<void> {
  const makePlan = createPlanning(schema);
  const [checks, first, again] = [{ ms: 0 }, { ms: 0 }, { ms: 0 }];
  let reads = '';
  for (let round = -WARM_UP; round < rounds; round++) {
    if (round === 0) for (const sum of [checks, first, again]) sum.ms = 0;
    await within(DEADLINE_MS, clock, async (deadline) => {
      const requester = { caller: 'bench', isBackground: false, deadline };
      const document = await timed(checks, () => parseAndValidate(text));
      const request = { document, operation: operationOf(document), variables: VARIABLES };
      const plan = () => makePlan(request, makeContext(requester, new Set(SCOPES)).planning);
      const { price, calls } = await timed(first, plan);
      await timed(again, plan);
      reads = `${price.min} to ${price.max} calls, ${calls.reduce((sum, { cached }) => sum + cached, 0)} reads cached`;
    });
  }
  const of = ({ ms }: Sum): string => `${(ms / rounds).toFixed(2)} ms (${(ms / checks.ms).toFixed(3)})`;
  console.log(
    `${what}: parse and validate ${of(checks)}, plan ${of(first)} the first time, ${of(again)} again; ${reads}`,
  );
}

const sandbox = await startSandbox();
const config = readConfig({ ...sandbox.settings, ...NO_RATE_LIMITS, PORT: '0' });
const scheduler = createScheduler();
const random = Math.random;
const openSources = (): Sources =>
  createSources(config.sources, {
    ...{ clock, random, scheduler, backgroundMs: DEADLINE_MS, isCaching: true, processes: 1 },
  });
const log = createLog({ level: 'silent', write: () => {} });
const nowMs = () => sandbox.now.getTime();
const clocks = { nowMs: clock.nowMs, dataMs: nowMs };
const cold = openSources();
const warm = openSources();
const running = await createApp(config, { clock, random, log, nowMs, scheduler, sources: warm }).start();
console.log(`${rounds} rounds; CPU times, and in brackets their ratio to parsing and validation`);
for (const repeats of [false, true]) {
  const text = largeQuery(repeats);
  const what = `${tokensIn(text)} tokens, ${repeats ? 'the same questions again and again' : 'each question once'}`;
  const ask = { query: text, variables: VARIABLES };
  const answer = await within(DEADLINE_MS, clock, (deadline) => running.execute({ ...ask, deadline }));
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  await compare(`${what}, nothing cached`, text, createContexts(cold, undefined, scheduler, clocks));
  await compare(`${what}, everything cached`, text, createContexts(warm, undefined, scheduler, clocks));
}

await running.close();
await cold.close();
await sandbox.close();
