/**
 * The canonical queries under every quirk of the sandbox. The table has the expected outcome; the oracle has the truth,
 * computed before the quirk is on.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUIRKS, type Quirk, type SandboxOptions } from '../sandbox/index.ts';
import type { Source } from '../src/errors.ts';
import { type Case, casesOf, eachUser, LAST_WEEK, PARTICIPANTS } from './oracle/cases.ts';
import { example, hideCursors, takeComplete, withComplete } from './oracle/examples.ts';
import { describeError, findLies, unconfessed } from './oracle/honest.ts';
import { connect, globalId, ORACLE, type Vendors } from './oracle/index.ts';
import { type Graph, type GraphAnswer, startGraph, startServer } from './support/graph.ts';

/**
 * `fields`, by the title of a case, have an error. All other data is the truth without the quirk or, if `now`, under it. Other
 * cases have no error.
 */
interface Refusal {
  code: string;
  source: Source;
  truth: 'always' | 'now';
  fields: Record<string, string[]>;
}

type Expectation =
  /** The vendor only uses another form: no answer changes. */
  | 'the same answer'
  /** The same, but it is unknown whether a report is complete: a person may be missing or cut off. */
  | 'the same answer, perhaps incomplete'
  /** The vendor sends other data, and so does the graph: the oracle is computed under the quirk. */
  | 'what the source says now'
  /** The same, but rows that nothing distinguishes may stand in any order. */
  | 'what the source says now, without people'
  /** A part of the truth, without or under the quirk: what is missing has `complete: false` or an error. */
  | 'a part, and says so'
  | 'a part of what the source says now, and says so'
  /** It is unknown whose bookings the list has, so none is shown, and the graph says so. */
  | 'no bookings'
  | Refusal;

const SAME = 'the same answer';
const UNSURE = 'the same answer, perhaps incomplete';
const UNDER_QUIRK = 'what the source says now';
const PART = 'a part, and says so';
const PART_NOW = 'a part of what the source says now, and says so';
const WITHOUT_PEOPLE = 'what the source says now, without people';
const ASSIGNED = PARTICIPANTS[1];
const TEAM_STATS = {
  '06': ['teamStats.prospect', 'teamStats.email'],
  '06 with first 3': ['teamStats.prospect', 'teamStats.email'],
  '07': ['period.teamStats.prospect'],
};
const STATS_OF = ['user.prospectStats', 'user.emailStats'];
const NO_STATS = {
  ...TEAM_STATS,
  '01': [`${ASSIGNED}.prospectStats`],
  '01 with every period and action': [`${ASSIGNED}.prospectStats`],
  ...eachUser(STATS_OF),
  // Saleshandy does not know the person by this e-mail.
  '03 of a person who left': [],
  '03 of a name that another e-mail has': [],
  '03 whom ALO does not show': [],
};
const UNKNOWN_TO_CALCOM = ['username', 'avatarUrl', 'timeZone', 'bookings', 'actions', 'routedTo', 'identities'];

const EXPECTED: Record<Quirk, Expectation> = {
  'calcom-old-server': SAME,
  'calcom-no-event-types': 'no bookings',
  'calcom-absent-cancellation': SAME,
  'calcom-shuffled-ties': SAME,
  'calcom-loose-totals': SAME,
  'calcom-total-past-end': SAME,
  'calcom-lowered-pages': SAME,
  'calcom-past-steps': SAME,
  // The graph does not know the status: OTHER. No booking is missing.
  'calcom-awaiting-host': UNDER_QUIRK,
  'calcom-recent-upcoming': UNDER_QUIRK,
  'calcom-all-hosts': UNDER_QUIRK,
  'calcom-unreadable-texts': UNDER_QUIRK,
  'calcom-insights-403': {
    code: 'SOURCE_UNAUTHORIZED',
    source: 'CALCOM',
    truth: 'always',
    fields: {
      ...eachUser(['user.routedTo']),
      '03 of Saleshandy alone': [],
      '04': ['memberStats'],
      '04 of all time': ['memberStats'],
      '05': ['routedTo'],
      '05 with a search': ['routedTo'],
    },
  },
  'calcom-bad-filters-ignored': SAME,
  'calcom-routing-created-at': SAME,
  'calcom-monday-weeks': UNDER_QUIRK,
  // The team is the hosts of its latest bookings. It is unknown which names are unique, so no name links.
  'calcom-directories-403': {
    code: 'SOURCE_UNAUTHORIZED',
    source: 'CALCOM',
    truth: 'now',
    fields: {
      ...eachUser(['user.avatarUrl', 'user.actions']),
      // A person who hosts nothing may still be in Cal.com.
      '03 of Saleshandy alone': ['user', ...UNKNOWN_TO_CALCOM.map((field) => `user.${field}`)],
      '03 whom ALO does not show': ['user.username', 'user.avatarUrl', 'user.actions'],
      '06': ['teamStats.prospect.nodes.*.user', 'teamStats.email.nodes.*.user'],
      '08': ['users', 'users.nodes.*.username', 'users.nodes.*.identities'],
      '09': ['nodes.*'],
    },
  },
  'calcom-version-pinned': SAME,
  'calcom-rfc-seconds': UNDER_QUIRK,
  'calcom-string-ids': SAME,
  'calcom-reset-epoch': SAME,
  'calcom-retry-after': SAME,
  'alo-markers-array': UNDER_QUIRK,
  'alo-range-contained': SAME,
  'alo-range-starts-in': SAME,
  'alo-nested-form-fields': SAME,
  'alo-notes-string': SAME,
  'alo-notes-per-action': SAME,
  'alo-paging': SAME,
  'alo-text-totals': SAME,
  'alo-page-ignored': PART,
  'alo-action-per-assignee': PART,
  'alo-running-periods': UNDER_QUIRK,
  'alo-form-fields-list': SAME,
  'alo-form-fields-text': SAME,
  'alo-no-created-times': PART_NOW,
  'alo-text-flags': UNDER_QUIRK,
  'alo-empty-times': SAME,
  'alo-zero-dates': SAME,
  'alo-absent-times': SAME,
  'alo-string-ids': SAME,
  'alo-unauthorized-403': SAME,
  'alo-bad-date-ignored': SAME,
  'alo-throttle-html-502': SAME,
  'saleshandy-numeric-strings': SAME,
  'saleshandy-bare-array': UNSURE,
  'saleshandy-double-wrapped': SAME,
  'saleshandy-human-label-keys': SAME,
  // Rows without a name stay visible, without a person.
  'saleshandy-no-identity-keys': 'what the source says now, without people',
  'saleshandy-no-has-more': UNSURE,
  'saleshandy-missing-metrics': UNDER_QUIRK,
  'saleshandy-cumulative-engagement': UNDER_QUIRK,
  'saleshandy-limit-capped': SAME,
  'saleshandy-page-ignored': SAME,
  'saleshandy-empty-user-ids': SAME,
  'saleshandy-empty-200': { code: 'SOURCE_CONTRACT', source: 'SALESHANDY', truth: 'always', fields: NO_STATS },
  'saleshandy-html-502': { code: 'SOURCE_UNAVAILABLE', source: 'SALESHANDY', truth: 'always', fields: NO_STATS },
  'saleshandy-throttle-400': SAME,
  'saleshandy-unauthorized-401': SAME,
  'saleshandy-thousands-separators': SAME,
  'saleshandy-short-figure-names': SAME,
  'saleshandy-total-row': SAME,
  'saleshandy-row-numbers': SAME,
  'saleshandy-several-ids': SAME,
  'saleshandy-foreign-row-ids': { code: 'SOURCE_CONTRACT', source: 'SALESHANDY', truth: 'always', fields: NO_STATS },
  'saleshandy-rows-differ': { code: 'SOURCE_CONTRACT', source: 'SALESHANDY', truth: 'always', fields: NO_STATS },
  'saleshandy-more-beside-total': UNSURE,
  'saleshandy-short-of-total': UNSURE,
  'saleshandy-team-members-key': SAME,
  'saleshandy-empty-teams': SAME,
  // It is unknown which names are unique, so no name links.
  'saleshandy-members-cut': {
    code: 'SOURCE_CONTRACT',
    source: 'SALESHANDY',
    truth: 'now',
    fields: eachUser(['user.actions']),
  },
  'saleshandy-flat-members': SAME,
  // Unique names join the records; figures with another e-mail then have no person.
  'saleshandy-members-no-email': UNDER_QUIRK,
  'saleshandy-no-member-list': {
    code: 'SOURCE_REFUSED',
    source: 'SALESHANDY',
    truth: 'now',
    fields: {
      ...TEAM_STATS,
      ...eachUser(['user', ...STATS_OF, 'user.identities', 'user.actions']),
      '03 of Saleshandy alone': ['user'],
      '08': ['users', 'users.nodes.*.identities'],
      '09': ['nodes.*'],
    },
  },
};

let graph: Graph;
let vendors: Vendors;
/** All cases but the state of the sources, which no quirk changes. */
let cases: Case[];
const truths = new Map<string, unknown>();

beforeAll(async () => {
  graph = await startGraph();
  vendors = connect(graph.sandbox.settings);
  cases = casesOf(graph.sandbox.world).filter(({ query }) => query !== '10-sources');
  for (const { title, query, variables } of cases) truths.set(title, await ORACLE[query](vendors, variables));
});
afterAll(() => graph.close());

it('the table has every quirk of the sandbox', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(QUIRKS.map(({ name }) => name).sort());
});

describe.each(QUIRKS)('$name', ({ name }) => {
  const expectation = EXPECTED[name];
  const title = typeof expectation === 'string' ? expectation : `${expectation.code} on the failing fields`;
  it(`leads to ${title}, in every canonical query`, async () => {
    const wrong: Record<string, unknown> = {};
    const tryOut = (some: readonly Case[]) =>
      under([name], async (server) => {
        for (const one of some) {
          const answer = await server.ask(withComplete(one.query), one.variables);
          const problems = await check(expectation, one, answer);
          if (problems.length > 0) wrong[one.title] = problems.slice(0, 5);
        }
      });
    // A server remembers failures of a source, so each case gets its own.
    if (typeof expectation === 'string') await tryOut(cases);
    else for (const one of cases) await tryOut([one]);
    expect(wrong).toEqual({});
  });
});

async function check(expectation: Expectation, one: Case, { data, errors = [] }: GraphAnswer): Promise<string[]> {
  if (typeof expectation === 'object') {
    const fields = expectation.fields[one.title] ?? [];
    const foreign = errors.filter(
      ({ extensions: { code, teamgraph } }) => code !== expectation.code || teamgraph?.source !== expectation.source,
    );
    return [
      ...findLies(await expectedData(expectation.truth === 'now' ? UNDER_QUIRK : SAME, one), hideCursors(data), errors),
      ...unconfessed(fields, errors).map((field) => `${field}: no error`),
      ...(fields.length > 0 ? foreign : errors).map((error) => `unexpected: ${describeError(error)}`),
    ];
  }
  if (expectation === 'no bookings') {
    const foreign = errors.filter(
      ({ extensions: { code, teamgraph } }) => code !== 'SOURCE_CONTRACT' || teamgraph?.source !== 'CALCOM',
    );
    const claimed = JSON.stringify(data).match(/"bookings":\{[^{}]*"isComplete":true/g) ?? [];
    return [
      ...foreign.map((error) => `unexpected: ${describeError(error)}`),
      ...findLies(await expectedData(expectation, one), hideCursors(data), errors),
      ...claimed.map(() => 'a list of bookings says that it is complete'),
    ];
  }
  if (expectation === PART || expectation === PART_NOW) {
    // The first ten actions of a person are different if earlier ones are missing.
    return findLies(await expectedData(expectation, one), hideCursors(data), errors).filter(
      (lie) => data.user?.actions?.isComplete !== false || !lie.startsWith('user.actions.nodes.'),
    );
  }
  const { data: rest, allComplete } = takeComplete(hideCursors(data));
  return [
    ...errors.map((error) => `unexpected: ${describeError(error)}`),
    ...findLies(await expectedData(expectation, one), expectation === WITHOUT_PEOPLE ? sortRows(rest) : rest),
    ...(allComplete || expectation === UNSURE ? [] : ['not complete']),
  ];
}

async function expectedData(expectation: Exclude<Expectation, Refusal>, one: Case): Promise<unknown> {
  const { query, title, variables } = one;
  if (expectation === SAME || expectation === UNSURE || expectation === PART) return truths.get(title);
  if (expectation === 'no bookings') return ORACLE[query]({ ...vendors, bookings: async () => [] }, variables);
  const data = await ORACLE[query](vendors, variables);
  return expectation === WITHOUT_PEOPLE ? sortRows(data) : data;
}

/** Sorts the nodes of every list. */
function sortRows(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value) =>
    key === 'nodes' && Array.isArray(value)
      ? value.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
      : value,
  );
}

/** Runs with the quirks on, on a cold server, and turns them off again. */
async function under<T>(names: Quirk[], run: (server: Pick<Graph, 'ask'>) => Promise<T>): Promise<T> {
  for (const name of names) graph.sandbox.quirks.add(name);
  const server = await startServer(graph.sandbox.settings);
  try {
    return await run(server);
  } finally {
    for (const name of names) graph.sandbox.quirks.delete(name);
    await server.close();
  }
}

describe('combined quirks', () => {
  interface Page {
    data: {
      bookings: { isComplete: boolean; edges: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
  }

  it.each([
    [['calcom-shuffled-ties']],
    [['calcom-shuffled-ties', 'calcom-loose-totals', 'calcom-total-past-end']],
    [['calcom-shuffled-ties', 'calcom-old-server']],
  ] as [Quirk[]][])('lose and repeat no booking, page after page: %s', async (names) => {
    const filter = { created: { from: '2026-02-01T00:00:00Z', to: '2026-03-10T00:00:00Z' } };
    const whole = await ORACLE['02-booking-list'](vendors, { filter, first: 330 });
    const edges = await under(names, async (server) => {
      const all: unknown[] = [];
      for (let after: string | null = null; ; ) {
        const { data }: Page = await server.ask(withComplete('02-booking-list'), { filter, first: 30, after });
        expect(data.bookings.isComplete).toBe(true);
        all.push(...data.bookings.edges);
        if (!data.bookings.pageInfo.hasNextPage) return all;
        after = data.bookings.pageInfo.endCursor;
      }
    });
    expect(hideCursors(edges)).toEqual(whole.bookings.edges);
  });

  // Five rows a page, whatever the requested size: the other quirks decide whether the graph can detect it.
  const REPORT = `query ($range: DateTimeRange!) {
    teamStats(range: $range) { prospect(first: 100) { complete totalCount nodes { added contacted opened } } }
  }`;
  it.each([
    [['saleshandy-limit-capped']],
    [['saleshandy-limit-capped', 'saleshandy-no-identity-keys']],
    [['saleshandy-limit-capped', 'saleshandy-page-ignored']],
    [['saleshandy-limit-capped', 'saleshandy-page-ignored', 'saleshandy-no-identity-keys']],
    [['saleshandy-limit-capped', 'saleshandy-no-has-more']],
    [['saleshandy-limit-capped', 'saleshandy-bare-array']],
  ] as [Quirk[]][])(
    'show every row of a report, or say that it is not complete, and no row twice: %s',
    async (names) => {
      const ask = async (server: Pick<Graph, 'ask'>) => {
        const { data, errors } = await server.ask(REPORT, { range: LAST_WEEK });
        expect(errors).toBeUndefined();
        return data.teamStats.prospect as { complete: boolean; totalCount: number | null; nodes: unknown[] };
      };
      const whole = await under([], ask);
      const { complete, totalCount, nodes } = await under(names, ask);
      expect(nodes.length).toBeLessThanOrEqual(whole.nodes.length);
      expect({ complete, totalCount }).toEqual(
        nodes.length === whole.nodes.length && complete
          ? { complete: true, totalCount: nodes.length }
          : { complete: false, totalCount: null },
      );
      expect(whole.nodes).toEqual(expect.arrayContaining(nodes));
    },
  );
});

describe('members of Saleshandy without e-mails', () => {
  interface Row {
    email: string;
    user: { id: string } | null;
  }
  const ask = (email: string) =>
    under(['saleshandy-members-no-email'], async (server) => {
      const range = LAST_WEEK;
      const { user } = (await server.ask(example('03-one-user'), { range, email })).data;
      const { teamStats } = (await server.ask(example('06-outreach-leaderboard'), { range, first: 100 })).data;
      const row = teamStats.prospect.nodes.find((one: Row) => one.email.toLowerCase() === email.toLowerCase()) as Row;
      return { user, row };
    });
  const joined = (sourceId: string) => expect.objectContaining({ source: 'SALESHANDY', sourceId, rule: 'NAME' });

  it('are joined by a name that no other person has, and so are their figures', async () => {
    const { user, row } = await ask('jonas.brandt@example.com');
    expect(user.identities).toContainEqual(joined('Hx04RtbW9e'));
    expect(user.prospectStats).not.toBeNull();
    expect(row.user).toEqual({ id: user.id });
  });

  it('are not joined by a name that two people have', async () => {
    const { user, row } = await ask('alex.kim@example.com');
    expect(user.identities).toEqual([expect.objectContaining({ source: 'CALCOM', sourceId: '7' })]);
    expect(user.prospectStats).toBeNull();
    expect(row.user).toEqual({ id: globalId('User', 'saleshandy:mN5c0KdJ2s') });
  });

  it('give no person figures with another e-mail', async () => {
    const { user } = await ask('sofia.marchetti@example.com');
    expect(user.identities).toContainEqual(joined('R6nYv0iDb8'));
    expect([user.prospectStats, user.emailStats]).toEqual([null, null]);
    const { row } = await ask('s.marchetti@example.org');
    expect(row.user).toBeNull();
  });
});

describe('a call that a vendor rejects under a quirk', () => {
  /** Runs on its own sandbox, whose counters cannot be reset. */
  async function askRefused(
    options: SandboxOptions,
    wrongKey: Record<string, string>,
    queries: string[],
  ): Promise<GraphAnswer[]> {
    const other = await startGraph({ sandbox: options, settings: wrongKey });
    try {
      const answers = [];
      for (const query of queries) answers.push(await other.ask(query));
      return answers;
    } finally {
      await other.close();
    }
  }

  const PERIODS = '{ periods(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { totalCount } }';
  const STATS =
    '{ teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) { email { totalCount } } }';
  const EVENTS = '{ memberStats(timeZone: "UTC") { mostBookings { value } } }';
  const QUOTA = '{ sources { quota { resetAt } state } }';
  const codes = (answers: GraphAnswer[]) => answers.map(({ errors }) => errors?.map(describeError));

  it.each([[], ['alo-unauthorized-403']] as Quirk[][])(
    'by a wrong ALO key is unauthorized, quirks: %s',
    async (...quirks) => {
      const [answer] = await askRefused({ quirks }, { ALO_API_KEY: 'wrong' }, [PERIODS]);
      expect(answer?.errors?.map(describeError)).toEqual(['periods SOURCE_UNAUTHORIZED']);
    },
  );

  it.each([[], ['saleshandy-unauthorized-401']] as Quirk[][])(
    'by a wrong Saleshandy key is unauthorized, quirks: %s',
    async (...quirks) => {
      const [answer] = await askRefused({ quirks }, { SALESHANDY_API_KEY: 'wrong' }, [STATS]);
      expect(answer?.errors?.map(describeError)).toEqual(['teamStats.email SOURCE_UNAUTHORIZED']);
    },
  );

  it('because of too many calls to ALO is throttled, and unavailable if it looks like a broken gateway', async () => {
    const perMinute = { alo: 1 };
    expect(codes(await askRefused({ perMinute }, {}, [PERIODS, PERIODS]))).toEqual([
      undefined,
      ['periods SOURCE_THROTTLED'],
    ]);
    const quirks: Quirk[] = ['alo-throttle-html-502'];
    expect(codes(await askRefused({ perMinute, quirks }, {}, [PERIODS, PERIODS]))).toEqual([
      undefined,
      ['periods SOURCE_UNAVAILABLE'],
    ]);
  });

  it.each([[], ['saleshandy-throttle-400']] as Quirk[][])(
    'by too many calls to Saleshandy is throttled, quirks: %s',
    async (...quirks) => {
      // The first call is for the member list, the second for the report.
      const [answer] = await askRefused({ quirks, perMinute: { saleshandy: 1 } }, {}, [STATS]);
      expect(answer?.errors?.map(describeError)).toEqual(['teamStats.email SOURCE_THROTTLED']);
    },
  );

  it.each([
    [],
    ['calcom-retry-after'],
    ['calcom-reset-epoch'],
    ['calcom-retry-after', 'calcom-reset-epoch'],
  ] as Quirk[][])(
    'by too many calls to Cal.com is throttled for at most a minute, quirks: %s %s',
    async (...quirks) => {
      const graph = await startGraph({ sandbox: { quirks, perMinute: { calcom: 1 } } });
      // It does not know of the other server's calls.
      const second = await startServer(graph.sandbox.settings);
      const answers = [await graph.ask(EVENTS), await second.ask(EVENTS), await second.ask(QUOTA)];
      // The first server knows that no calls are left, and makes none.
      const called = graph.sandbox.calcom.calls.length;
      expect((await graph.ask(EVENTS)).errors?.map(describeError)).toEqual(['memberStats SOURCE_THROTTLED']);
      expect(graph.sandbox.calcom.calls).toHaveLength(called);
      await Promise.all([graph.close(), second.close()]);

      expect(codes(answers)).toEqual([undefined, ['memberStats SOURCE_THROTTLED'], undefined]);
      const told = answers[1]?.errors?.[0]?.extensions.teamgraph as { retryAfterMs?: number } | undefined;
      const wait = told?.retryAfterMs;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(61_000);
      const { quota, state } = answers[2]?.data.sources[0] ?? {};
      expect(state).toBe('THROTTLED');
      // A wrong unit of the reset time would be off by decades.
      expect(Math.abs(Date.parse(quota.resetAt) - Date.now())).toBeLessThan(3_600_000);
    },
  );
});
