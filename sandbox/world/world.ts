/** Puts the invented team together: the same seed, time and size always give the same world. */
import { Random } from '../random.ts';
import { createBookingMaker } from './booking-maker.ts';
import { inventBookings } from './bookings.ts';
import { CALLER_ID, CAST, ORG_ID, OTHER_TEAM_ID, TEAM_ID } from './cast.ts';
import { buildEventTypes } from './event-types.ts';
import { inventFormResponses } from './form-responses.ts';
import { inventColleagues } from './generated-people.ts';
import { buildLandmarks } from './landmarks.ts';
import type { Human, World } from './model.ts';
import { inventOutreach } from './outreach.ts';
import { inventPeriods } from './periods.ts';

export type WorldSize = 'small' | 'large';

/** `colleagues` are added to the cast; `bookings` are the team's. */
const SIZES = {
  small: { colleagues: 0, customers: 60, bookings: 330, spanDays: 60, weeksBack: 5 },
  large: { colleagues: 185, customers: 3_000, bookings: 100_000, spanDays: 365, weeksBack: 52 },
};

export function buildWorld(seed: number, nowMs: number, size: WorldSize): World {
  const plan = SIZES[size];
  // One random stream for each subject, so that a change to one does not change the others.
  const stream = (subject: string) => new Random(`${seed}:${subject}`);
  const characters = [...CAST, ...inventColleagues(plan.colleagues, stream('people'))];
  const humans: Human[] = characters.map(({ calcom: _, saleshandy: __, ...human }) => human);
  const users = characters.flatMap(({ calcom }) => (calcom ? [calcom] : []));
  const eventTypes = buildEventTypes(users);
  const random = stream('bookings');
  const maker = createBookingMaker(random, users, nowMs, plan.customers);
  const special = buildLandmarks(maker, stream('landmarks'), eventTypes, nowMs);
  const count = plan.bookings - special.bookings.filter(({ teamId }) => teamId === TEAM_ID).length;
  const mass = inventBookings({ maker, random, eventTypes, users }, { nowMs, count, spanDays: plan.spanDays });
  const bookings = [...special.bookings, ...mass].sort((a, b) => a.startMs - b.startMs || a.id - b.id);
  return {
    nowMs,
    humans,
    calcom: {
      orgId: ORG_ID,
      teamId: TEAM_ID,
      otherTeamId: OTHER_TEAM_ID,
      callerId: CALLER_ID,
      users,
      eventTypes,
      bookings,
      formResponses: inventFormResponses(bookings, users, stream('forms'), nowMs),
    },
    alo: { periods: inventPeriods(humans, stream('periods'), nowMs, plan.weeksBack) },
    saleshandy: inventOutreach(characters, stream('outreach'), nowMs),
    landmarks: special.landmarks,
  };
}
