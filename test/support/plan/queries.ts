/** Random valid queries about the people, bookings, periods and actions of a sandbox. */
import { FROZEN_NOW, type World } from '../../../sandbox/index.ts';
import { toGlobalId } from '../../../src/relay/global-id.ts';
import { growQuery, type QueryValues, type RandomQuery } from '../attacks/random-queries.ts';
import type { Dice } from '../people/dice.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The same query for the same rolls of the dice. Some are beyond a limit. */
export const plannedQuery = (dice: Dice, world: World): RandomQuery => growQuery(dice, 0, valuesOf(dice, world));

function valuesOf(dice: Dice, world: World): QueryValues {
  const { calcom, alo, saleshandy, landmarks } = world;
  const nowMs = FROZEN_NOW.getTime();
  const user = () => dice.among(calcom.users);
  const member = () => dice.among(saleshandy.members);
  const period = () => dice.among(alo.periods);
  const eventType = () => dice.among([...calcom.eventTypes.map(({ id }) => id), 999_999]);
  const uid = () =>
    dice.among([...Object.values(landmarks).flat(), dice.among(calcom.bookings).uid, 'nothing-like-that']);
  const action = () => {
    const { id, actions } = period();
    return actions.length > 0 ? `${id}/${dice.among(actions).id}` : `${id}/1`;
  };
  const ids = [
    toGlobalId('User', `calcom:${user().id}`),
    toGlobalId('User', `calcom:${user().id}`),
    toGlobalId('User', `saleshandy:${member().id}`),
    toGlobalId('User', 'calcom:999999'),
    toGlobalId('Period', String(period().id)),
    toGlobalId('Period', '999999'),
    toGlobalId('Action', action()),
    toGlobalId('Booking', uid()),
    toGlobalId('EventType', String(eventType())),
  ];
  const userIds = ids.slice(0, 4);
  const rangeAt = (startDay: number, days: number) => ({
    from: new Date(nowMs - (nowMs % DAY_MS) + startDay * DAY_MS).toISOString(),
    to: new Date(nowMs - (nowMs % DAY_MS) + (startDay + days) * DAY_MS).toISOString(),
  });
  const start = -Math.floor(dice.roll() * 40);
  const random = rangeAt(start, 1 + Math.floor(dice.roll() * 30));
  return {
    scalars: {
      ID: shuffled(dice, ids),
      String: shuffled(dice, ['a', 'Bob', 'Kim', 'customer', 'x'.repeat(99)]),
      Int: [dice.among([1, 2, 3, 5, 20, 50, 100]), 1, 3, 0],
      Float: [1.5],
      Boolean: [true, false],
      DateTime: shuffled(dice, [random.from, random.to, rangeAt(-9, 7).from, rangeAt(-400, 900).to]),
      EmailAddress: shuffled(dice, [user().email, member().email ?? 'x@example.com', 'nobody@example.com']),
      TimeZone: ['UTC', 'Europe/Berlin'],
    },
    ranges: [random, rangeAt(start + 2, 3), rangeAt(-9, 7), rangeAt(-9, 7), rangeAt(-400, 900)],
    named: {
      after: [null, null, 'x'],
      hostIds: shuffled(dice, [...userIds, String(user().id)]),
      eventTypeIds: [String(eventType()), toGlobalId('EventType', String(eventType()))],
      bookingUid: [uid()],
      attendeeEmail: [dice.among(calcom.bookings).attendees[0]?.email ?? 'x@example.com'],
      id: shuffled(dice, [...ids, ...userIds, String(period().id)]),
    },
  };
}

function shuffled<One>(dice: Dice, ones: readonly One[]): readonly One[] {
  return ones
    .map((one) => ({ one, place: dice.roll() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
