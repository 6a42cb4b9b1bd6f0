/**
 * Texts of a booking, for callers that may not see what attendees told of themselves: a text in which that stands is
 * withheld.
 */
import { ForbiddenError } from '../errors.ts';
import type { Booking } from '../sources/calcom/model.ts';
import { emailsIn, isContact, isWebAddress, phonesIn, secretsOf } from './booking-secrets.ts';
import type { Context } from './context.ts';
import { fold } from './phrases.ts';

const NEEDED = 'attendees';

/** A text of a booking. Throws a `ForbiddenError` where the caller may not see it. */
export function shownText(text: string | null, booking: Booking, context: Context): string | null {
  return shown(text, context, (one) => secretsOf(booking).hasAny(one));
}

/** Where it takes place. UNDOCUMENTED: Cal.com has the attendee's phone number here if they are to be called. */
export function shownLocation(booking: Booking, context: Context): string | null {
  return shown(
    booking.location,
    context,
    (location) => reaches(location, booking) || secretsOf(booking).hasAny(location),
  );
}

/** Whether it is a way to reach a person other than the host, be it one whom the booking does not name. */
function reaches(location: string, { hosts }: Booking): boolean {
  if (isWebAddress(location)) return false;
  const others = hosts.reduce((text, { email }) => (email ? text.replaceAll(fold(email), ' ') : text), fold(location));
  return isContact(others);
}

/** An attendee's name, which is open but for an e-mail or a phone number given in its place. */
export function shownName(name: string | null, booking: Booking, context: Context): string | null {
  return shown(name, context, (one) => secretsOf(booking).hasContact(one));
}

/** A name to look for. Throws a `ForbiddenError` for a way to reach somebody: else one could try out whose it is. */
export function requireName(name: string | null | undefined, argument: string, { scopes }: Context): void {
  if (name && !scopes.has(NEEDED) && (emailsIn(name).length > 0 || phonesIn(name).length > 0)) {
    throw new ForbiddenError([[NEEDED]], argument);
  }
}

function shown(text: string | null, { scopes }: Context, isPrivate: (text: string) => boolean): string | null {
  if (text !== null && !scopes.has(NEEDED) && isPrivate(text)) throw new ForbiddenError([[NEEDED]]);
  return text;
}
