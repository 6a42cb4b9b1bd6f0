/** One or more cases of each canonical query on the small sandbox. Quirks, outages and call counts are tested with them. */
import type { Landmarks, World } from '../../sandbox/index.ts';
import { globalId, type QueryName, type Variables } from './index.ts';

export interface Case {
  title: string;
  query: QueryName;
  variables: Variables;
}

export const LAST_WEEK = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
export const QUARTER = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };

const range = LAST_WEEK;

/** A longer range, for people whom ALO knows by two spellings, by a name that others have, or not at all. */
const USERS: Record<string, { email: string; range: typeof range }> = {
  '03': { email: 'bob@example.com', range },
  '03 of Saleshandy alone': { email: 'nadia.petrova@example.com', range },
  '03 of a person who left': { email: 'victor.hale@example.com', range: QUARTER },
  '03 of two spellings': { email: 'grace.lindqvist@example.com', range: QUARTER },
  '03 of a name with diacritics': { email: 'jose.alvarez@example.com', range: QUARTER },
  '03 of a name that Saleshandy alone has': { email: 'tomek.wojcik@example.com', range: QUARTER },
  '03 of a name that two of Cal.com have': { email: 'alex.kim@example.com', range: QUARTER },
  '03 of a name that another e-mail has': { email: 'sofia.marchetti@example.com', range: QUARTER },
  '03 whom ALO does not show': { email: 'priya.raman@example.com', range: QUARTER },
};
const ONE_USER = Object.entries(USERS).map(([title, variables]): Case => ({ title, query: '03-one-user', variables }));

/** The failing fields of every case of one user, by title. */
export const eachUser = (fields: string[]) => Object.fromEntries(ONE_USER.map(({ title }) => [title, fields]));

/** The participants on the dashboard. */
export const PARTICIPANTS = [
  'periods.nodes.*.actions.nodes.*.createdBy.user',
  'periods.nodes.*.actions.nodes.*.assignees.*.user',
];

/** The cases. The first one of each query is the plain one. */
export function casesOf({ landmarks, alo }: World): Case[] {
  const period = alo.periods[4];
  const action = period?.actions[0];
  const ids = [
    globalId('User', 'calcom:1042'),
    globalId('Booking', landmarks.seated),
    globalId('Period', period?.id ?? ''),
    globalId('Action', `${period?.id}/${action?.id}`),
    globalId('User', 'saleshandy:Qe81LrT0vB'),
    globalId('User', 'saleshandy:u4GhM1eKx7'),
  ];
  return [
    { title: '01', query: '01-team-dashboard', variables: { range } },
    {
      title: '01 with every period and action',
      query: '01-team-dashboard',
      variables: { range: QUARTER, periods: 13, actions: 80 },
    },
    { title: '02', query: '02-booking-list', variables: { filter: { range } } },
    { title: '02 unfiltered', query: '02-booking-list', variables: { first: 250 } },
    ...bookingFilters(landmarks),
    ...ONE_USER,
    { title: '04', query: '04-member-stats', variables: { range, timeZone: 'Europe/Berlin' } },
    { title: '04 of all time', query: '04-member-stats', variables: { timeZone: 'UTC' } },
    { title: '05', query: '05-routed-to', variables: { range } },
    { title: '05 with a search', query: '05-routed-to', variables: { range, search: 'kim' } },
    { title: '06', query: '06-outreach-leaderboard', variables: { range } },
    { title: '06 with first 3', query: '06-outreach-leaderboard', variables: { range: QUARTER, first: 3 } },
    { title: '07', query: '07-period-actions', variables: { id: globalId('Period', period?.id ?? '') } },
    { title: '08', query: '08-users', variables: {} },
    { title: '09', query: '09-refetch', variables: { ids } },
    { title: '10', query: '10-sources', variables: {} },
  ];
}

function bookingFilters(landmarks: Landmarks): Case[] {
  const filters: Record<string, Variables['filter']> = {
    UPCOMING: { status: ['UPCOMING'] },
    UNCONFIRMED: { status: ['UNCONFIRMED'] },
    'by uid': { bookingUid: landmarks.seated },
    'by creation': { created: range },
    'by change': { updated: range },
    'by creation and change': { created: QUARTER, updated: range },
    'by event type': { eventTypeIds: ['501'] },
    'by host': { hostIds: ['1002'] },
  };
  return Object.entries(filters).map(([name, filter]) => {
    return { title: `02 ${name}`, query: '02-booking-list', variables: { filter, first: 250 } };
  });
}
