/** Withholds the texts of a booking that contain an attendee's data from callers without the scope `attendees`. */
import { ForbiddenError } from '../errors.ts';
import type { Booking } from '../sources/calcom/model.ts';
import { attendeeDataOf, emailsIn, isContact, isWebAddress, phonesIn } from './attendee-data.ts';
import type { Context } from './context.ts';
import { fold } from './phrases.ts';

const SCOPE = 'attendees';

/** A text of a booking. Throws a `ForbiddenError` if the text contains an attendee's data and the caller lacks the scope. */
export function shownText(text: string | null, booking: Booking, context: Context): string | null {
  return shown(text, context, (one) => attendeeDataOf(booking).isIn(one));
}

/**
 * The location of a booking, checked likewise. UNDOCUMENTED: it is the attendee's phone number if the host calls the attendee.
 */
export function shownLocation(booking: Booking, context: Context): string | null {
  return shown(
    booking.location,
    context,
    (location) => reaches(location, booking) || attendeeDataOf(booking).isIn(location),
  );
}

/** Whether a location is contact data of a person other than a host, even of one whom the booking does not name. */
function reaches(location: string, { hosts }: Booking): boolean {
  if (isWebAddress(location)) return false;
  const others = hosts.reduce((text, { email }) => (email ? text.replaceAll(fold(email), ' ') : text), fold(location));
  return isContact(others);
}

/**
 * An attendee's name. Throws a `ForbiddenError` if it contains an attendee's e-mail or phone number and the caller lacks the
 * scope.
 */
export function shownName(name: string | null, booking: Booking, context: Context): string | null {
  return shown(name, context, (one) => attendeeDataOf(booking).hasContactIn(one));
}

/**
 * Checks a name to filter by. Throws a `ForbiddenError` for contact data: callers without the scope could find out by trial
 * whose it is.
 */
export function requireName(
  name: string | null | undefined,
  argument: string,
  { scopes }: Pick<Context, 'scopes'>,
): void {
  if (name && !scopes.has(SCOPE) && (emailsIn(name).length > 0 || phonesIn(name).length > 0)) {
    throw new ForbiddenError([[SCOPE]], argument);
  }
}

function shown(text: string | null, { scopes }: Context, isPrivate: (text: string) => boolean): string | null {
  if (text !== null && !scopes.has(SCOPE) && isPrivate(text)) throw new ForbiddenError([[SCOPE]]);
  return text;
}
