/** Makes one booking of an event type, complete and plausible. The caller says what makes it special. */
import type { Random } from '../random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts';
import { type Customer, inventCustomers } from './generated-people.ts';
import type { Attendee, Booking, CalcomUser, EventType } from './model.ts';

/** The required parts. Everything else is invented to fit them, and can be given too. */
type Wish = Partial<Booking> & { eventType: EventType; startMs: number; hostId: number | null };

export interface BookingMaker {
  make(wish: Wish): Booking;
  customers: readonly Customer[];
}

const COMPANIES = ['Northwind Mills', 'Quarry & Sons', 'Blue Heron Labs', 'Tallow Street Bakery'];
/** The attendee's text in the form. */
const ATTENDEES_NOTE = 'We are three people.';
const NOTES = ['Please bring the price list.', ATTENDEES_NOTE, 'Follow-up to our last call.'];

export function createBookingMaker(
  random: Random,
  users: readonly CalcomUser[],
  nowMs: number,
  customerCount: number,
): BookingMaker {
  const names = new Map(users.map((user) => [user.id, user.name ?? user.username ?? user.email]));
  const customers = inventCustomers(customerCount, random);
  let nextId = 90_001;

  function make({ eventType, ...wish }: Wish): Booking {
    const { startMs, hostId } = wish;
    const isSeated = eventType.seats !== null;
    const attendees =
      wish.attendees ?? random.sample(customers, isSeated ? random.int(1, 5) : 1).map((who) => attend(who, isSeated));
    const first = attendees[0];
    const guests = isSeated || !random.chance(0.2) ? [] : [random.pick(customers).email];
    const settledMs = Math.min(startMs, nowMs);
    const createdMs = wish.createdMs ?? settledMs - random.int(1, 21 * 24) * HOUR_MS - random.int(0, 59_999);
    const updatedMs = createdMs + Math.floor(random.next() * Math.min(settledMs - createdMs, DAY_MS));
    return withNote({
      id: nextId++,
      uid: random.opaque(22),
      title: `${eventType.title} between ${names.get(hostId ?? -1) ?? 'Harbour'} and ${first?.name ?? 'guests'}`,
      description: random.chance(0.25) ? null : random.pick(NOTES),
      location: inventLocation(),
      status: 'accepted',
      endMs: startMs + eventType.lengthMinutes * MINUTE_MS,
      createdMs,
      updatedMs: random.chance(0.05) ? null : updatedMs,
      coHostIds: eventType.schedulingType === 'collective' ? eventType.hostIds.filter((id) => id !== hostId) : [],
      eventTypeId: eventType.id,
      teamId: eventType.teamId,
      recurringUid: null,
      isSeated,
      attendees,
      guests,
      responses: isSeated || !first ? {} : inventResponses(first, guests),
      metadata: random.chance(0.3) ? { source: 'website' } : {},
      cancellation: null,
      rescheduling: null,
      rating: null,
      absentHost: false,
      paid: random.chance(0.05),
      ...wish,
    });
  }

  function attend(customer: Customer, isSeated: boolean): Attendee {
    const absent = random.chance(0.03);
    return isSeated ? { ...seatFor(customer, random), absent } : { ...customer, absent, seatUid: null };
  }

  function inventLocation(): string | null {
    const dice = random.next();
    if (dice < 0.7) return `https://meet.example.com/${random.opaque(8)}`;
    if (dice < 0.9) return 'Pier House, room 4';
    return dice < 0.96 ? '+12025550100' : null;
  }

  function inventResponses({ name, email }: Attendee, guests: string[]): Record<string, unknown> {
    const [firstName, ...rest] = name.split(' ');
    const asParts = { firstName, lastName: rest.join(' ') };
    return {
      name: random.chance(0.2) ? asParts : name,
      email,
      displayEmail: email,
      ...(guests.length > 0 ? { guests, displayGuests: guests } : {}),
      ...(random.chance(0.5) ? { company: random.pick(COMPANIES) } : {}),
    };
  }

  return { make, customers };
}

export function seatFor(customer: Customer, random: Random): Attendee {
  const company = COMPANIES[customer.email.length % COMPANIES.length];
  return { ...customer, absent: false, seatUid: random.uuid(), responses: { company } };
}

/** Cal.com puts the notes of the attendee who books into the description. */
function withNote(booking: Booking): Booking {
  const { description, isSeated, responses, attendees } = booking;
  if (description !== ATTENDEES_NOTE) return booking;
  const note = { notes: description };
  if (!isSeated) return { ...booking, responses: { ...responses, ...note } };
  const [first, ...others] = attendees;
  return first
    ? { ...booking, attendees: [{ ...first, responses: { ...first.responses, ...note } }, ...others] }
    : booking;
}
