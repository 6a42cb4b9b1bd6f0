/**
 * Texts of a booking in which Cal.com may have put what an attendee told of themselves: whoever may not see that is not
 * shown them there either.
 */
import { ForbiddenError } from '../errors.ts';
import type { Booking } from '../sources/calcom/model.ts';
import type { Context } from './context.ts';

const NEEDED = 'attendees';

/** Where it takes place. UNDOCUMENTED: Cal.com has the attendee's phone number here if they are to be called. */
export function shownLocation({ location, fieldResponses }: Booking, { scopes }: Context): string | null {
  if (location === null || scopes.has(NEEDED)) return location;
  if (isAnswer(location, fieldResponses) || (!isWebAddress(location) && isContact(location))) {
    throw new ForbiddenError([[NEEDED]]);
  }
  return location;
}

/** The description. UNDOCUMENTED: Cal.com has the attendee's additional notes here. */
export function shownDescription({ description, fieldResponses }: Booking, { scopes }: Context): string | null {
  if (description === null || scopes.has(NEEDED) || !isAnswer(description, fieldResponses)) return description;
  throw new ForbiddenError([[NEEDED]]);
}

const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text.trim());

/** Seven digits with nothing but the usual separators between them; fewer are a house or a room. */
const PHONE_NUMBER = /\p{Nd}(?:[\s().+/\p{Pd}]*\p{Nd}){6}/u;

const isContact = (text: string): boolean => text.includes('@') || PHONE_NUMBER.test(text);

/** Whether it is one of the answers, wherever among them. */
function isAnswer(text: string, answers: unknown): boolean {
  if (typeof answers === 'string') return answers.trim() === text.trim();
  return typeof answers === 'object' && answers !== null && Object.values(answers).some((one) => isAnswer(text, one));
}
