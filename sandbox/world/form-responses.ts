/** Answered routing forms, which the routed-to report counts. Each led to a booking; some bookings came from two answers. */
import type { Random } from '../random.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import { CALLER_ID } from './cast.ts';
import type { Booking, CalcomUser, FormResponse } from './model.ts';

const FORM_ID = 'b7c1f0de-52a9-4e0c-9a43-0d7c6a1e5f10';
/** The number of seats; the industry, chosen from a list; free text. */
export const FORM_FIELDS = {
  seats: '0c9b1a52-7a8e-4a0b-8f43-93d1c0a6e001',
  industry: '0c9b1a52-7a8e-4a0b-8f43-93d1c0a6e002',
  wish: '0c9b1a52-7a8e-4a0b-8f43-93d1c0a6e003',
};

const INDUSTRIES = ['logistics', 'health', 'retail', 'energy'];
const REASONS = ['Routing form: matched by industry', 'Contact owner', 'Round robin'];

export function inventFormResponses(
  bookings: readonly Booking[],
  users: readonly CalcomUser[],
  random: Random,
  nowMs: number,
): FormResponse[] {
  const accounts = new Map(users.map((user) => [user.id, user]));
  return bookings.flatMap((booking) => {
    const host = accounts.get(booking.hostId ?? -1);
    const isRouted = booking.teamId !== null ? random.chance(0.4) : host?.id === CALLER_ID;
    if (!host || !isRouted) return [];
    const createdMs = booking.createdMs - random.int(1, 20) * MINUTE_MS;
    const isOld = createdMs < nowMs - 30 * DAY_MS;
    const response: FormResponse = {
      formId: FORM_ID,
      formTeamId: booking.teamId,
      createdMs,
      booking,
      userId: host.id,
      // Names were once spelt without diacritics.
      userName: isOld && host.name !== null ? host.name.normalize('NFD').replace(/\p{M}/gu, '') : host.name,
      userEmail: host.email,
      userAvatarUrl: host.avatarUrl,
      assignmentReason: random.pick(REASONS),
      fields: {
        [FORM_FIELDS.seats]: random.int(1, 40),
        [FORM_FIELDS.industry]: random.pick(INDUSTRIES),
        [FORM_FIELDS.wish]: random.chance(0.5) ? 'A short tour' : '',
      },
    };
    return random.chance(0.1) ? [response, { ...response, createdMs: createdMs + MINUTE_MS / 2 }] : [response];
  });
}
