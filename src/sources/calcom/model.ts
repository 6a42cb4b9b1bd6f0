/** What this graph takes from Cal.com, in its own words. */
import type { Rows } from '../values.ts';

export type BookingStatus = 'ACCEPTED' | 'CANCELLED' | 'REJECTED' | 'PENDING' | 'OTHER';
export type BookingState = 'UPCOMING' | 'RECURRING' | 'PAST' | 'CANCELLED' | 'UNCONFIRMED';

/** What Cal.com tells of a person wherever it shows one. */
export interface CalcomPerson {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The MD5 of the e-mail in hexadecimal; absent where Cal.com does not tell it. */
  readonly emailMd5?: string | null;
  readonly username: string | null;
  /** Absolute. */
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
}

export interface TeamMember extends CalcomPerson {
  /** Whether they were invited and have not accepted: then they are no member yet. */
  readonly isInvited: boolean;
}

export interface BookingHost {
  /** Null where the host was deleted, or Cal.com does not tell it. */
  readonly userId: string | null;
  /** Absent where they were not. */
  readonly wasDeleted?: true;
  readonly name: string | null;
  readonly email: string | null;
  /** The e-mail without what Cal.com adds for accounts that it manages; absent where it does not tell it. */
  readonly displayEmail?: string | null;
  readonly username: string | null;
  readonly timeZone: string | null;
}

export interface Attendee {
  readonly name: string | null;
  readonly email: string | null;
  /** The e-mail without what Cal.com adds for accounts that it manages. */
  readonly displayEmail: string | null;
  readonly timeZone: string | null;
  readonly language: string | null;
  readonly absent: boolean | null;
  readonly phoneNumber: string | null;
  readonly seatUid: string | null;
  /** What was answered for the seat, in a booking of seats. */
  readonly fieldResponses: unknown;
}

export interface EventType {
  readonly sourceId: string;
  readonly slug: string | null;
}

/** An event type as the team's own list has it. */
export interface TeamEventType extends EventType {
  /** Whether members have copies of it, which carry its slug but ids of their own. */
  readonly managed: boolean;
}

export interface Cancellation {
  readonly reason: string | null;
  readonly byEmail: string | null;
}

export interface Rescheduling {
  readonly reason: string | null;
  readonly byEmail: string | null;
  readonly fromUid: string | null;
  readonly toUid: string | null;
}

export interface Booking {
  readonly uid: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly status: BookingStatus;
  readonly start: Date;
  readonly end: Date;
  readonly durationMinutes: number | null;
  readonly location: string | null;
  readonly rating: number | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly absentHost: boolean | null;
  readonly icsUid: string | null;
  readonly recurringBookingUid: string | null;
  readonly hosts: readonly BookingHost[];
  readonly attendees: readonly Attendee[];
  readonly guests: readonly string[] | null;
  readonly eventType: EventType | null;
  readonly cancellation: Cancellation | null;
  readonly rescheduling: Rescheduling | null;
  readonly fieldResponses: unknown;
  readonly metadata: unknown;
}

/** One page of the team's bookings. */
export interface BookingPage {
  readonly bookings: Rows<Booking>;
  readonly hasNextPage: boolean;
  readonly totalItems: number;
  readonly remainingItems: number | null;
  /** How many rows Cal.com says that the page has; null where it does not say. */
  readonly returnedItems: number | null;
  /** Whether it counts more pages than its items fill; absent where it does not say. */
  readonly hasMorePages?: boolean;
}

export interface RankedMember extends CalcomPerson {
  readonly value: number;
}

export const MEMBER_LISTS = [
  'mostBookings',
  'leastBookings',
  'mostCancelled',
  'mostCompleted',
  'leastCompleted',
  'mostNoShow',
  'highestRatings',
  'lowestRatings',
] as const;
export type MemberStats = { readonly [List in (typeof MEMBER_LISTS)[number]]: Rows<RankedMember> };

export interface RoutedToUser extends CalcomPerson {
  readonly performance: string | null;
  readonly total: number | null;
  readonly series: readonly { readonly start: Date; readonly total: number }[];
}

export interface RoutedTo {
  readonly users: Rows<RoutedToUser>;
  /** The ids of users whom the report has more than once with other figures. */
  readonly contradicted: ReadonlySet<string>;
  /** Whether it has periods of people whom it does not list. */
  readonly hasUnlisted: boolean;
  /** The positions of series rows that could not be read. */
  readonly rejectedSeries: readonly number[];
}
