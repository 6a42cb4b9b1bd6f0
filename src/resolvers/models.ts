/** What resolvers return to the resolvers of the fields below, if it is neither a model of a source nor a person. */
import type { NameMatch } from '../people/match.ts';
import type { Connection } from '../relay/connection.ts';
import type { Action, ActionState } from '../sources/alo/model.ts';
import type {
  Attendee,
  Booking,
  BookingHost,
  BookingStatus,
  Cancellation,
  EventType,
  Rescheduling,
} from '../sources/calcom/model.ts';
import type { StatsRequest } from '../sources/saleshandy/loaders.ts';
import type { Awaitable } from '../time/ready.ts';
import type { ReadsOn } from './as-of.ts';
import type { GroupKey } from './grouping.ts';

/** A part of a booking, with the booking, whose attendees decide which of its texts are private. */
type PartOf<Part> = Part & { readonly booking: Booking };
export type BookingAttendee = PartOf<Attendee>;
export type BookingCancellation = PartOf<Cancellation>;
export type BookingRescheduling = PartOf<Rescheduling>;
export interface BookingConnection extends Connection<Booking>, ReadsOn {
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

export interface BookingCounts {
  readonly bookings: number;
  readonly accepted: number;
  readonly cancelled: number;
  readonly rejected: number;
  readonly pending: number;
  readonly held: number;
  readonly upcoming: number;
  readonly rescheduled: number;
  readonly hostAbsent: number;
  readonly attendeeAbsent: number;
  readonly attendees: number;
  readonly minutes: number;
  readonly averageRating: number | null;
}
/** What the bookings of a group have in common. */
export interface BookingKey extends GroupKey {
  /** The start of a day, week or month. */
  readonly start?: Date;
  readonly host?: BookingHost;
  readonly status?: BookingStatus;
  readonly eventType?: EventType;
}
export interface BookingGroup {
  readonly key: BookingKey;
  readonly label: string;
  readonly counts: BookingCounts;
}
export interface BookingStats {
  readonly total: BookingCounts;
  readonly groups: readonly BookingGroup[];
  readonly complete: boolean;
}
export interface ActionCounts {
  readonly actions: number;
  readonly open: number;
  readonly closed: number;
  readonly canceled: number;
  readonly medianMinutesToStart: number | null;
  readonly medianMinutesToClose: number | null;
}
/** What the actions of a group have in common. */
export interface ActionKey extends GroupKey {
  /** The start of a day, week or month. */
  readonly start?: Date;
  readonly state?: ActionState;
  /** Of a creator or an assignee. */
  readonly name?: string;
  readonly periodId?: string;
}
export interface ActionGroup {
  readonly key: ActionKey;
  readonly label: string;
  readonly counts: ActionCounts;
}
export interface ActionStats {
  readonly total: ActionCounts;
  readonly groups: readonly ActionGroup[];
  readonly complete: boolean;
}

export interface AloName {
  readonly name: string;
  readonly uses: number;
  readonly match: NameMatch;
}

export interface TeamStats {
  readonly request: StatsRequest;
  /** The range as the client wrote it, which cursors hold: its instants move if it depends on the present. */
  readonly writtenRange: unknown;
}
