/** Generated people: colleagues for the large world, and the customers who book. */
import type { Random } from '../random.ts';
import { type Character, TEAM_ID } from './cast.ts';
import type { Attendee } from './model.ts';

const FIRST_NAMES =
  'Amara,Bruno,Chiara,Dario,Elif,Farid,Greta,Hanna,Ivo,Jamila,Kofi,Linnea,Mateo,Nora,Otis,Paloma'.split(',');
const LAST_NAMES =
  'Abara,Bergson,Castell,Dubrov,Eklund,Farrow,Grimaldi,Holloway,Ivarsen,Joubert,Kerrigan,Lindgren,Moretti,Nakata'.split(
    ',',
  );
const TIME_ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Europe/London', 'America/Los_Angeles'];
const LANGUAGES = ['en', 'en', 'de', 'fr', 'es', null];

/** Colleagues with distinct names (up to 3,360), in all three sources. */
export function inventColleagues(count: number, random: Random): Character[] {
  return Array.from({ length: count }, (_, index) => {
    const firstName = nth(FIRST_NAMES, index);
    const lastName = lastNameOf(Math.floor(index / FIRST_NAMES.length));
    const name = `${firstName} ${lastName}`;
    const username = `${firstName}.${lastName}.${index}`.toLowerCase();
    const email = `${username}@example.com`;
    const saleshandyId = random.opaque(10);
    return {
      key: username,
      note: 'Generated.',
      calcomId: 2000 + index,
      saleshandyId,
      aloNames: [name],
      calcom: {
        id: 2000 + index,
        name,
        username,
        email,
        avatarUrl: `/${username}/avatar.png`,
        timeZone: random.pick(TIME_ZONES),
        createdMs: Date.UTC(2024, 0, 1) + index * 3_600_000,
        role: 'MEMBER',
        inOrg: true,
        teamIds: [TEAM_ID],
      },
      saleshandy: { id: saleshandyId, firstName, lastName, email, active: random.chance(0.95) },
    };
  });
}

export type Customer = Omit<Attendee, 'absent' | 'seatUid'>;

/** Double names after the single ones. */
function lastNameOf(index: number): string {
  const last = nth(LAST_NAMES, index);
  const round = Math.floor(index / LAST_NAMES.length);
  return round === 0 ? last : `${last}-${nth(LAST_NAMES, round - 1)}`;
}

/** The people outside the team who book. */
export function inventCustomers(count: number, random: Random): Customer[] {
  return Array.from({ length: count }, (_, index) => {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    return {
      name: `${firstName} ${lastName}`,
      email: `${firstName}.${lastName}.${index}@example.org`.toLowerCase(),
      timeZone: random.pick(TIME_ZONES),
      language: random.pick(LANGUAGES),
      phoneNumber: random.chance(0.3) ? `+1202555${String(index % 10_000).padStart(4, '0')}` : null,
    };
  });
}

/** The customer whose e-mail has a `+`, which a query string must escape. */
export const PLUS_CUSTOMER: Customer = {
  name: 'Dana Whitfield',
  email: 'dana.whitfield+trial@example.com',
  timeZone: 'America/New_York',
  language: 'en',
  phoneNumber: '+12025550111',
};

/** The customer whose e-mail has capitals, which an exact match must keep. */
export const CAPITALS_CUSTOMER: Customer = {
  name: 'Iris Moreau',
  email: 'Iris.Moreau@example.org',
  timeZone: 'Europe/Paris',
  language: 'fr',
  phoneNumber: null,
};

function nth<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}
