/** A short one of `npm run bench -- fuzz`, with other attacks. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzz } from '../../support/attacks/fuzz.ts';
import { offenceIn } from '../../support/attacks/judge.ts';
import { mutatedBody } from '../../support/attacks/mutated-bodies.ts';
import { generatedQuery } from '../../support/attacks/random-queries.ts';
import { type Graph, startGraph } from '../../support/graph.ts';

const TOKEN = 'tg_fuzz';
const SEED = 1_000_000;
const MODES = [
  [
    'in production',
    { NODE_ENV: 'production', AUTH_TOKENS: `fuzz:${createHash('sha256').update(TOKEN).digest('hex')}` },
    { authorization: `Bearer ${TOKEN}` },
  ],
  ['without settings', {}, {}],
] as const;

describe.each(MODES)('a server %s', (_, settings, own) => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph({ settings: { ...settings, CACHE: 'on', LOG_LEVEL: 'silent' } });
  });
  afterAll(() => graph.close());

  it.each([
    ['750 mutated bodies', 750, mutatedBody],
    ['300 generated queries', 300, generatedQuery],
  ] as const)('answers %s within the rules, and each seed gives the same attack', async (__, count, make) => {
    const { CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY } = graph.sandbox.settings;
    const secrets = [CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY, graph.sandbox.calcom.url, TOKEN].map(String);
    const attack = (seed: number) => make(seed, own);
    expect(attack(SEED)).toEqual(attack(SEED));
    const { offences, statuses, withData } = await fuzz({ graph, attack, seed: SEED, count, parallel: 8, secrets });
    expect(offences.map(({ seed, problem, attack: { body } }) => `${seed}: ${problem}: ${body}`)).toEqual([]);
    expect(graph.internalErrors).toEqual([]);
    // The attacks reach the HTTP server, the parser and the sources, and differ from each other.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 406, 415]));
    expect(withData).toBeGreaterThan(count / 10);
    expect((await fetch(new URL('/healthz', graph.url))).status).toBe(200);
  });
});

describe('an answer', () => {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'Authorization',
  };
  const error = (message: string, code = 'BAD_REQUEST') =>
    JSON.stringify({ errors: [{ message, extensions: { code } }] });

  it.each([
    ['with data', 200, '{"data":null}', undefined],
    ['that rejects', 400, error('Expected a JSON object.'), undefined],
    ['with status 500', 500, error('Sorry.'), 'status 500'],
    ['in HTML', 400, '<html>', 'no JSON'],
    ['without data and errors', 200, '{}', 'neither data nor errors'],
    ['with an empty list of errors', 200, '{"errors":[]}', 'an empty list of errors'],
    ['without a code', 400, '{"errors":[{"message":"No."}]}', 'an error without a code'],
    ['with an internal error', 200, error('Internal error.', 'INTERNAL_SERVER_ERROR'), 'an internal error'],
    ['with a stack trace', 400, error('No.\n    at x (file.js:1:1)'), expect.stringContaining('with internals')],
    ['with a path', 400, error('Not in /srv/src/schema'), expect.stringContaining('with internals')],
    ['with a key', 200, '{"data":{"x":"secret-key"}}', 'a secret'],
  ])('%s is judged correctly', (_, status, text, problem) => {
    expect(offenceIn({ status, headers, text }, ['secret-key'])).toEqual(problem);
  });

  it.each(Object.keys(headers))('without the header %s is an offence', (name) => {
    expect(offenceIn({ status: 200, headers: { ...headers, [name]: undefined }, text: '{"data":null}' }, [])).toEqual(
      expect.any(String),
    );
  });
});
