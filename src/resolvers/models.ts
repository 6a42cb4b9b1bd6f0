/** What resolvers return to the resolvers of the fields below, if it is neither a model of a source nor a person. */
import type { NameMatch } from '../people/match.ts';
import type { Connection } from '../relay/connection.ts';
import type { Action } from '../sources/alo/model.ts';
import type { Attendee, Booking, Cancellation, Rescheduling } from '../sources/calcom/model.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';
import type { Awaitable } from '../time/ready.ts';

/** A part of a booking, with the booking, whose attendees decide which of its texts are private. */
type PartOf<Part> = Part & { readonly booking: Booking };
export type BookingAttendee = PartOf<Attendee>;
export type BookingCancellation = PartOf<Cancellation>;
export type BookingRescheduling = PartOf<Rescheduling>;
export interface BookingConnection extends Connection<Booking> {
  /** The counts of the whole list. */
  totalCount(): Awaitable<number | null>;
  complete(): Awaitable<boolean>;
}

export interface Participant {
  readonly name: string;
}
export interface ActionConnection extends Connection<Action> {
  readonly totalCount: number | null;
  readonly complete: boolean;
  /** ALO's remarks on all form fields of the request. */
  readonly notes: readonly string[];
  /** The form fields that are selected below this field. */
  readonly formFieldsBelow: readonly string[];
}

export interface AloName {
  readonly name: string;
  readonly uses: number;
  readonly match: NameMatch;
}

export type TeamStats = StatsRequest;
