/** The canonical queries while one vendor is dead, and on a server that has no settings for one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, casesOf } from './oracle/cases.ts';
import { hideCursors, withComplete } from './oracle/examples.ts';
import { describeError, findLies, unconfessed } from './oracle/honest.ts';
import { connect, ORACLE, type Vendors } from './oracle/index.ts';
import { type Graph, type GraphAnswer, startGraph, startServer } from './support/graph.ts';

const VENDORS = ['calcom', 'alo', 'saleshandy'] as const;
type Name = (typeof VENDORS)[number];

/** What fails in which case while a vendor is dead. Everything else is there and true; cases not named have no error. */
const DEAD: Record<Name, Record<string, string[]>> = {
  calcom: {
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
    '03': ['user.username', 'user.avatarUrl', 'user.timeZone', 'user.bookings', 'user.routedTo'],
    '03 of Saleshandy alone': ['user.username', 'user.bookings', 'user.routedTo'],
    '03 of somebody who left': ['user'],
    '04': ['memberStats'],
    '04 of all time': ['memberStats'],
    '05': ['routedTo'],
    '05 with a search': ['routedTo'],
    // The figures are Saleshandy's and stay; whether the member is somebody of Cal.com cannot be told.
    '06': ['teamStats.prospect.nodes.*.user', 'teamStats.email.nodes.*.user'],
    '06 with first 3': ['teamStats.prospect.nodes.*.user', 'teamStats.email.nodes.*.user'],
    '07': ['period.bookings'],
    '08': ['users'],
    '09': ['nodes.*'],
  },
  alo: {
    '01': ['periods'],
    '01 with every period and action': ['periods'],
    '07': ['period'],
    '09': ['nodes.*'],
  },
  saleshandy: {
    '03': ['user.prospectStats', 'user.emailStats', 'user.identities'],
    '03 of Saleshandy alone': ['user'],
    '03 of somebody who left': ['user.prospectStats', 'user.emailStats'],
    '06': ['teamStats.prospect', 'teamStats.email'],
    '06 with first 3': ['teamStats.prospect', 'teamStats.email'],
    '07': ['period.teamStats.prospect'],
    '08': ['users'],
    '09': ['nodes.*'],
  },
};

/** What fails where a source has no settings: its own fields, while people are those of the other sources. */
const NOT_CONFIGURED: Record<Name, Record<string, string[]>> = {
  calcom: {
    ...DEAD.calcom,
    '03': ['user.username', 'user.avatarUrl', 'user.timeZone', 'user.bookings', 'user.routedTo'],
    '03 of somebody who left': [],
    '06': [],
    '06 with first 3': [],
    '08': ['users.nodes.*.username'],
  },
  alo: {
    ...DEAD.alo,
    '03': ['user.actions'],
    '03 of Saleshandy alone': ['user.actions'],
    '03 of somebody who left': ['user.actions'],
  },
  saleshandy: {
    ...DEAD.saleshandy,
    '03': ['user.prospectStats', 'user.emailStats'],
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
  /** The people of the other sources alone. */
  const without: Record<'whole' | Name, Vendors> = {
    whole: vendors,
    calcom: { ...vendors, memberIds: none, accounts: none, bookings: none },
    alo: vendors,
    saleshandy: { ...vendors, members: none },
  };
  cases = casesOf(graph.sandbox.world).filter(({ query }) => query !== '10-sources');
  for (const who of ['whole', ...VENDORS] as const) {
    for (const one of cases) truths[who].set(one.title, await ORACLE[one.query](without[who], one.variables));
  }
});
afterAll(() => graph.close());

/** What is wrong with an answer in which one source failed. */
function check(
  { data, errors = [] }: GraphAnswer,
  {
    code,
    name,
    fields,
    truth,
    weaker,
  }: { code: string; name: Name; fields: string[]; truth: unknown; weaker?: unknown },
): string[] {
  const foreign = errors.filter(
    ({ extensions }) => extensions.code !== code || extensions.teamgraph?.source !== name.toUpperCase(),
  );
  return [
    ...findLies(truth, hideCursors(data), errors, weaker),
    ...unconfessed(fields, errors).map((field) => `${field}: no error`),
    ...(fields.length > 0 ? foreign : errors).map((error) => `unexpected: ${describeError(error)}`),
  ].slice(0, 5);
}

describe.each(VENDORS)('while %s is dead', (name) => {
  it('its fields are SOURCE_UNAVAILABLE, and what the others know is there and true, in every query', async () => {
    await graph.sandbox[name].kill();
    const wrong: Record<string, unknown> = {};
    try {
      for (const { title, query, variables } of cases) {
        const server = await startServer(graph.sandbox.settings);
        const answer = await server.ask(withComplete(query), variables);
        await server.close();
        const problems = check(answer, {
          code: 'SOURCE_UNAVAILABLE',
          name,
          fields: DEAD[name][title] ?? [],
          truth: truths.whole.get(title),
          weaker: truths[name].get(title),
        });
        if (problems.length > 0 || server.internalErrors.length > 0) wrong[title] = problems;
      }
    } finally {
      await graph.sandbox[name].revive();
    }
    expect(wrong).toEqual({});
  });

  it('the state of the sources tells it, and nobody else is blamed', async () => {
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

  it('and alive again, the same server answers the truth again', async () => {
    const server = await startServer(graph.sandbox.settings);
    await graph.sandbox[name].kill();
    for (const { query, variables } of cases) await server.ask(withComplete(query), variables);
    await graph.sandbox[name].revive();
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

describe.each(VENDORS)('without settings for %s', (name) => {
  it('its fields are SOURCE_NOT_CONFIGURED, and what the others know is there and true, in every query', async () => {
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
