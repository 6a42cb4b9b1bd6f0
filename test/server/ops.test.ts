/** The dashboard and the alerts of ops/ use metrics and labels that a server under traffic has. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AUTH_FAILURES, CODES, PATHS, REJECTION_REASONS, STATUS_CLASSES } from '../../src/server/telemetry/labels.ts';
import { collectGarbage } from '../support/garbage.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const read = (name: string): string => readFileSync(new URL(`../../ops/${name}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly look: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat: string;
    readonly datasource: { readonly uid: string };
  }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[];
  };
  readonly panels: readonly Panel[];
}

const rules = (parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Labels that Prometheus adds itself, and the bucket of a histogram. */
const ADDED = ['job', 'instance', 'le'];
/** A metric of Prometheus itself. */
const OWN = ['up'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  path: PATHS,
  status: STATUS_CLASSES,
  code: CODES,
  reason: [...REJECTION_REASONS, ...AUTH_FAILURES],
  cache: ['MISS', 'FRESH', 'STALE', 'SHARED'],
  kind: ['MISSED', 'UNKNOWN', 'WIDENED'],
  job: ['teamgraph'],
  instance: ['$instance'],
};

interface Used {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The metrics and labels of a PromQL expression, for the part of PromQL that the files of ops/ use. */
function usedIn(expr: string): { readonly used: readonly Used[]; readonly grouped: readonly string[] } {
  const grouped = [...expr.matchAll(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  const rest = expr
    .replace(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, ' ')
    .replace(/\boffset\s+\w+|\[[^\]]*\]/g, ' ')
    .replace(/\b(?:unless|or|and)\b/g, ' ');
  const used = [...rest.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?/g)]
    .filter(([, , , call]) => call === undefined)
    .map(([, metric = '', matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }));
  return { used, grouped };
}

const EXPRESSIONS: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** The labels of each metric that has a series, by its name. */
const series = new Map<string, Set<string>>();

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { CACHE: 'on', ALO_PER_MINUTE: '60' } });
  const { ask, sandbox } = graph;
  const widen = (json: unknown): unknown => {
    const { periods, ...rest } = json as { periods: object[] };
    return { ...rest, periods: periods.map((period) => ({ ...period, colour: 'red' })) };
  };
  sandbox.alo.inject({ match: '/periods', transform: widen, times: 1 });
  await ask('{ periods(first: 1) { nodes { id } } bookings(first: 1) { nodes { id } } }');
  sandbox.saleshandy.inject({ status: 401 });
  await ask('{ users(first: 1) { nodes { id } } }');
  collectGarbage();
  const metrics = async () =>
    (await fetch(new URL('/metrics', graph.url), { headers: { connection: 'close' } })).text();
  let text = await metrics();
  // The process reports a collection in a later turn.
  while (!text.includes('nodejs_gc_duration_seconds_count{')) text = await metrics();
  for (const [, metric = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{([^}]*)\})? \S+$/gm)) {
    const known = series.get(metric) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(metric, known);
  }
});
afterAll(() => graph.close());

describe('an expression', () => {
  it('is parsed by this test', () => {
    expect(usedIn('sum by (a, b) (rate(m_total{x="1", y!~"2"}[5m])) / n offset 5m > 0 unless on (c) o{}')).toEqual({
      used: [
        { metric: 'm_total', labels: ['x', 'y'] },
        { metric: 'n', labels: [] },
        { metric: 'o', labels: [] },
      ],
      grouped: ['a', 'b', 'c'],
    });
    expect(EXPRESSIONS.length).toBeGreaterThan(40);
  });

  it.each(EXPRESSIONS)('of %s uses metrics and labels that exist', (_, expr) => {
    const { used, grouped } = usedIn(expr);
    expect(used.length).toBeGreaterThan(0);
    expect(used.map(({ metric }) => metric).filter((metric) => !series.has(metric) && !OWN.includes(metric))).toEqual(
      [],
    );
    for (const { metric, labels } of used) {
      const known = [...ADDED, ...(series.get(metric) ?? [])];
      expect(
        [...labels, ...grouped].filter((label) => !known.includes(label)),
        metric,
      ).toEqual([]);
    }
  });

  it.each(EXPRESSIONS)('of %s compares labels with values that they can have', (_, expr) => {
    const strangers = [...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].filter(
      ([, label = '', values = '']) => !values.split('|').every((value) => WORDS[label]?.includes(value)),
    );
    expect(strangers).toEqual([]);
  });
});

describe('an alert', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says what has happened, and where to look first',
    (_, rule) => {
      const { summary, description, look } = rule.annotations;
      expect(Math.min(...[summary, description, look].map((text) => text.length))).toBeGreaterThan(20);
      expect(['page', 'ticket']).toContain(rule.labels.severity);
      const labels = [...`${summary} ${description} ${look}`.matchAll(/\$labels\.(\w+)/g)].map(
        ([, label = '']) => label,
      );
      const { used, grouped } = usedIn(rule.expr);
      const kept =
        grouped.length > 0 ? grouped : used.flatMap(({ metric }) => [...(series.get(metric) ?? []), ...ADDED]);
      expect(labels.filter((label) => !kept.includes(label))).toEqual([]);
    },
  );

  it('of server errors leaves out keys that cannot be read, which have an alert of their own', () => {
    const exprOf = (name: string) => rules.find(({ alert }) => alert === name)?.expr.replace(/\s+/g, ' ') ?? '';
    const unread = 'teamgraph_http_rejected_requests_total{reason="auth_unavailable"}[5m]';
    expect(exprOf('TeamgraphServerErrors')).toContain(`status="5xx"}[5m])) - sum by (instance) (rate(${unread}))`);
    expect(exprOf('TeamgraphCannotCheckTokens')).toContain(unread);
  });

  it('has a name of its own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('names only panels that exist', () => {
    const titles = panels.map(({ title }) => title);
    const named = rules.flatMap(({ annotations: { look } }) => [
      ...look.matchAll(/panels? ("[^"]+"(?:(?:,| and) "[^"]+")*)/g),
    ]);
    const quoted = named.flatMap(([, names = '']) => [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
    expect(quoted.length).toBeGreaterThan(8);
    expect(quoted.filter((name) => !titles.includes(name))).toEqual([]);
  });
});

describe('the runbook', () => {
  const readme = read('README.md');

  it('explains every reason of failed authentication', () => {
    const [, table = ''] = /\| `reason` \| what is wrong \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const listed = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
    expect(listed.map(([, reason = '']) => reason).sort()).toEqual([...AUTH_FAILURES].sort());
  });
});

describe('the dashboard', () => {
  it('can be imported anywhere: its data source is a variable', () => {
    const [datasource, instance] = dashboard.templating.list;
    expect([dashboard.uid, dashboard.title]).toEqual(['teamgraph', 'teamgraph']);
    expect([datasource?.name, datasource?.type, datasource?.query]).toEqual(['datasource', 'datasource', 'prometheus']);
    expect(instance?.name).toBe('instance');
    const uids = panels.flatMap((panel) => [
      panel.datasource?.uid,
      ...(panel.targets ?? []).map((target) => target.datasource.uid),
    ]);
    expect(new Set(uids)).toEqual(new Set([`$${'{datasource}'}`]));
  });

  it('has rows for HTTP, the sources, the cache, the rate limits and the process', () => {
    expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'HTTP',
      'Sources',
      'Cache',
      'Rate limits and circuit breaker',
      'Process',
    ]);
  });

  it.each(panels.map((panel) => [panel.title, panel] as const))('%s says what it shows, in a unit', (_, panel) => {
    expect(panel.description?.length).toBeGreaterThan(15);
    expect(panel.fieldConfig?.defaults.unit).toMatch(/^[a-z]+$/);
    const { grouped } = usedIn(panel.targets?.[0]?.expr ?? '');
    const shown = (panel.targets ?? []).flatMap(({ legendFormat }) => [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]);
    expect(
      shown.map(([, label = '']) => label).filter((label) => !grouped.includes(label) && label !== 'instance'),
    ).toEqual([]);
  });

  it('has no overlapping panels', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
