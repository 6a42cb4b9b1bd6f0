/** A source whose settings point to nothing is DOWN, although its answers are well-formed 404s. */
import { describe, expect, it } from 'vitest';
import { askScripted, bookingPage, listed, type Script } from '../support/scripted-vendors.ts';

const RANGE = 'range: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }';
const NOTHING: Script = Object.fromEntries(
  ['members', 'users', 'types', 'bookings', 'periods', 'saleshandyMembers'].map((list) => [list, () => undefined]),
);

type Name = 'CALCOM' | 'ALO' | 'SALESHANDY';
const stateOf = async (name: Name, script: Script, ...queries: string[]) => {
  const { data } = await askScripted([name], script, [...queries, '{ sources { name state } }']);
  return data.sources.find((source: { name: string }) => source.name === name).state;
};

describe('a source without any of its endpoints', () => {
  it.each<[Name, string]>([
    ['CALCOM', '{ bookings { totalCount } }'],
    ['CALCOM', '{ users { totalCount } }'],
    ['CALCOM', '{ memberStats(timeZone: "UTC") { mostBookings { name } } }'],
    ['CALCOM', `{ routedTo(every: WEEK, ${RANGE}) { complete } }`],
    ['ALO', '{ periods { totalCount } }'],
    ['SALESHANDY', '{ users { totalCount } }'],
  ])('is DOWN: %s %s', async (name, query) => {
    expect(await stateOf(name, NOTHING, query)).toBe('DOWN');
  });
});

it('a team that does not exist makes Cal.com DOWN, even if its organization exists', async () => {
  const script = { ...NOTHING, users: listed() };
  expect(await stateOf('CALCOM', script, '{ users { totalCount } }')).toBe('DOWN');
  expect(await stateOf('CALCOM', script, '{ bookings { totalCount } }', '{ users { totalCount } }')).toBe('DOWN');
});

it('a Cal.com that lacks only the insights is UP', async () => {
  const script: Script = { bookings: () => bookingPage([]) };
  const insights = '{ memberStats(timeZone: "UTC") { mostBookings { name } } }';
  expect(await stateOf('CALCOM', script, '{ bookings { totalCount } }', insights)).toBe('UP');
  expect(await stateOf('CALCOM', script, insights, '{ bookings { totalCount } }')).toBe('UP');
});
