/** What resolvers hand to the resolvers of the fields below, where it is not a model of a source or a person. */
import type { NameMatch } from '../people/match.ts';
import type { Connection } from '../relay/connection.ts';
import type { Action } from '../sources/alo/model.ts';
import type { WholeBookingList } from '../sources/calcom/booking-list.ts';
import type { Attendee, Booking, Cancellation, Rescheduling } from '../sources/calcom/model.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';

export interface Participant {
  readonly name: string;
}
export interface ActionConnection extends Connection<Action> {
  readonly totalCount: number | null;
  readonly complete: boolean;
  /** ALO's remarks on everything the request asked for, here and elsewhere. */
  readonly notes: readonly string[];
  /** The form fields asked for below this very field. */
  readonly formFieldsBelow: readonly string[];
}

/** A part of a booking that has texts of its own. */
type PartOf<Part> = Part & { readonly booking: Booking };
export type BookingAttendee = PartOf<Attendee>;
export type BookingCancellation = PartOf<Cancellation>;
export type BookingRescheduling = PartOf<Rescheduling>;
export interface BookingConnection extends Connection<Booking> {
  /** Reads on to the end of the list. */
  whole(): Promise<WholeBookingList>;
}

export interface AloName {
  readonly name: string;
  readonly uses: number;
  readonly match: NameMatch;
}

export type TeamStats = StatsRequest;
