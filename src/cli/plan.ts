/** `npm run plan -- FILE.graphql`: prints how many calls to the sources a query may make. Makes no call. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { createApp, type RunningApp } from '../app.ts';
import { readConfig } from '../config/config.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { openData } from '../data.ts';
import { createLog } from '../server/telemetry/log.ts';
import { systemClock as clock } from '../time/clock.ts';
import { within } from '../time/deadline.ts';
import { type Command, readArguments, synopsisOf } from './arguments.ts';
import { planText, refusalText } from './plan-text.ts';

/** The file that stands for standard input. */
const STDIN = '-';

const COMMAND = {
  name: 'npm run plan',
  about: 'Prints how many calls to the sources a query may make, without making one.',
  operands: { 'FILE.graphql': `holds the query; ${STDIN} reads it from standard input` },
  options: {
    variables: { type: 'text', value: 'JSON', default: '{}', about: 'the variables of the query' },
    operation: { type: 'text', value: 'NAME', about: 'which operation, where the file has several' },
    json: { type: 'flag', about: 'prints the plan as extensions.teamgraph has it' },
  },
  example: `For example:

  npm run plan -- examples/08-users.graphql --variables '{ "first": 5 }'`,
} as const satisfies Command;

const { operands, values } = readArguments(COMMAND);
print().catch((error: Error) => {
  process.stderr.write(`the query has no plan: ${error.message}\n`);
  process.exitCode = 1;
});

/** Rejects with an Error of one line where an argument, a setting or the query is bad. */
async function print(): Promise<void> {
  const query = await readQuery();
  const variables = readVariables(values.variables);
  loadEnvFile();
  const data = await openData(readConfig(process.env), process.env);
  const log = { ...createLog({ level: 'silent' }), warning: (text: string) => process.stderr.write(`${text}\n`) };
  let app: RunningApp | undefined;
  try {
    app = await createApp(data.config, { clock, random: Math.random, log, nowMs: data.nowMs }).start();
    const { plan } = app;
    const made = await within(data.config.requestDeadlineMs, clock, (deadline) =>
      plan({ query, variables, operationName: values.operation, deadline }),
    );
    const refusal = refusalText(made.price.max, data.config.callsPerQuery);
    process.stdout.write(values.json ? `${JSON.stringify(made, null, 2)}\n` : planText(made));
    if (refusal) (values.json ? process.stderr : process.stdout).write(`${refusal}\n`);
  } finally {
    await app?.close();
    await data.close();
  }
}

async function readQuery(): Promise<string> {
  const [file, ...others] = operands;
  if (file === undefined || others.length > 0) throw new Error(`expected one file: ${synopsisOf(COMMAND)}`);
  try {
    return await (file === STDIN ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function readVariables(json: string): Readonly<Record<string, unknown>> {
  const bad = new Error('--variables: expected a JSON object');
  try {
    const variables: unknown = JSON.parse(json);
    if (typeof variables === 'object' && variables !== null && !Array.isArray(variables)) return { ...variables };
  } catch {
    throw bad;
  }
  throw bad;
}
