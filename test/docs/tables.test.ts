/** The tables of the docs say what the code has: settings, metrics, error codes, and the calls of the examples. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSandboxSettings } from '../../sandbox/settings.ts';
import { type Environment, readConfig } from '../../src/config/config.ts';
import { CODES } from '../../src/server/telemetry/labels.ts';
import { countCalls } from '../oracle/calls.ts';
import { codeIn, readText, tableOf } from '../support/docs.ts';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

/** What every line of the log has. */
const EVERY_LINE = ['level', 'time', 'event'];

/** The names of the settings that are looked up while an environment is read. */
function lookedUp(read: (env: Environment) => unknown): string[] {
  const names = new Set<string>();
  const note = (name: string | symbol): void => {
    if (typeof name === 'string' && /^[A-Z][A-Z\d_]+$/.test(name)) names.add(name);
  };
  read(
    new Proxy<Environment>(
      {},
      {
        get: (env, name) => {
          note(name);
          return Reflect.get(env, name);
        },
      },
    ),
  );
  return [...names].sort();
}

const firstCells = (page: string, head: string): string[] => tableOf(page, head).flatMap(([cell = '']) => codeIn(cell));

describe('the settings', () => {
  const SETTINGS = lookedUp(readConfig);

  it('are found', () => {
    expect(SETTINGS).toContain('CALCOM_API_KEY');
    expect(SETTINGS.length).toBeGreaterThan(30);
  });

  it('are in docs/settings.md, each once and no others', () => {
    expect(firstCells('docs/settings.md', '| name | default | meaning |').sort()).toEqual(SETTINGS);
  });

  it('of the sandbox are in docs/settings.md, each once and no others', () => {
    const [, sandbox = ''] = readText('docs/settings.md').split('\n## Sandbox\n');
    const told = sandbox.split('\n').flatMap((row) => /^\| `(\w+)`/.exec(row)?.[1] ?? []);
    expect(told.sort()).toEqual(lookedUp(readSandboxSettings));
  });

  it('are in .env.example, each once and commented out, and no others', () => {
    const lines = readText('.env.example').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    const named = lines.flatMap((line) => /^# ([A-Z][A-Z\d_]*)=\S+$/.exec(line)?.[1] ?? []);
    expect(named.sort()).toEqual(SETTINGS);
  });
});

describe('the error codes', () => {
  it('are in docs/errors.md, each once and no others', () => {
    expect(firstCells('docs/errors.md', '| code | when |').sort()).toEqual(
      CODES.filter((code) => code !== 'OTHER').sort(),
    );
  });
});

describe('the metrics', () => {
  const HEAD = '| metric | labels | meaning |';
  let text: string;
  let graph: Graph;
  beforeAll(async () => {
    // A Redis that is away has its metrics all the same, and one of them counts a failure.
    graph = await startGraph({ settings: { REDIS_URL: 'redis://127.0.0.1:1', ALO_PER_MINUTE: '60' } });
    graph.sandbox.saleshandy.inject({ status: 500 });
    await graph.ask('{ users(first: 1) { nodes { id } } periods { totalCount } }');
    text = await (await fetch(new URL('/metrics', graph.url), { headers: { connection: 'close' } })).text();
  });
  afterAll(() => graph.close());

  it('are in docs/observability.md, each once and no others', () => {
    const served = [...text.matchAll(/^# TYPE (teamgraph_\w+) /gm)].map(([, name = '']) => name);
    expect(firstCells('docs/observability.md', HEAD).sort()).toEqual(served.sort());
  });

  it('have the labels that the docs say', () => {
    const told = new Map(
      tableOf('docs/observability.md', HEAD).map(([name = '', labels = '']) => [codeIn(name)[0], labels]),
    );
    const series = [...text.matchAll(/^(teamgraph_\w+?)(?:_bucket|_sum|_count)?(?:\{([^}]*)\})? \S+$/gm)];
    expect(series.length).toBeGreaterThan(20);
    for (const [, name, labels = ''] of series) {
      const names = [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le');
      expect(told.get(name), name).toBe(names.join(', '));
    }
  });
});

describe('the log', () => {
  const HASH = createHash('sha256').update('token').digest('hex');

  it('has in its lines of requests and calls the fields that docs/observability.md lists', async () => {
    const graph = await startGraph({ settings: { LOG_LEVEL: 'debug', AUTH_TOKENS: `reader:${HASH}` } });
    graph.sandbox.alo.inject({ status: 500 });
    for (const authorization of ['Bearer token', 'Bearer wrong']) {
      const body = JSON.stringify({ query: 'query Named { periods { totalCount } }' });
      const headers = { authorization, 'content-type': 'application/json', connection: 'close' };
      await (await fetch(graph.url, { method: 'POST', headers, body })).text();
    }
    await graph.close();
    const lines = graph.log.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const fieldsOf = (event: string): string[] => [
      ...new Set(lines.filter((line) => line.event === event).flatMap((line) => Object.keys(line))),
    ];
    const listed = new Map(
      tableOf('docs/observability.md', '| event | level | fields |').map(([event = '', , fields = '']) => [
        codeIn(event)[0],
        codeIn(fields),
      ]),
    );
    for (const event of ['request', 'call']) {
      expect(
        fieldsOf(event)
          .filter((name) => !EVERY_LINE.includes(name))
          .sort(),
      ).toEqual(listed.get(event)?.sort());
    }
  });
});

describe('the calls of an example', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph();
  });
  afterAll(() => graph.close());

  it('are in docs/querying.md, measured on a cold server', async () => {
    const tabs = (await (await fetch(new URL('/graphiql/tabs.json', graph.url))).json()) as readonly {
      readonly query: string;
      readonly variables: string;
    }[];
    const measured: unknown[] = [];
    for (const { query, variables } of tabs)
      measured.push([/query (\w+)/.exec(query)?.[1], ...(await callsOf(query, variables))]);
    const told = tableOf('docs/querying.md', '| query | Cal.com | ALO | Saleshandy |').map(([name, ...cells]) => [
      name,
      ...cells.map((cell) => Number.parseInt(cell, 10) || 0),
    ]);
    expect(told).toEqual(measured);
    expect(told).toHaveLength(20);
  });

  /** The calls of one query on a server that has made no call yet, by source, without those for directories. */
  async function callsOf(query: string, variables: string): Promise<number[]> {
    const { sandbox } = graph;
    const cold = await startServer(sandbox.settings, { nowMs: () => sandbox.now.getTime() });
    const count = countCalls(sandbox);
    const { errors } = await cold.ask(query, JSON.parse(variables));
    expect(errors).toBeUndefined();
    const { own } = count();
    await cold.close();
    const of = (...names: string[]): number => names.reduce((sum, name) => sum + (own[name] ?? 0), 0);
    return [of('bookings', 'member stats', 'routed to'), of('periods', 'actions'), of('team stats')];
  }
});
