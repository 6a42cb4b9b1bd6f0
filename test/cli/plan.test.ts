/** `npm run plan`: the calls that a query may make, printed without one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planText, refusalText } from '../../src/cli/plan-text.ts';
import type { PlannedCalls } from '../../src/graphql/plan/index.ts';
import { NODE, runScript } from '../support/process.ts';
import { start } from '../support/sandbox/start.ts';

const SCRIPT = fileURLToPath(new URL('../../src/cli/plan.ts', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(query: string): string {
  const path = join(folder, 'query.graphql');
  writeFileSync(path, query);
  return path;
}
const run = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  runScript(SCRIPT, args, settings);

describe('npm run plan', () => {
  it('prints a line for each endpoint and the price, for the sandbox where no source is configured', async () => {
    const { code, stdout, stderr } = await run([
      file('{ periods { totalCount } memberPeriods: periods { totalCount } }'),
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^source +endpoint +min +max +cached$/),
      expect.stringMatching(/^ALO +periods +1 +\d+ +0$/),
      expect.stringMatching(/^ +fields: periods, memberPeriods$/),
      expect.stringMatching(/^ +bound: \S/),
      '',
      expect.stringMatching(/^Price: (1 call|1 to \d+ calls)\.$/),
      '',
    ]);
  });

  it('calls no source', async () => {
    const sandbox = await start();
    const variables = JSON.stringify({ range: RANGE });
    const { code, stdout } = await run(
      [join(EXAMPLES, '01-team-dashboard.graphql'), '--variables', variables],
      sandbox.settings as Record<string, string>,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CALCOM +team-bookings +\d+ +\d+ +0$/m);
    expect([sandbox.calcom, sandbox.alo, sandbox.saleshandy].flatMap(({ calls }) => calls)).toEqual([]);
  });

  it('prints the plan as JSON', async () => {
    const { stdout } = await run([file('{ periods { totalCount } }'), '--json']);
    const { plan, price } = JSON.parse(stdout);
    expect(plan).toEqual([
      expect.objectContaining({ source: 'ALO', endpoint: 'periods', min: 1, cached: 0, fields: ['periods'] }),
    ]);
    expect(Object.keys(plan[0])).toEqual(['source', 'endpoint', 'min', 'max', 'cached', 'fields', 'bound']);
    expect(price).toEqual({ min: plan[0].min, max: plan[0].max });
  });

  it('says that the server would refuse the query, which has a plan all the same', async () => {
    const query = file('{ memberStats(timeZone: "UTC") { mostBookings { value } } routed: periods { totalCount } }');
    const { code, stdout } = await run([query], { CALLER_CALLS_PER_QUERY: '1' });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Price: .*\nThe server would refuse the query: it may need \d+ calls, and CALLER_CALLS_PER_QUERY is 1\.\n$/m,
    );
    const json = await run([query, '--json'], { CALLER_CALLS_PER_QUERY: '1' });
    expect([json.code, JSON.parse(json.stdout).price.min]).toEqual([0, 2]);
    expect(json.stderr).toMatch(/^The server would refuse the query: /);
  });

  it('reads the query from standard input, and takes one of several operations', () => {
    const input = 'query One { periods { totalCount } } query None { __typename }';
    const of = (...args: string[]) => spawnSync(NODE, [SCRIPT, '-', ...args], { input, encoding: 'utf8' });
    expect(of('--operation', 'None').stdout).toBe('The query calls no source.\n');
    expect(of('--operation', 'One').stdout).toContain('Price: 1 ');
    expect(of('--operation', 'Two')).toMatchObject({ status: 1, stderr: expect.stringContaining('"Two"') });
  });

  it.each([
    ['of an unknown field', '{ shoeSizes }', [], /^the query has no plan: Cannot query field "shoeSizes" .*\n$/],
    ['that is torn', '{ periods {', [], /^the query has no plan: Syntax Error: .*\n$/],
    ['without a variable that it needs', 'query ($id: ID!) { node(id: $id) { id } }', [], /: Variable "\$id" .*\n$/],
    [
      'with variables that are no object',
      '{ __typename }',
      ['--variables', '[]'],
      /: --variables: expected a JSON object\n$/,
    ],
  ])('says in one line what is wrong with a query %s', async (_, query, args, message) => {
    const { code, stdout, stderr } = await run([file(query), ...args]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says that a file cannot be read, and that it expects one', async () => {
    const missing = join(folder, 'missing.graphql');
    expect((await run([missing])).stderr).toBe(`the query has no plan: ${missing} cannot be read (ENOENT)\n`);
    expect((await run([])).stderr).toMatch(/^the query has no plan: expected one file: npm run plan -- .*\n$/);
  });
});

describe('a plan as text', () => {
  const planned = (changed: Partial<PlannedCalls>): PlannedCalls => ({
    source: 'ALO',
    endpoint: 'periods',
    min: 1,
    max: 1,
    cached: 0,
    fields: ['periods'],
    bound: null,
    ...changed,
  });

  it('has its figures to the right, and below them the fields and the bound in words', () => {
    const plan = [
      planned({}),
      planned({ endpoint: 'actions', min: 0, max: 60, fields: ['periods', 'later'], bound: 'one for each period' }),
    ];
    expect(planText({ plan, price: { min: 1, max: 61 } })).toBe(
      [
        'source  endpoint  min  max  cached',
        'ALO     periods     1    1       0',
        '        fields: periods',
        'ALO     actions     0   60       0',
        '        fields: periods, later',
        '        bound: one for each period',
        '',
        'Price: 1 to 61 calls.',
        '',
      ].join('\n'),
    );
  });

  it('says that a query needs more calls than it may', () => {
    expect(refusalText(12, 10)).toBe(
      'The server would refuse the query: it may need 12 calls, and CALLER_CALLS_PER_QUERY is 10.',
    );
    expect(refusalText(10, 10)).toBeUndefined();
    expect(refusalText(10, Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});
