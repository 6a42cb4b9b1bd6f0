/** The model of the invented team: plain data, the same for every vendor. Instants are epoch milliseconds. */

export interface World {
  /** Which records are one person: the truth that no vendor has. */
  humans: Human[];
  calcom: CalcomWorld;
  alo: { periods: Period[] };
  saleshandy: { teams: OutreachTeam[]; members: OutreachMember[] };
  landmarks: Landmarks;
}

/** One person, and their records in each source. */
export interface Human {
  /** A short name for tests to ask for, such as `bob`. */
  key: string;
  calcomId: number | null;
  saleshandyId: string | null;
  /** Every spelling in which ALO shows this person. */
  aloNames: string[];
  /** Why this person is in the cast. */
  note: string;
}

export interface CalcomWorld {
  orgId: number;
  /** The team of the settings. */
  teamId: number;
  /** Another team of the same organization. */
  otherTeamId: number;
  /** The owner of the API key: an owner of the team and of the organization. */
  callerId: number;
  /** All accounts, including those of people who left. */
  users: CalcomUser[];
  eventTypes: EventType[];
  /** By start, then id. */
  bookings: Booking[];
  formResponses: FormResponse[];
}

export interface CalcomUser {
  id: number;
  name: string | null;
  username: string | null;
  email: string;
  avatarUrl: string | null;
  timeZone: string;
  createdMs: number;
  role: 'OWNER' | 'ADMIN' | 'MEMBER';
  /** False for someone who left. */
  inOrg: boolean;
  teamIds: number[];
}

export interface EventType {
  id: number;
  slug: string;
  title: string;
  lengthMinutes: number;
  /** null for a personal event type, and for a copy of a managed one. */
  teamId: number | null;
  /** The managed event type of which this is one user's copy. */
  parentId: number | null;
  schedulingType: 'roundRobin' | 'collective' | 'managed' | null;
  seats: number | null;
  isRecurring: boolean;
  hostIds: number[];
}

type BookingStatus = 'accepted' | 'cancelled' | 'rejected' | 'pending';

export interface Booking {
  id: number;
  uid: string;
  title: string;
  description: string | null;
  location: string | null;
  status: BookingStatus;
  startMs: number;
  endMs: number;
  createdMs: number;
  updatedMs: number | null;
  /** null where the organizer's account was deleted. */
  hostId: number | null;
  /** The further hosts of a collective event. */
  coHostIds: number[];
  /** null where the event type was deleted. */
  eventTypeId: number | null;
  /** The team; null for a personal booking. The vendor does not show it. */
  teamId: number | null;
  recurringUid: string | null;
  isSeated: boolean;
  attendees: Attendee[];
  guests: string[];
  responses: Record<string, unknown>;
  metadata: Record<string, string>;
  cancellation: { reason: string; byEmail: string } | null;
  rescheduling: { reason?: string; byEmail?: string; fromUid?: string; toUid?: string } | null;
  rating: number | null;
  absentHost: boolean;
  paid: boolean;
}

export interface Attendee {
  name: string;
  email: string;
  timeZone: string;
  language: string | null;
  absent: boolean;
  phoneNumber: string | null;
  /** On seated bookings only. */
  seatUid: string | null;
  /** The answers for the seat, except the name. On seated bookings only. */
  responses?: Record<string, unknown>;
}

/** An answered routing form that led to a booking. */
export interface FormResponse {
  formId: string;
  formTeamId: number | null;
  createdMs: number;
  booking: Booking;
  userId: number;
  /** As of the answer. */
  userName: string | null;
  userEmail: string;
  userAvatarUrl: string | null;
  assignmentReason: string;
  fields: Record<string, string | number | string[]>;
}

export interface Period {
  id: number;
  name: string;
  startMs: number;
  endMs: number;
  createdMs: number;
  updatedMs: number;
  markers: { name: string; atMs: number }[];
  /** By number, from 1. */
  actions: Action[];
}

export interface Action {
  /** The number within its period. */
  number: number;
  id: number;
  classification: string;
  subClassification: string | null;
  status: string;
  createdMs: number;
  assignedMs: number | null;
  doingMs: number | null;
  closedMs: number | null;
  createdBy: string;
  marker: string | null;
  assignees: string[];
  channel: string;
  formType: string;
  latestChannel: string;
  aiDispatched: boolean;
  fields: Record<string, string | number | string[]>;
}

export interface OutreachTeam {
  id: string;
  name: string;
  memberIds: string[];
}

export interface OutreachMember {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  /** null for a member who never sent anything, and so has no row in any report. */
  activity: Activity | null;
}

/** Counts per day, from two years before the day around which the world is built. */
export interface Activity {
  firstDayMs: number;
  prospect: Record<ProspectMetric, Uint16Array>;
  email: Record<EmailMetric, Uint16Array>;
}

export const PROSPECT_METRICS = [
  'prospectAdded',
  'prospectContacted',
  'opened',
  'clicked',
  'replied',
  'unSubscribed',
  'bounced',
  'Uncategorized',
  'Interested',
  'Not Interested',
  'Meeting Booked',
  'Out of Office',
  'Closed',
  'Not Now',
  'Do Not Contact',
] as const;
type ProspectMetric = (typeof PROSPECT_METRICS)[number];

export const EMAIL_METRICS = ['prospectContacted', 'emailSent', 'opened', 'clicked', 'replied', 'bounced'] as const;
type EmailMetric = (typeof EMAIL_METRICS)[number];

/** The uids of the bookings made by hand, by their special property. */
export interface Landmarks {
  /** Three days long, from before the last Monday 00:00 to after it. */
  straddlesMonday: string;
  startsAtMonday: string;
  endsAtMonday: string;
  /** Six bookings with the same start. */
  sameStart: string[];
  /** Began three hours ago and is not over. */
  underway: string;
  deletedOrganizer: string;
  deletedEventType: string;
  hostWhoLeft: string;
  noDescription: string;
  noLocation: string;
  seated: string;
  /** Seated and part of a series. */
  recurringSeated: string;
  /** One of a series. */
  recurring: string;
  /** On a user's copy of a managed event type. */
  managedChild: string;
  /** An attendee's e-mail has a `+`. */
  plusInEmail: string;
  cancelled: string;
  rejected: string;
  pending: string;
  rated: string;
  hostDidNotShow: string;
  rescheduledFrom: string;
  rescheduledTo: string;
  /** Of the other team. */
  foreign: string;
  /** A personal booking of the key's owner. */
  personal: string;
}
