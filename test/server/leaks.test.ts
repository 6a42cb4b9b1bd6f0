import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { NO_RATE_LIMITS } from '../support/graph.ts';
import { type Main, startMain } from '../support/process.ts';

/** Secrets never leak: credentials, people, and whatever else a vendor may quote of a request. */
const EMAIL = 'canary.person@private.example';
const PHONE = '+49 170 5550199';
const MARK = 'canary-8c0f-marks-the-body';

const QUERY = /* GraphQL */ `
  query Everything($range: DateTimeRange!) {
    users(first: 5) { nodes { name } }
    bookings(first: 1) { nodes { uid } totalCount }
    memberStats(timeZone: "UTC") { mostBookings { value } }
    routedTo(range: $range, every: WEEK) { users { total } }
    periods(first: 1) { nodes { id actions { nodes { id } } } }
    teamStats(range: $range) { prospect { nodes { added } } email { nodes { sent } } }
    sources { name lastError { code } endpoints { name drifts { field kind answers } } }
  }
`;
const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };

let sandbox: Sandbox;
let main: Main;
let url: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  return () => sandbox.close();
});
// A fault must not hide the next one, such as by an open circuit breaker.
beforeEach(async () => {
  // Every query meets the fault.
  main = startMain({
    ...sandbox.settings,
    ...NO_RATE_LIMITS,
    TEAMGRAPH_SANDBOX: 'off',
    CACHE: 'off',
    LOG_LEVEL: 'trace',
  });
  url = await main.ready();
});
afterEach(() => main.end());

const keys = () => [sandbox.settings.CALCOM_API_KEY, sandbox.settings.ALO_API_KEY, sandbox.settings.SALESHANDY_API_KEY];
const secrets = (): string[] => [
  ...keys().map(String),
  EMAIL,
  PHONE,
  MARK,
  sandbox.calcom.url,
  sandbox.alo.url,
  sandbox.saleshandy.url,
];

function echo() {
  const [calcom, alo, saleshandy] = keys();
  return {
    status: 'error',
    code: 77,
    message: `Invalid token ${calcom} ${alo} ${saleshandy} of ${EMAIL}`,
    error: { code: MARK, details: { [`${MARK}-${EMAIL}`]: PHONE, authorization: `Bearer ${calcom}` } },
  };
}

const withCanaries = (json: unknown): unknown => ({
  ...(json as object),
  [MARK]: echo(),
  stack: `Error: ${EMAIL}\n    at ${MARK}`,
});

const FAULTS: readonly [string, () => Fault][] = [
  ...[400, 401, 403, 404, 408, 422, 429, 500, 502, 503, 504].map((status): [string, () => Fault] => [
    `a ${status} that quotes the request`,
    () => ({ status, body: echo(), headers: { 'x-canary': MARK, 'set-cookie': `canary=${MARK}` } }),
  ]),
  ['a 200 that says error', () => ({ body: echo() })],
  [
    'a 200 with another shape',
    () => ({ body: { status: 'success', data: { [EMAIL]: MARK }, payload: { [MARK]: EMAIL } } }),
  ],
  [
    'rows of another shape',
    () => ({ body: { status: 'success', data: [echo()], periods: [echo()], payload: [echo()] } }),
  ],
  ['a page', () => ({ body: `<html>${JSON.stringify(echo())}</html>`, status: 502 })],
  ['text that is almost JSON', () => ({ body: `{"${EMAIL}": "${MARK}",` })],
  ['a redirect to a place with a key in it', () => ({ redirectTo: `http://127.0.0.1:1/?key=${MARK}` })],
  ['a header that cannot be', () => ({ status: 429, headers: { 'retry-after': `${MARK} ${EMAIL}` } })],
  ['unrequested fields', () => ({ transform: withCanaries })],
];

describe('the content of an unusable answer', () => {
  it.each(FAULTS)('(%s) reaches neither a client nor the log', async (_, fault) => {
    const faulty = [sandbox.calcom, sandbox.alo, sandbox.saleshandy].map((vendor) => vendor.inject(fault()));
    const answers = await Promise.all(
      ['application/json', 'application/graphql-response+json'].map((accept) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept, 'teamgraph-trace': 'on' },
          body: JSON.stringify({ query: QUERY, variables: { range: RANGE } }),
        }),
      ),
    );
    const shown = await Promise.all(['/readyz', '/metrics'].map((path) => fetch(new URL(path, url))));
    for (const remove of faulty) remove();
    const texts = [...answers, ...shown].map(
      async (response) => JSON.stringify([...response.headers]) + (await response.text()),
    );
    const all = `${(await Promise.all(texts)).join('\n')}\n${main.output.stdout}\n${main.output.stderr}`;
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(secrets().filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/stacktrace|"stack":/);
    // None of these is a bug.
    expect(main.output.stderr).toBe('');
  });
});
