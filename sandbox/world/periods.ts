/** ALO's part of the world: weeks and shorter periods, and the actions in them. People appear only as display names. */
import type { Random } from '../random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, mondayOf, WEEK_MS, weekName } from '../time.ts';
import type { Action, Human, Period } from './model.ts';

const CLASSIFICATIONS: Record<string, (string | null)[]> = {
  Incident: ['Network', 'Power', null],
  Request: ['Supplies', 'Access', null],
  Checklist: ['Opening', 'Closing'],
  Task: [null],
};
const CHANNELS = ['Front office', 'Field crew', 'Back office', 'Events'];
const FORM_TYPES = ['Incident report', 'Service request', 'Checklist'];

/** `assigned`, `doing` and `closed`: the times that such an action has reached. */
const LIVES = [
  { status: 'Open', reached: [] },
  { status: 'assigned', reached: ['assigned'] },
  { status: 'Doing', reached: ['assigned', 'doing'] },
  { status: 'DOING', reached: ['assigned', 'doing'] },
  { status: 'Completed', reached: ['assigned', 'doing', 'closed'] },
  { status: 'completed', reached: ['assigned', 'doing', 'closed'] },
  { status: 'Completed', reached: ['assigned', 'closed'] },
  { status: 'canceled', reached: ['closed'] },
  { status: 'Cancelled', reached: ['assigned', 'closed'] },
] as const;

interface Sketch {
  name: string;
  startMs: number;
  endMs: number;
  actions: number;
  markers: Period['markers'];
}

interface PeriodPlan {
  readonly nowMs: number;
  /** Actions are made until then. */
  readonly untilMs: number;
  /** The number of weeks before the current one. */
  readonly weeksBack: number;
  /** In each week that has begun; undefined for a few at random. */
  readonly actions?: number;
}

/** The periods beside the weeks before this one: this week, the next, and three shorter ones. */
export const OTHER_PERIODS = 5;

export function inventPeriods(humans: readonly Human[], random: Random, plan: PeriodPlan): Period[] {
  const { nowMs, untilMs } = plan;
  const names = humans.flatMap((human) => human.aloNames);
  const teamNames = humans.filter((human) => human.key !== 'oswald').flatMap((human) => human.aloNames);
  let nextActionId = 91_001;
  return sketchPeriods(random, plan).map(({ actions, ...sketch }, index) => {
    const period: Period = {
      id: 301 + index,
      ...sketch,
      createdMs: Math.min(sketch.startMs - 3 * DAY_MS, nowMs - DAY_MS),
      updatedMs: Math.min(sketch.endMs, nowMs),
      actions: [],
    };
    const lastMs = Math.min(period.endMs, untilMs);
    const times = Array.from(
      { length: actions },
      () => period.startMs + Math.floor(random.next() * (lastMs - period.startMs)),
    ).sort((a, b) => a - b);
    period.actions = times.map((createdMs, place) =>
      inventAction(period, { untilMs, names, teamNames }, { createdMs, number: place + 1, id: nextActionId++ }, random),
    );
    return period;
  });
}

function sketchPeriods(random: Random, { nowMs, untilMs, weeksBack, actions }: PeriodPlan): Sketch[] {
  const monday = mondayOf(nowMs);
  const weeks = Array.from({ length: weeksBack + 2 }, (_, index) => {
    const startMs = monday + (index - weeksBack) * WEEK_MS;
    const standup = { name: 'Stand-up', atMs: startMs + 9 * HOUR_MS };
    const review = { name: 'Review', atMs: startMs + 4 * DAY_MS + 15 * HOUR_MS };
    return {
      name: weekName(startMs),
      startMs,
      endMs: startMs + WEEK_MS,
      actions: startMs >= untilMs ? 0 : (actions ?? random.int(15, 40)),
      // The oldest week has no marker, every third one two.
      markers: index === 0 ? [] : index % 3 === 0 ? [standup, review] : [standup],
    };
  });
  const rehearsal = monday - 6 * DAY_MS + 14 * HOUR_MS;
  return [
    ...weeks,
    {
      name: 'Launch rehearsal',
      startMs: rehearsal,
      endMs: rehearsal + 2 * HOUR_MS,
      actions: 6,
      markers: [{ name: 'Doors open', atMs: rehearsal + 30 * MINUTE_MS }],
    },
    {
      name: 'Rehearsal teardown',
      startMs: rehearsal + 2 * HOUR_MS,
      endMs: rehearsal + 6 * HOUR_MS,
      actions: 5,
      markers: [],
    },
    {
      name: 'Offsite',
      startMs: monday - 2 * DAY_MS + 9 * HOUR_MS,
      endMs: monday + DAY_MS,
      actions: 9,
      markers: [{ name: 'Campfire', atMs: monday - 4 * HOUR_MS }],
    },
  ];
}

interface Surroundings {
  untilMs: number;
  /** Who creates actions (guests too), and who is assigned to them. */
  names: readonly string[];
  teamNames: readonly string[];
}

function inventAction(
  period: Period,
  { untilMs, names, teamNames }: Surroundings,
  place: Pick<Action, 'createdMs' | 'number' | 'id'>,
  random: Random,
): Action {
  const life = random.pick(LIVES);
  const classification = random.pick(Object.keys(CLASSIFICATIONS));
  const reached = (step: (typeof life.reached)[number], afterMinutes: number) =>
    life.reached.some((one) => one === step) ? Math.min(place.createdMs + afterMinutes * MINUTE_MS, untilMs) : null;
  const assigned = random.int(1, 30);
  const channel = random.pick(CHANNELS);
  return {
    ...place,
    classification,
    subClassification: random.pick(CLASSIFICATIONS[classification] ?? [null]),
    status: life.status,
    assignedMs: reached('assigned', assigned),
    doingMs: reached('doing', assigned + random.int(1, 60)),
    closedMs: reached('closed', assigned + random.int(60, 600)),
    createdBy: random.chance(0.15) ? 'Oswald Finch' : random.pick(names),
    marker: random.chance(0.3) ? (period.markers[random.int(0, 1)]?.name ?? null) : null,
    assignees: random.sample(teamNames, life.status === 'Open' ? 0 : random.int(0, 3)),
    channel,
    formType: random.pick(FORM_TYPES),
    latestChannel: random.chance(0.2) ? random.pick(CHANNELS) : channel,
    aiDispatched: random.chance(0.2),
    fields: inventFields(random),
  };
}

/** Custom form fields; each is on some actions only, and one has the name of a built-in key. */
function inventFields(random: Random): Action['fields'] {
  return {
    ...(random.chance(0.7) ? { department: random.pick(['Facilities', 'Sales', 'Events']) } : {}),
    ...(random.chance(0.5) ? { budget: random.int(1, 80) * 25 } : {}),
    ...(random.chance(0.4) ? { priority: random.pick(['low', 'high', 'URGENT']) } : {}),
    ...(random.chance(0.3) ? { tags: random.sample(['indoor', 'night', 'vip', 'spare part'], random.int(1, 3)) } : {}),
    ...(random.chance(0.2) ? { status: 'Waiting for parts' } : {}),
  };
}
