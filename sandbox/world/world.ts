/** Puts the invented team together: the same seed, times and size always give the same world. */
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
import { inventPeriods, OTHER_PERIODS } from './periods.ts';

export type WorldSize = 'small' | 'large';

/** Each replaces a number of a size. */
export interface WorldDimensions {
  /** The cast is among them. */
  readonly people?: number;
  /** Of the team. */
  readonly bookings?: number;
  readonly periods?: number;
  /** In each week, once it has begun. */
  readonly actions?: number;
}

/** The least and the most of each. The people of the cast and the bookings and periods made by hand are always there. */
export const DIMENSIONS = {
  people: { least: CAST.length, most: 3_000 },
  bookings: { least: 100, most: 1_000_000 },
  periods: { least: 10, most: 10_000 },
  actions: { least: 0, most: 100_000 },
} as const satisfies Readonly<Record<keyof WorldDimensions, object>>;

interface Plan {
  /** Added to the cast. */
  readonly colleagues: number;
  readonly customers: number;
  /** Of the team. */
  readonly bookings: number;
  readonly spanDays: number;
  readonly weeksBack: number;
  /** In each week that has begun; undefined for a few at random. */
  readonly actions?: number;
}

const SIZES: Readonly<Record<WorldSize, Plan>> = {
  small: { colleagues: 0, customers: 60, bookings: 330, spanDays: 60, weeksBack: 5 },
  large: { colleagues: 185, customers: 3_000, bookings: 100_000, spanDays: 365, weeksBack: 52 },
};

function planOf(size: WorldSize, { people, bookings, periods, actions }: WorldDimensions): Plan {
  const plan = SIZES[size];
  return {
    ...plan,
    ...(people === undefined ? {} : { colleagues: people - CAST.length }),
    ...(bookings === undefined ? {} : { bookings }),
    ...(periods === undefined ? {} : { weeksBack: periods - OTHER_PERIODS }),
    ...(actions === undefined ? {} : { actions }),
  };
}

/** The world around `nowMs`. ALO's actions and the outreach go on until `untilMs`; a vendor shows what has happened so far. */
export function buildWorld(
  seed: number,
  nowMs: number,
  size: WorldSize,
  dimensions: WorldDimensions = {},
  untilMs = nowMs,
): World {
  const plan = planOf(size, dimensions);
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
    alo: { periods: inventPeriods(humans, stream('periods'), { ...plan, nowMs, untilMs }) },
    saleshandy: inventOutreach(characters, stream('outreach'), { nowMs, untilMs }),
    landmarks: special.landmarks,
  };
}
