/** The canonical queries while one vendor is down, and on a server for which one vendor is not configured. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, casesOf, eachUser, PARTICIPANTS } from './oracle/cases.ts';
import { example, hideCursors, withComplete } from './oracle/examples.ts';
import { describeError, findLies, unconfessed } from './oracle/honest.ts';
import { connect, ORACLE, type Vendors } from './oracle/index.ts';
import { createJumpingClock } from './support/clock.ts';
import { type Graph, type GraphAnswer, startGraph, startServer } from './support/graph.ts';

const VENDORS = ['calcom', 'alo', 'saleshandy'] as const;
type Name = (typeof VENDORS)[number];

/** No name links to them, with or without ALO. */
const NO_NAME = {
  '03 of a person who left': [],
  '03 of a name that two of Cal.com have': [],
  '03 of a name that another e-mail has': [],
};

/** The failing fields of each case while a vendor is down. All other fields are there and true; other cases have no error. */
const DOWN: Record<Name, Record<string, string[]>> = {
  calcom: {
    // Another person with that name may be in the unseen directory.
    '01': PARTICIPANTS,
    '01 with every period and action': PARTICIPANTS,
    '02': ['bookings'],
    '02 unfiltered': ['bookings'],
    '02 UPCOMING': ['bookings'],
    '02 UNCONFIRMED': ['bookings'],
    '02 by uid': ['bookings'],
    '02 by creation': ['bookings'],
    '02 by change': ['bookings'],
    '02 by creation and change': ['bookings'],
    '02 by event type': ['bookings'],
    '02 by host': ['bookings'],
    // A person of Saleshandy may be in Cal.com, under an id that only Cal.com knows.
    ...eachUser(['user']),
    '04': ['memberStats'],
    '04 of all time': ['memberStats'],
    '05': ['routedTo'],
    '05 with a search': ['routedTo'],
    // The figures are Saleshandy's and stay; it is unknown whose they are.
    '06': ['teamStats.prospect.nodes.*.user', 'teamStats.email.nodes.*.user'],
    '06 with first 3': ['teamStats.prospect.nodes.*.user', 'teamStats.email.nodes.*.user'],
    '07': ['period.bookings'],
    '08': ['users'],
    '09': ['nodes.*'],
  },
  alo: {
    '01': ['periods'],
    '01 with every period and action': ['periods'],
    ...eachUser(['user.actions']),
    ...NO_NAME,
    '07': ['period'],
    '09': ['nodes.*'],
  },
  saleshandy: {
    '01': PARTICIPANTS,
    '01 with every period and action': PARTICIPANTS,
    ...eachUser(['user.prospectStats', 'user.emailStats', 'user.identities', 'user.actions']),
    '03 of Saleshandy alone': ['user'],
    '06': ['teamStats.prospect', 'teamStats.email'],
    '06 with first 3': ['teamStats.prospect', 'teamStats.email'],
    '07': ['period.teamStats.prospect'],
    '08': ['users'],
    '09': ['nodes.*'],
  },
};

const HOSTED = ['user.bookings', 'user.routedTo'];
/** The failing fields while a source is not configured: its own. People come from the other sources. */
const NOT_CONFIGURED: Record<Name, Record<string, string[]>> = {
  calcom: {
    ...DOWN.calcom,
    '01': [`${PARTICIPANTS[1]}.bookings`],
    '01 with every period and action': [`${PARTICIPANTS[1]}.bookings`],
    ...eachUser(['user.username', 'user.avatarUrl', 'user.timeZone', ...HOSTED]),
    // Saleshandy does not know them by these e-mails.
    '03 of a person who left': [],
    '03 of a name that another e-mail has': [],
    '03 whom ALO does not show': [],
    '06': [],
    '06 with first 3': [],
    '08': ['users.nodes.*.username'],
  },
  alo: { ...DOWN.alo, ...eachUser(['user.actions']) },
  saleshandy: {
    ...DOWN.saleshandy,
    '01': [`${PARTICIPANTS[1]}.prospectStats`],
    '01 with every period and action': [`${PARTICIPANTS[1]}.prospectStats`],
    ...eachUser(['user.prospectStats', 'user.emailStats']),
    '03 of Saleshandy alone': [],
    '08': [],
  },
};

const SETTINGS: Record<Name, string[]> = {
  calcom: ['CALCOM_API_URL', 'CALCOM_API_KEY', 'CALCOM_ORG_ID', 'CALCOM_TEAM_ID'],
  alo: ['ALO_API_URL', 'ALO_API_KEY'],
  saleshandy: ['SALESHANDY_API_URL', 'SALESHANDY_API_KEY'],
};

let graph: Graph;
let cases: Case[];
const truths: Record<'whole' | Name, Map<string, unknown>> = {
  whole: new Map(),
  calcom: new Map(),
  alo: new Map(),
  saleshandy: new Map(),
};

beforeAll(async () => {
  graph = await startGraph();
  const vendors = connect(graph.sandbox.settings);
  const none = async () => [];
  /** The people of only the other sources. */
  const without: Record<'whole' | Name, Vendors> = {
    whole: vendors,
    calcom: { ...vendors, memberIds: none, accounts: none, bookings: none },
    alo: { ...vendors, periods: none },
    saleshandy: { ...vendors, members: none },
  };
  cases = casesOf(graph.sandbox.world).filter(({ query }) => query !== '10-sources');
  for (const who of ['whole', ...VENDORS] as const) {
    for (const one of cases) truths[who].set(one.title, await ORACLE[one.query](without[who], one.variables));
  }
});
afterAll(() => graph.close());

/** The truth while a source is down. The spellings of names in ALO come only from its actions. */
const truthWithout = (name: Name, title: string) => truths[name === 'alo' ? 'alo' : 'whole'].get(title);

interface Expected {
  code: string;
  name: Name;
  /** The fields with an error. */
  fields: string[];
  truth: unknown;
  weaker?: unknown;
}

/** The problems of an answer in which one source failed. */
function check({ data, errors = [] }: GraphAnswer, { code, name, fields, truth, weaker }: Expected): string[] {
  const foreign = errors.filter(
    ({ extensions }) => extensions.code !== code || extensions.teamgraph?.source !== name.toUpperCase(),
  );
  return [
    ...findLies(truth, hideCursors(data), errors, weaker),
    ...unconfessed(fields, errors).map((field) => `${field}: no error`),
    ...(fields.length > 0 ? foreign : errors).map((error) => `unexpected: ${describeError(error)}`),
  ].slice(0, 5);
}

/** The problems of each case, each on its own cold server while a source, or a part of it, is down. */
async function checkEach(name: Name, failing: Record<string, string[]>): Promise<Record<string, unknown>> {
  const wrong: Record<string, unknown> = {};
  for (const { title, query, variables } of cases) {
    const server = await startServer(graph.sandbox.settings);
    const answer = await server.ask(withComplete(query), variables);
    await server.close();
    const problems = check(answer, {
      code: 'SOURCE_UNAVAILABLE',
      name,
      fields: failing[title] ?? [],
      truth: truthWithout(name, title),
      weaker: truths[name].get(title),
    });
    if (problems.length > 0 || server.internalErrors.length > 0) wrong[title] = problems;
  }
  return wrong;
}

describe.each(VENDORS)('while %s is down', (name) => {
  it('its fields are SOURCE_UNAVAILABLE, and the data of the others is there and true, in every query', async () => {
    await graph.sandbox[name].kill();
    try {
      expect(await checkEach(name, DOWN[name])).toEqual({});
    } finally {
      await graph.sandbox[name].revive();
    }
  });

  it('`sources` says so, and blames no other source', async () => {
    const server = await startServer(graph.sandbox.settings);
    await graph.sandbox[name].kill();
    try {
      await server.ask('{ users { totalCount } periods { totalCount } }');
      const { data, errors } = await server.ask('{ sources { name configured state lastError { code } } }');
      expect(errors).toBeUndefined();
      expect(data.sources).toEqual(
        VENDORS.map((vendor) => ({
          name: vendor.toUpperCase(),
          configured: true,
          state: vendor === name ? 'DOWN' : 'UP',
          lastError: vendor === name ? { code: 'SOURCE_UNAVAILABLE' } : null,
        })),
      );
    } finally {
      await graph.sandbox[name].revive();
      await server.close();
    }
  });

  it('a server that read the directories before still has the same ids and links', async () => {
    const server = await startServer(graph.sandbox.settings);
    const users = cases.find(({ query }) => query === '08-users');
    const wrong: Record<string, unknown> = {};
    try {
      await server.ask(example('08-users'), users?.variables);
      await graph.sandbox[name].kill();
      for (const { title, query, variables } of cases) {
        const { data, errors = [] } = await server.ask(withComplete(query), variables);
        const lies = findLies(truthWithout(name, title), hideCursors(data), errors);
        const unknown = errors.map(describeError).filter((error) => /(user|users|identities|name) /.test(error));
        if (lies.length + unknown.length > 0) wrong[title] = [...lies, ...unknown].slice(0, 5);
      }
    } finally {
      await graph.sandbox[name].revive();
      await server.close();
    }
    // A person who left is in no directory, only in bookings.
    expect(Object.keys(wrong)).toEqual(name === 'calcom' ? ['03 of a person who left'] : []);
  });

  it('and when it is up again, the same server answers the truth again', async () => {
    const clock = createJumpingClock();
    const server = await startServer(graph.sandbox.settings, { clock });
    await graph.sandbox[name].kill();
    for (const { query, variables } of cases) await server.ask(withComplete(query), variables);
    await graph.sandbox[name].revive();
    // The circuit breaker is open for no longer than this.
    clock.jump(60_000);
    const wrong: Record<string, unknown> = {};
    for (const { title, query, variables } of cases) {
      const { data, errors } = await server.ask(withComplete(query), variables);
      const lies = findLies(truths.whole.get(title), hideCursors(data));
      if (errors || lies.length > 0) wrong[title] = [...(errors ?? []).map(describeError), ...lies].slice(0, 5);
    }
    await server.close();
    expect(wrong).toEqual({});
  });
});

describe('while only one directory fails', () => {
  it.each(['memberships', 'organizations/4100/users'])(
    'Cal.com shows the hosts of bookings and their ids, and no other person is shown: %s',
    async (directory) => {
      const remove = graph.sandbox.calcom.inject({ match: new RegExp(`${directory}$`), status: 503 });
      const ownReports = Object.entries(DOWN.calcom).filter(([title]) => !/^0[2457]/.test(title));
      try {
        expect(await checkEach('calcom', Object.fromEntries(ownReports))).toEqual({});
      } finally {
        remove();
      }
    },
  );

  it('Saleshandy has no figures without its members, and no people', async () => {
    const remove = graph.sandbox.saleshandy.inject({ match: /team-member-list$/, status: 503 });
    try {
      expect(await checkEach('saleshandy', DOWN.saleshandy)).toEqual({});
    } finally {
      remove();
    }
  });
});

describe('while the actions of one period fail', () => {
  it('the actions of the others are there and true', async () => {
    const period = graph.sandbox.world.alo.periods[4]?.id;
    const path = `/periods/${period}/actions`;
    const vendors = connect(graph.sandbox.settings);
    const read = { ...vendors, actions: async (id: number) => (id === period ? [] : vendors.actions(id)) };
    const failing: Record<string, string[]> = {
      '01': ['periods.nodes.*.actions'],
      '01 with every period and action': ['periods.nodes.*.actions'],
      ...eachUser(['user.actions']),
      ...NO_NAME,
      '07': ['period.actions'],
      '09': ['nodes.*'],
    };
    const wrong: Record<string, unknown> = {};
    for (const { title, query, variables } of cases) {
      // The spellings of names in ALO come from what was read.
      const truth = query === '03-one-user' ? await ORACLE[query](read, variables) : truths.whole.get(title);
      const remove = graph.sandbox.alo.inject({ match: path, status: 503 });
      const server = await startServer(graph.sandbox.settings);
      const answer = await server.ask(withComplete(query), variables);
      await server.close();
      remove();
      const fields = failing[title] ?? [];
      const problems = check(answer, { code: 'SOURCE_UNAVAILABLE', name: 'alo', fields, truth });
      if (problems.length > 0 || server.internalErrors.length > 0) wrong[title] = problems;
    }
    expect(wrong).toEqual({});
  });
});

describe.each(VENDORS)('without settings for %s', (name) => {
  it('its fields are SOURCE_NOT_CONFIGURED, and the data of the others is there and true, in every query', async () => {
    const unset = Object.fromEntries(SETTINGS[name].map((setting) => [setting, undefined]));
    const server = await startServer({ ...graph.sandbox.settings, ...unset });
    const wrong: Record<string, unknown> = {};
    try {
      for (const { title, query, variables } of cases) {
        const problems = check(await server.ask(withComplete(query), variables), {
          code: 'SOURCE_NOT_CONFIGURED',
          name,
          fields: NOT_CONFIGURED[name][title] ?? [],
          truth: truths[name].get(title),
        });
        if (problems.length > 0) wrong[title] = problems;
      }
      const { data } = await server.ask('{ sources { name configured state } }');
      expect(data.sources.find((source: { configured: boolean }) => !source.configured)).toEqual({
        name: name.toUpperCase(),
        configured: false,
        state: 'NOT_CONFIGURED',
      });
    } finally {
      await server.close();
    }
    expect(wrong).toEqual({});
    expect(server.internalErrors).toEqual([]);
  });
});
