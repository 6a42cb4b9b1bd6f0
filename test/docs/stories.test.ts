/**
 * The stories of docs/architecture.md: each stop is where the page says, no story has more stops than it may have, and a real
 * request ends as the last stops say.
 */
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, readText, tableOf } from '../support/docs.ts';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';
import { AUDIENCE, createKey, ISSUER, type Issuer, type SigningKey, sign, startIssuer } from '../support/issuer.ts';

const PAGE = 'docs/architecture.md';
const ROOT = new URL('../../', import.meta.url);

interface Stop {
  readonly number: number;
  readonly text: string;
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly sentence: string;
}

interface Story {
  readonly title: string;
  /** The most stops, as the page says. */
  readonly most: number;
  readonly stops: readonly Stop[];
}

const STOP = /^(\d+)\. \[([^\]]+)\]\(\.\.\/(src\/[^)#]+)#L(\d+)\) `(\w+)`: (.+)$/;

const stories: readonly Story[] = (readText(PAGE).split('\n## Three stories\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n### ')
  .slice(1)
  .map((section) => {
    // A stop may go on in further lines, which are indented.
    const lines = section.replace(/\n {2,}/g, ' ').split('\n');
    return {
      title: lines[0] ?? '',
      most: Number(/At most (\d+) stops\./.exec(section)?.[1]),
      stops: lines.filter((line) => /^\d+\. /.test(line)).map(stopOf),
    };
  });

function stopOf(row: string): Stop {
  const [, number, text = '', path = '', line, name = '', sentence = ''] = STOP.exec(row) ?? [];
  if (number === undefined) throw new Error(`no stop: ${row}`);
  return { number: Number(number), text, path, line: Number(line), name, sentence };
}

/** Whether a line of code declares the function or calls it. A comment does neither. */
function isOf(name: string, line: string): boolean {
  if (/^\s*(\/\/|\/?\*)/.test(line)) return false;
  return new RegExp(`\\b(?:(?:function|const) ${name}\\b|${name}(?:<[^(]*>?)?\\(|${name}: (?:async )?\\()`).test(line);
}

const linesOf = (path: string): readonly string[] => readText(path).split('\n');

describe('the three stories', () => {
  it('are there, with at most 16, 14 and 10 stops', () => {
    expect(stories.map(({ most }) => most)).toEqual([16, 14, 10]);
    for (const { title, most, stops } of stories) {
      expect(stops.length, title).toBeGreaterThan(most / 2);
      expect(stops.length, title).toBeLessThanOrEqual(most);
      expect(
        stops.map(({ number }) => number),
        title,
      ).toEqual(stops.map((_, index) => index + 1));
    }
  });

  it.each(stories.flatMap(({ title, stops }) => stops.map((stop) => [`${title}, ${stop.number}`, stop] as const)))(
    '%s is on its line, in one sentence',
    (_, { text, path, line, name, sentence }) => {
      expect(text).toBe(`${path.split('/').at(-1)}:${line}`);
      const lines = linesOf(path);
      const found = lines.flatMap((code, index) => (isOf(name, code) ? [index + 1] : []));
      expect(found, `${path} has ${name} on these lines`).toContain(line);
      expect(sentence).toMatch(/^[^.]+(\.\w[^.]*)*\.$/);
    },
  );

  it('name as hand-overs only functions that the code has', () => {
    const code = readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => linesOf(`src/${file}`));
    const handOvers = [...readText(PAGE).matchAll(/^Passed on by: [^#]+?\n\n/gm)].map(([text]) => codeIn(text));
    expect(handOvers).toHaveLength(stories.length);
    const missing = handOvers.flat().filter((name) => !code.some((line) => isOf(name, line)));
    expect(missing).toEqual([]);
  });
});

describe('the layout', () => {
  const rows = tableOf(PAGE, '| place | what |').map(([place = '', what = '']) => ({ place: codeIn(place), what }));
  const places = rows.flatMap(({ place }) => place);

  it('has a row for everything in src/, and names each folder inside', () => {
    for (const entry of readdirSync(new URL('src/', ROOT), { withFileTypes: true })) {
      const place = `src/${entry.name}${entry.isDirectory() ? '/' : ''}`;
      expect(places).toContain(place);
      if (!entry.isDirectory()) continue;
      const what = rows.find((row) => row.place.includes(place))?.what ?? '';
      for (const inner of readdirSync(new URL(place, ROOT), { withFileTypes: true })) {
        if (inner.isDirectory()) expect(codeIn(what), place).toContain(`${inner.name}/`);
      }
    }
  });

  it('has no row for what is not there', () => {
    expect(places.filter((place) => !existsSync(new URL(place, ROOT)))).toEqual([]);
  });
});

describe('the range of a booking filter', () => {
  const RANGE = { from: '2026-03-09T00:00:00.000Z', to: '2026-03-16T00:00:00.000Z' };
  const QUERY =
    'query ($filter: BookingFilter) { bookings(filter: $filter, first: 250) { complete nodes { uid start } } }';
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph();
  });
  afterAll(() => graph.close());

  interface Row {
    readonly uid: string;
    readonly start: string;
  }

  it('reaches Cal.com as the earliest start, and the answer has the bookings within it', async () => {
    const all = (await graph.ask(QUERY)).data.bookings;
    expect(all.complete).toBe(true);
    const within = all.nodes.filter(({ start }: Row) => {
      const atMs = Date.parse(start);
      return atMs >= Date.parse(RANGE.from) && atMs < Date.parse(RANGE.to);
    });
    expect(within.length).toBeGreaterThan(1);
    // There are bookings after the range, which Cal.com sends and the list leaves out.
    expect(all.nodes.some(({ start }: Row) => Date.parse(start) >= Date.parse(RANGE.to))).toBe(true);

    graph.sandbox.calcom.calls.length = 0;
    const { data, errors } = await graph.ask(QUERY, { filter: { range: RANGE } });
    expect(errors).toBeUndefined();
    expect(data.bookings.nodes).toEqual(within);
    const scans = graph.sandbox.calcom.calls.filter(({ path }) => path.endsWith('/bookings'));
    expect(scans.map(({ query }) => query.get('afterStart'))).toEqual([RANGE.from]);
    expect(scans[0]?.query.get('sortStart')).toBe('asc');
  });
});

describe('a 429 of a vendor', () => {
  it('reaches the client with its code and the time to wait, and /metrics with the code', async () => {
    const graph = await startGraph();
    try {
      graph.sandbox.alo.inject({ status: 429, headers: { 'retry-after': '120' }, times: 1 });
      const { data, errors } = await graph.ask('{ periods { totalCount } }');
      expect(data).toEqual({ periods: null });
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'SOURCE_THROTTLED', teamgraph: { source: 'ALO', retryAfterMs: 120_000 } },
      ]);
      expect(graph.sandbox.alo.calls).toHaveLength(1);
      const metrics = await (await fetch(new URL('/metrics', graph.url), { headers: { connection: 'close' } })).text();
      const samples = metrics.split('\n');
      const [failure] = samples.filter(
        (line) => line.startsWith('teamgraph_upstream_failures_total{') && line.includes('source="ALO"'),
      );
      expect(failure).toMatch(/code="SOURCE_THROTTLED"\} 1$/);
      expect(samples).toContain('teamgraph_errors_total{code="SOURCE_THROTTLED"} 1');
      const parked = samples.find((line) => line.startsWith('teamgraph_upstream_parked_seconds{source="ALO"}'));
      expect(Number(parked?.split(' ')[1])).toBeGreaterThan(0);
      expect(samples).toContain('teamgraph_upstream_breaker{source="ALO"} 0');
    } finally {
      await graph.close();
    }
  });
});

describe('a JSON Web Token without a scope', () => {
  const QUERY = '{ bookings(first: 1) { nodes { uid attendees { email } } } }';
  let key: SigningKey;
  let issuer: Issuer;
  let graph: Graph;
  beforeAll(async () => {
    key = await createKey('a');
    issuer = await startIssuer(key.publicJwk);
    graph = await startGraph({
      settings: { AUTH_JWKS_URL: issuer.url, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE },
    });
  });
  afterAll(async () => {
    await graph.close();
    await issuer.close();
  });

  async function answerTo(scope: string): Promise<GraphAnswer> {
    const token = await sign(key, Date.now(), { scope });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' };
    const response = await fetch(graph.url, { method: 'POST', headers, body: JSON.stringify({ query: QUERY }) });
    expect(response.status).toBe(200);
    return (await response.json()) as GraphAnswer;
  }

  it('gets FORBIDDEN for the field, and the rest of the data', async () => {
    const { data, errors = [] } = await answerTo('performance');
    const [booking] = data.bookings.nodes;
    expect(booking.uid).toEqual(expect.any(String));
    expect(booking.attendees.length).toBeGreaterThan(0);
    expect(booking.attendees.every(({ email }: { email: unknown }) => email === null)).toBe(true);
    expect(errors).toHaveLength(booking.attendees.length);
    for (const { message, path, extensions } of errors) {
      expect(message).toBe('This field needs the scope attendees.');
      expect(path?.at(-1)).toBe('email');
      expect(extensions).toEqual({ code: 'FORBIDDEN' });
    }
  });

  it('gets the field with the scope', async () => {
    const { data, errors } = await answerTo('performance attendees');
    expect(errors).toBeUndefined();
    expect(data.bookings.nodes[0].attendees[0].email).toContain('@');
  });
});
