import { describe, expect, it } from 'vitest';
import { type Booking, type Human, QUIRKS, type World } from '../../sandbox/index.ts';
import { DAY_MS, mondayOf } from '../../sandbox/time.ts';
import { buildWorld } from '../../sandbox/world/world.ts';

const NOW = Date.parse('2026-03-18T12:00:00.000Z');
const world = buildWorld(1, NOW, 'small');
const large = buildWorld(1, NOW, 'large');

function human(key: string): Human {
  const found = world.humans.find((one) => one.key === key);
  if (!found) throw new Error(`Nobody is called ${key}`);
  return found;
}

function account(key: string) {
  return world.calcom.users.find(({ id }) => id === human(key).calcomId);
}

function sender(key: string) {
  return world.saleshandy.members.find(({ id }) => id === human(key).saleshandyId);
}

function booking(uid: string): Booking {
  const found = world.calcom.bookings.find((one) => one.uid === uid);
  if (!found) throw new Error(`No booking ${uid}`);
  return found;
}

const ofTeam = ({ calcom }: World) => calcom.bookings.filter(({ teamId }) => teamId === calcom.teamId);

describe('the same seed', () => {
  it('gives the same world', () => {
    expect(buildWorld(1, NOW, 'small')).toEqual(world);
  });

  it('gives the same people and landmarks, but other bookings, than another seed', () => {
    const other = buildWorld(2, NOW, 'small');
    expect(other.calcom.users).toEqual(world.calcom.users);
    expect(Object.keys(other.landmarks)).toEqual(Object.keys(world.landmarks));
    expect(other.calcom.bookings).not.toEqual(world.calcom.bookings);
    expect(other.alo.periods).not.toEqual(world.alo.periods);
    expect(other.saleshandy.members).not.toEqual(world.saleshandy.members);
  });

  it('moves with the time it is given', () => {
    const later = buildWorld(1, NOW + 7 * DAY_MS, 'small');
    expect(later.calcom.bookings.map(({ startMs }) => startMs - 7 * DAY_MS)).toEqual(
      world.calcom.bookings.map(({ startMs }) => startMs),
    );
  });
});

describe('the people', () => {
  it('have two homonyms in Cal.com, of whom ALO shows one name only', () => {
    expect([account('alexSales')?.name, account('alexDesign')?.name]).toEqual(['Alex Kim', 'Alex Kim']);
    expect(human('alexSales').aloNames).toEqual(human('alexDesign').aloNames);
    expect(account('alexSales')?.email).not.toBe(account('alexDesign')?.email);
  });

  it('have a homonym in two sources with different e-mails, which is another person', () => {
    expect(account('danielHost')?.name).toBe('Daniel Novak');
    expect(sender('danielSender')).toMatchObject({
      firstName: 'Daniel',
      lastName: 'Novak',
      email: 'dnovak@example.org',
    });
    expect(human('danielHost').saleshandyId).toBeNull();
  });

  it('have one person whose e-mails differ outright, and one where only the case differs', () => {
    expect(account('sofia')?.email).not.toBe(sender('sofia')?.email.toLowerCase());
    expect(account('jonas')?.email).not.toBe(sender('jonas')?.email);
    expect(account('jonas')?.email).toBe(sender('jonas')?.email.toLowerCase());
  });

  it('have people of one source only, someone outside the team, and a guest nobody knows', () => {
    expect(human('priya')).toMatchObject({ saleshandyId: null, aloNames: [] });
    expect(human('nadia')).toMatchObject({ calcomId: null, aloNames: [] });
    expect(account('lena')).toMatchObject({ inOrg: true, teamIds: [world.calcom.otherTeamId] });
    expect(human('oswald')).toMatchObject({ calcomId: null, saleshandyId: null, aloNames: ['Oswald Finch'] });
  });

  it('have someone who left and still hosts old bookings', () => {
    expect(account('victor')).toMatchObject({ inOrg: false, teamIds: [] });
    const hosted = world.calcom.bookings.filter(({ hostId }) => hostId === human('victor').calcomId);
    expect(hosted.length).toBeGreaterThan(0);
    expect(hosted.every(({ startMs }) => startMs < NOW - 30 * DAY_MS)).toBe(true);
  });

  it('have missing names, missing usernames, and avatars of every kind', () => {
    expect(account('tomek')).toMatchObject({ name: null, username: 'tomek' });
    expect(account('frontDesk')).toMatchObject({ name: null, username: null });
    expect(account('priya')?.username).toBeNull();
    expect(account('maya')?.avatarUrl).toMatch(/^https:/);
    expect(account('jonas')?.avatarUrl).toMatch(/^\//);
    expect(account('grace')?.avatarUrl).toBeNull();
  });

  it('write from invented domains only, and have ids that are unique', () => {
    const emails = [...large.calcom.users, ...large.saleshandy.members].map(({ email }) => email);
    expect(emails.every((email) => /@example\.(com|org)$/i.test(email))).toBe(true);
    expect(new Set(large.calcom.users.map(({ id }) => id)).size).toBe(large.calcom.users.length);
    expect(new Set(large.saleshandy.members.map(({ id }) => id)).size).toBe(large.saleshandy.members.length);
    expect(large.saleshandy.members.every(({ id }) => /^[A-Za-z0-9]{10}$/.test(id))).toBe(true);
  });
});

describe('the bookings', () => {
  it('fill two pages of 250 within ninety days', () => {
    const from = NOW - 60 * DAY_MS;
    const within = ofTeam(world).filter(({ startMs }) => startMs >= from && startMs < from + 90 * DAY_MS);
    expect(within.length).toBeGreaterThan(250);
    expect(within.length).toBeLessThan(500);
  });

  it('are in order, with unique ids and uids, and none changed or made after now', () => {
    const { bookings } = large.calcom;
    expect(bookings.every(({ startMs }, index) => startMs >= (bookings[index - 1]?.startMs ?? 0))).toBe(true);
    expect(new Set(bookings.map(({ id }) => id)).size).toBe(bookings.length);
    expect(new Set(bookings.map(({ uid }) => uid)).size).toBe(bookings.length);
    expect(bookings.every(({ createdMs, updatedMs }) => createdMs <= NOW && (updatedMs ?? 0) <= NOW)).toBe(true);
  });

  it('have hosts and event types that exist, or none', () => {
    const users = new Set(large.calcom.users.map(({ id }) => id));
    const types = new Set(large.calcom.eventTypes.map(({ id }) => id));
    const { bookings } = large.calcom;
    expect(bookings.every(({ hostId }) => hostId === null || users.has(hostId))).toBe(true);
    expect(bookings.every(({ eventTypeId }) => eventTypeId === null || types.has(eventTypeId))).toBe(true);
  });

  it('have every landmark, and the week boundary is met exactly', () => {
    const { sameStart, ...single } = world.landmarks;
    const monday = mondayOf(NOW);
    expect(new Set([...sameStart, ...Object.values(single)].map((uid) => booking(uid).id)).size).toBe(29);
    expect(new Set(sameStart.map((uid) => booking(uid).startMs)).size).toBe(1);
    expect(booking(single.startsAtMonday).startMs).toBe(monday);
    expect(booking(single.endsAtMonday).endMs).toBe(monday);
    expect(booking(single.straddlesMonday).startMs).toBeLessThan(monday);
    expect(booking(single.straddlesMonday).endMs).toBeGreaterThan(monday);
    expect(booking(single.rescheduledFrom).rescheduling?.toUid).toBe(single.rescheduledTo);
    expect(booking(single.rescheduledTo).rescheduling?.fromUid).toBe(single.rescheduledFrom);
  });
});

describe('the periods', () => {
  const { periods } = world.alo;

  it('are mostly whole weeks, with one of two hours that another touches', () => {
    const week = periods.find(({ name }) => name === '2026-W11');
    const rehearsal = periods.find(({ name }) => name === 'Launch rehearsal');
    expect(week).toMatchObject({ startMs: Date.parse('2026-03-09'), endMs: Date.parse('2026-03-16') });
    expect((rehearsal?.endMs ?? 0) - (rehearsal?.startMs ?? 0)).toBe(2 * 3_600_000);
    expect(periods.some(({ startMs }) => startMs === rehearsal?.endMs)).toBe(true);
  });

  it('have no, one and two markers, and one has no actions', () => {
    expect(new Set(periods.map(({ markers }) => markers.length))).toEqual(new Set([0, 1, 2]));
    expect(periods.filter(({ actions }) => actions.length === 0)).toHaveLength(1);
    expect(Math.max(...periods.map(({ actions }) => actions.length))).toBeLessThanOrEqual(40);
  });

  it('hold actions numbered from 1, made within them and not after now, by known names', () => {
    const names = new Set(world.humans.flatMap(({ aloNames }) => aloNames));
    for (const { actions, startMs, endMs } of periods) {
      expect(actions.map(({ number }) => number)).toEqual(actions.map((_, index) => index + 1));
      for (const { createdMs, createdBy, assignees, closedMs } of actions) {
        expect(createdMs >= startMs && createdMs < endMs && createdMs <= NOW && (closedMs ?? 0) <= NOW).toBe(true);
        expect([createdBy, ...assignees].every((name) => names.has(name))).toBe(true);
      }
    }
  });

  it('show both spellings, guests, unstable casing, and a field named like a built-in key', () => {
    const actions = periods.flatMap((period) => period.actions);
    const names = new Set(actions.flatMap(({ assignees }) => assignees));
    const statuses = new Set(actions.map(({ status }) => status));
    for (const name of ['José Álvarez', 'Jose Alvarez', 'Bob Lang', 'Robert Lang']) expect(names).toContain(name);
    for (const status of ['Completed', 'completed', 'canceled', 'Cancelled']) expect(statuses).toContain(status);
    expect(actions.some(({ createdBy }) => createdBy === 'Oswald Finch')).toBe(true);
    expect(actions.some(({ fields }) => 'status' in fields)).toBe(true);
    expect(new Set(actions.map(({ assignees }) => assignees.length))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('the outreach teams', () => {
  it('are two, hold every member once, and one member was never active', () => {
    const { teams, members } = world.saleshandy;
    expect(teams.flatMap(({ memberIds }) => memberIds).sort()).toEqual(members.map(({ id }) => id).sort());
    expect(teams).toHaveLength(2);
    expect(members.filter(({ activity }) => activity === null).map(({ id }) => id)).toEqual([
      human('frontDesk').saleshandyId,
    ]);
  });
});

describe('the large world', () => {
  it('has 200 people and 100,000 bookings of the team, and every name but the homonyms once', () => {
    expect(large.calcom.users).toHaveLength(200);
    expect(ofTeam(large)).toHaveLength(100_000);
    const names = large.calcom.users.flatMap(({ name }) => name ?? []);
    expect(names.length - new Set(names).size).toBe(1);
  });
});

describe('the quirks', () => {
  it('have unique names that begin with their vendor', () => {
    expect(new Set(QUIRKS.map(({ name }) => name)).size).toBe(QUIRKS.length);
    expect(QUIRKS.every(({ name, vendor }) => name.startsWith(`${vendor}-`))).toBe(true);
  });
});

describe('a single dimension', () => {
  const others = ({ calcom, alo, saleshandy }: World) => ({ calcom, alo, saleshandy });

  it('is as large as it is asked for, also at its least and its most', () => {
    const most = buildWorld(1, NOW, 'small', { people: 3_000, bookings: 100, periods: 10, actions: 3 });
    expect(most.humans).toHaveLength(3_000);
    expect(ofTeam(most)).toHaveLength(100);
    expect(most.alo.periods).toHaveLength(10);
    const actions = most.alo.periods.map((period) => period.actions.length);
    expect(actions.slice(0, 7)).toEqual([3, 3, 3, 3, 3, 3, 0]);
    const names = new Set(most.calcom.users.map(({ name }) => name).filter(Boolean));
    const cast = new Set(world.calcom.users.map(({ name }) => name).filter(Boolean));
    expect(names.size - cast.size).toBe(3_000 - world.humans.length);
    const least = buildWorld(1, NOW, 'small', { people: 18, bookings: 1_000, periods: 200, actions: 0 });
    expect([least.humans.length, ofTeam(least).length, least.alo.periods.length]).toEqual([18, 1_000, 200]);
  });

  it('that is the one of the size changes nothing', () => {
    const same = buildWorld(1, NOW, 'small', { people: 18, bookings: 330, periods: 10 });
    expect(others(same)).toEqual(others(world));
  });
});
