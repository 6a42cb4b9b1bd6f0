/** What the graph takes from Cal.com, in the graph's words. A value is null if Cal.com sends none. */
import type { Rows } from '../rows.ts';

export type BookingStatus = 'ACCEPTED' | 'CANCELLED' | 'REJECTED' | 'PENDING' | 'OTHER';
export type BookingState = 'UPCOMING' | 'RECURRING' | 'PAST' | 'CANCELLED' | 'UNCONFIRMED';

/** A person, in whatever answer. */
export interface CalcomPerson {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The MD5 of the e-mail in hexadecimal; absent in answers without it. */
  readonly emailMd5?: string | null;
  readonly username: string | null;
  /** An absolute URL. */
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
}

export interface TeamMember extends CalcomPerson {
  /** Invited and not yet a member. */
  readonly isInvited: boolean;
}

export interface BookingHost {
  /** Null if the account was deleted or Cal.com sends no id. */
  readonly userId: string | null;
  /** Absent if the account was not deleted. */
  readonly wasDeleted?: true;
  readonly name: string | null;
  readonly email: string | null;
  /** The e-mail without the suffix of a managed user; absent if Cal.com sends none. */
  readonly displayEmail?: string | null;
  readonly username: string | null;
  readonly timeZone: string | null;
}

export interface Attendee {
  readonly name: string | null;
  readonly email: string | null;
  /** The e-mail without the suffix of a managed user. */
  readonly displayEmail: string | null;
  readonly timeZone: string | null;
  readonly language: string | null;
  readonly absent: boolean | null;
  readonly phoneNumber: string | null;
  readonly seatUid: string | null;
  /** The answers for the seat, in a seated booking. */
  readonly fieldResponses: unknown;
}

export interface EventType {
  readonly sourceId: string;
  readonly slug: string | null;
}

/** An event type in the team's list. */
export interface TeamEventType extends EventType {
  readonly title: string | null;
  /** Members have copies of it, with the same slug and other ids. */
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

/** One page of the team's bookings, and what it says about the list. */
export interface BookingPage {
  readonly bookings: Rows<Booking>;
  readonly hasNextPage: boolean;
  readonly totalItems: number;
  readonly remainingItems: number | null;
  /** The number of rows on the page as Cal.com counts them; null if it does not say. */
  readonly returnedItems: number | null;
  /** Cal.com counts more pages than its items fill. */
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
  /** The ids of users that the report has several times with different figures. */
  readonly contradicted: ReadonlySet<string>;
  /** The report has totals of users that it does not list. */
  readonly hasUnlisted: boolean;
  /** The positions of totals that could not be read or contradict others. */
  readonly rejectedSeries: readonly number[];
}
