/** Bodies of valid requests with mutations: of their bytes, their JSON or their GraphQL. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type Dice, diceOf } from '../people/dice.ts';
import { type Attack, asGet, headersFor } from './attack.ts';
import { graphqlToken, PROTOTYPE_NAMES, weirdJson, weirdText } from './weird.ts';

const folder = new URL('../../../examples/', import.meta.url);
const QUERIES = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));

const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
const ID = Buffer.from('Period:305').toString('base64url');
const VARIABLES = {
  range: RANGE,
  filter: { range: RANGE },
  email: 'bob@example.com',
  id: ID,
  ids: [ID],
  timeZone: 'UTC',
  every: 'WEEK',
  first: 5,
};

type Request = Record<string, unknown>;

const hashed = (query: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
});

/** A valid request: with a query, a query and its hash, only the hash, or an id. */
function validRequest(dice: Dice): Request {
  const query = dice.among(QUERIES);
  const operationName = /^query (\w+)/m.exec(query)?.[1];
  const shape = dice.roll();
  if (shape < 0.75) return { query, variables: { ...VARIABLES }, operationName };
  if (shape < 0.85) return { query, variables: { ...VARIABLES }, extensions: hashed(query) };
  if (shape < 0.95) return { variables: { ...VARIABLES }, extensions: hashed(query) };
  return { documentId: `sha256:${hashed(query).persistedQuery.sha256Hash}`, variables: { ...VARIABLES } };
}

/** A placeholder for a piece of JSON, which need not be valid. It is replaced in the written request. */
const placeholder = (pieces: string[], json: string): string => `@${pieces.push(json) - 1}@`;

type Mutation = (request: Request, dice: Dice, pieces: string[]) => void;

const MEMBERS = ['query', 'variables', 'operationName', 'extensions', 'documentId'] as const;

/** Mutations of a request before it is written. */
const MUTATIONS: readonly Mutation[] = [
  (request, dice, pieces) => {
    request[dice.among(MEMBERS)] = placeholder(pieces, weirdJson(dice));
  },
  (request, dice) => {
    delete request[dice.among(MEMBERS)];
  },
  (request, dice, pieces) => {
    request.variables = { ...VARIABLES, [dice.among(Object.keys(VARIABLES))]: placeholder(pieces, weirdJson(dice)) };
  },
  (request, dice, pieces) => {
    const name = dice.among(['from', 'to', ...PROTOTYPE_NAMES]);
    const range = Object.fromEntries([...Object.entries(RANGE), [name, placeholder(pieces, weirdJson(dice))]]);
    request.variables = { ...VARIABLES, range, filter: dice.chance(0.5) ? range : { range } };
  },
  (request, dice, pieces) => {
    const member = dice.among(['version', 'sha256Hash', ...PROTOTYPE_NAMES]);
    const persistedQuery = Object.fromEntries([
      ...Object.entries(hashed(dice.among(QUERIES)).persistedQuery),
      [member, placeholder(pieces, weirdJson(dice))],
    ]);
    request.extensions = dice.chance(0.8)
      ? { persistedQuery }
      : { persistedQuery: placeholder(pieces, weirdJson(dice)) };
  },
  (request, dice, pieces) => {
    Object.defineProperty(request, dice.among(PROTOTYPE_NAMES), {
      value: placeholder(pieces, weirdJson(dice)),
      enumerable: true,
      configurable: true,
    });
  },
  mutateQuery,
  mutateQuery,
  mutateQuery,
];

const WORD = /[_A-Za-z]\w*/g;

function mutateQuery(request: Request, dice: Dice): void {
  if (typeof request.query !== 'string') return;
  const { query } = request;
  const at = Math.floor(dice.roll() * query.length);
  const to = at + Math.floor(dice.roll() ** 2 * (query.length - at));
  const words = query.match(WORD) ?? ['x'];
  request.query = dice.among([
    () => `${query.slice(0, at)} ${graphqlToken(dice)} ${query.slice(at)}`,
    () => query.slice(0, at) + weirdText(dice) + query.slice(at),
    () => query.slice(0, at),
    () => query.slice(0, at) + query.slice(to),
    () => query.slice(0, to) + query.slice(at, to) + query.slice(to),
    () => query.replaceAll(dice.among(words), dice.among(words)),
    () => query.replace(dice.among(words), dice.among(PROTOTYPE_NAMES)),
    () => query + dice.among(QUERIES),
  ])();
}

/** Mutates the written request. */
function mutateBytes(body: Buffer, dice: Dice): Buffer {
  const at = Math.floor(dice.roll() * body.length);
  const to = at + Math.floor(dice.roll() ** 2 * (body.length - at));
  return dice.among([
    () => {
      const flipped = Buffer.from(body);
      for (let more = true; more; more = dice.chance(0.7)) {
        const place = Math.floor(dice.roll() * flipped.length);
        flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(dice.roll() * 8));
      }
      return flipped;
    },
    () => body.subarray(0, at),
    () => Buffer.concat([body.subarray(0, at), body.subarray(to)]),
    () => Buffer.concat([body.subarray(0, to), body.subarray(at, to), body.subarray(to)]),
    () => Buffer.concat([body.subarray(0, at), Buffer.from(weirdText(dice)), body.subarray(at)]),
    () => Buffer.concat([body.subarray(0, at), Buffer.from([dice.roll() * 256, 0xff, 0x80]), body.subarray(at)]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
    () => Buffer.from(body.toString('utf8'), 'utf16le'),
  ])();
}

/** The same attack for the same seed. */
export function mutatedBody(seed: number, own: Readonly<Record<string, string>>): Attack {
  const dice = diceOf(seed);
  const request = validRequest(dice);
  const pieces: string[] = [];
  for (let more = dice.chance(0.85); more; more = dice.chance(0.3)) dice.among(MUTATIONS)(request, dice, pieces);
  const headers = headersFor(dice, own);
  if (dice.chance(0.12)) return asGet(dice, request, headers);
  let text = (JSON.stringify(request) ?? '').replace(/"@(\d+)@"/g, (_, index: string) => pieces[Number(index)] ?? '');
  if (dice.chance(0.08)) text = text.replace('{', () => `{"${dice.among(MEMBERS)}":${weirdJson(dice)},`);
  if (dice.chance(0.03)) text = `[${text},${text}]`;
  const body = Buffer.from(text);
  return { method: 'POST', path: '/graphql', headers, body: dice.chance(0.35) ? mutateBytes(body, dice) : body };
}
