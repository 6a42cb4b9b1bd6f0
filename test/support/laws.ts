/** The endpoints of all sources over the sandbox, with parameters to try their laws with, and reads that are counted. */
import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/index.ts';
import { readConfig } from '../../src/config/config.ts';
import { actionsEndpoint, aloProtocol, periodsEndpoint } from '../../src/sources/alo/client.ts';
import { type BookingSort, calcomProtocol, declareCalcomEndpoints } from '../../src/sources/calcom/client.ts';
import {
  emailStatsEndpoint,
  membersEndpoint,
  prospectStatsEndpoint,
  saleshandyProtocol,
} from '../../src/sources/saleshandy/client.ts';
import { deadlineIn } from '../../src/time/deadline.ts';
import { createScheduler } from '../../src/time/slices.ts';
import { type Endpoint, type Law, type Parameters, prepare, type Read } from '../../src/upstream/endpoint.ts';
import { createUpstream, type Upstream } from '../../src/upstream/read.ts';
import { createFakeClock } from './fake-clock.ts';

const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

export interface SandboxReader {
  /** Reads over HTTP without a cache. */
  readonly read: Read;
  /** Reads with an empty cache, in which no time passes. */
  openCache(): Read;
  /** How many calls the vendors have answered. */
  calls(): number;
  close(): Promise<void>;
}

function configOf({ settings }: Sandbox) {
  const { calcom, alo, saleshandy } = readConfig({ PORT: '0', ...settings }).sources;
  if (!calcom || !alo || !saleshandy) throw new Error('a source is missing');
  return { calcom, alo, saleshandy };
}

export function openReader(sandbox: Sandbox): SandboxReader {
  const clock = createFakeClock();
  const config = configOf(sandbox);
  const protocols = {
    CALCOM: calcomProtocol(config.calcom),
    ALO: aloProtocol(config.alo),
    SALESHANDY: saleshandyProtocol(config.saleshandy),
  };
  const ended = new AbortController();
  const requester = { caller: 'laws', isBackground: false, deadline: deadlineIn(60_000, clock, ended.signal) };
  const running: Upstream[] = [];
  const open = (isCaching: boolean): Read => {
    const scheduler = createScheduler();
    const upstreams = Object.values(protocols).map((protocol) =>
      createUpstream(protocol, {
        ...{ clock, random: Math.random, scheduler, limits: UNLIMITED, backgroundMs: 8000, isCaching },
      }),
    );
    running.push(...upstreams);
    const reads = new Map(
      Object.keys(protocols).map((source, index) => [source, upstreams[index]?.readFor(requester)]),
    );
    return async (endpoint, parameters) => {
      const read = reads.get(endpoint.source);
      if (!read) throw new Error(endpoint.source);
      return read(prepare(endpoint, parameters));
    };
  };
  return {
    read: open(false),
    openCache: () => open(true),
    calls: () => sandbox.calcom.calls.length + sandbox.alo.calls.length + sandbox.saleshandy.calls.length,
    close: async () => {
      ended.abort();
      for (const upstream of running) await upstream.close();
    },
  };
}

/** An endpoint, and values for each of its parameters. */
export interface TestedEndpoint {
  readonly endpoint: Endpoint<Parameters, unknown>;
  readonly parameters: fc.Arbitrary<Parameters>;
}

const SORTS: readonly BookingSort[] = ['sortStart', 'sortEnd', 'sortCreated', 'sortUpdatedAt'];
const STATES = ['UPCOMING', 'RECURRING', 'PAST', 'CANCELLED', 'UNCONFIRMED'] as const;
const DAY_MS = 24 * 60 * 60_000;
/** Form fields of the sandbox's actions, and one that no action has. */
const FIELDS = ['department', 'budget', 'priority', 'location', 'severity', 'nothing'] as const;

/** All endpoints by name, each with parameters that its vendor accepts. */
export function testedEndpoints(sandbox: Sandbox): Readonly<Record<string, TestedEndpoint>> {
  const { world, now } = sandbox;
  const calcom = declareCalcomEndpoints(configOf(sandbox).calcom);
  const iso = fc.integer({ min: -90, max: 30 }).map((day) => new Date(now.getTime() + day * DAY_MS).toISOString());
  const range = fc
    .tuple(fc.integer({ min: -90, max: 10 }), fc.integer({ min: 1, max: 20 }))
    .map(([day, days]) => [day, day + days].map((at) => new Date(now.getTime() + at * DAY_MS).toISOString()))
    .map(([from, to]) => ({ from: from ?? '', to: to ?? '' }));
  // Several conditions at once leave few bookings.
  const maybe = <Value>(values: fc.Arbitrary<Value>) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: values });
  const attendees = world.calcom.bookings.flatMap((booking) => booking.attendees).slice(0, 20);
  const types = world.calcom.eventTypes
    .filter(({ teamId }) => teamId === world.calcom.teamId)
    .map(({ id }) => String(id));
  const periods = world.alo.periods.map(({ id }) => String(id));
  const userIds = world.saleshandy.members.map(({ id }) => id);
  const pages = fc.record({ skip: fc.integer({ min: 0, max: 20 }), take: fc.integer({ min: 1, max: 20 }) });
  const scope = fc.constantFrom('TEAM', 'ORG', 'USER');
  const stats = range.chain((within) =>
    fc.record({
      ...{ from: fc.constant(within.from), to: fc.constant(within.to) },
      userIds: fc.subarray(userIds, { minLength: 1 }),
      countBy: fc.constantFrom('ABSOLUTE', 'RELATIVE'),
      limit: fc.integer({ min: 1, max: 50 }),
      page: fc.integer({ min: 1, max: 3 }),
    }),
  );
  const all = {
    bookings: [
      calcom.bookings,
      fc.record({
        status: maybe(fc.subarray([...STATES], { minLength: 1 })),
        attendeeEmail: maybe(fc.constantFrom(...attendees.map(({ email }) => email))),
        attendeeName: maybe(fc.constantFrom(...attendees.map(({ name }) => name))),
        bookingUid: maybe(fc.constantFrom(...world.calcom.bookings.slice(0, 20).map(({ uid }) => uid))),
        eventTypeIds: maybe(fc.subarray(types, { minLength: 1 })),
        ...{ startFrom: maybe(iso), createdFrom: maybe(iso), createdTo: maybe(iso) },
        ...{ updatedFrom: maybe(iso), updatedTo: maybe(iso) },
        sort: fc.constantFrom(...SORTS),
        direction: fc.constantFrom('asc', 'desc'),
        ...{ skip: fc.integer({ min: 0, max: 20 }), take: fc.integer({ min: 1, max: 20 }) },
      }),
    ],
    teamMembers: [calcom.teamMembers, pages],
    organizationUsers: [calcom.organizationUsers, pages],
    teamEventTypes: [calcom.teamEventTypes, fc.constant({})],
    me: [calcom.me, fc.constant({})],
    memberStats: [
      calcom.memberStats,
      range.chain((within) =>
        fc.record({
          ...{ scope, from: fc.constant(within.from), to: fc.constant(within.to) },
          timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
          rangeOf: fc.constantFrom('startTime', 'createdAt'),
        }),
      ),
    ],
    routedTo: [
      calcom.routedTo,
      range.chain((within) =>
        fc.record({
          ...{ scope, from: fc.constant(within.from), to: fc.constant(within.to) },
          every: fc.constantFrom('DAY', 'WEEK', 'MONTH'),
          search: fc.option(fc.constantFrom('a', 'bo')),
        }),
      ),
    ],
    periods: [
      periodsEndpoint,
      range.chain(({ from, to }) =>
        fc.record({ start: fc.constant(from), end: fc.constant(to), page: fc.integer({ min: 1, max: 2 }) }),
      ),
    ],
    actions: [
      actionsEndpoint('1', []),
      fc.record({
        periodId: fc.constantFrom(...periods),
        formFields: fc.subarray([...FIELDS]),
        page: fc.integer({ min: 1, max: 2 }),
      }),
    ],
    prospectStats: [prospectStatsEndpoint, stats],
    emailStats: [emailStatsEndpoint, stats],
    members: [membersEndpoint, fc.constant({})],
  };
  return Object.fromEntries(
    // Each endpoint has parameters of its own.
    Object.entries(all).map(([name, [endpoint, parameters]]) => [
      name,
      { endpoint, parameters } as unknown as TestedEndpoint,
    ]),
  );
}

/** The parameters of an endpoint with this law. */
export const parametersWith = (one: TestedEndpoint, law: Law): string[] =>
  lawsOf(one).flatMap(([parameter, its]) => (its === law ? parameter : []));

/** Each parameter of an endpoint, and its law. */
export const lawsOf = ({ endpoint: { laws } }: TestedEndpoint): [parameter: string, law: Law][] =>
  Object.entries<Law>(laws);

/** The endpoint that reads the answer to these parameters: the schema of actions depends on them. */
export const endpointFor = ({ endpoint }: TestedEndpoint, parameters: Parameters): TestedEndpoint['endpoint'] =>
  endpoint.name === 'period-actions'
    ? (actionsEndpoint(
        String(parameters.periodId),
        parameters.formFields as readonly string[],
      ) as unknown as TestedEndpoint['endpoint'])
    : endpoint;
