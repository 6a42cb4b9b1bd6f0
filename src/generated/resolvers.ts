import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Action as ActionModel, Period as PeriodModel } from '../sources/alo/model.ts';
import type { ActionConnection as ActionConnectionModel, BookingAttendee as BookingAttendeeModel, BookingConnection as BookingConnectionModel, BookingCancellation as BookingCancellationModel, AloName as AloNameModel, Participant as ParticipantModel, BookingRescheduling as BookingReschedulingModel, TeamStats as TeamStatsModel } from '../resolvers/models.ts';
import type { Booking as BookingModel, BookingHost as BookingHostModel, EventType as EventTypeModel, MemberStats as MemberStatsModel, RankedMember as RankedMemberModel, RoutedToUser as RoutedToUserModel } from '../sources/calcom/model.ts';
import type { EmailStats as EmailStatsModel, ProspectMetrics as ProspectMetricsModel, ProspectStats as ProspectStatsModel } from '../sources/saleshandy/model.ts';
import type { Identity as IdentityModel, User as UserModel } from '../people/user.ts';
import type { Conflict as ConflictModel } from '../people/link.ts';
import type { People as PeopleModel, UnmatchedMark as UnmatchedMarkModel } from '../people/people.ts';
import type { UnseenDirectory as UnseenDirectoryModel } from '../people/rosters.ts';
import type { Context } from '../resolvers/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant with its offset from UTC, as RFC 3339 has it: `2026-03-16T09:00:00.000Z`. Answers are always in UTC. */
  DateTime: { input: Date; output: Date; }
  /** An e-mail address. What is asked for must be well-formed; what a source holds is shown as it is. */
  EmailAddress: { input: string; output: string; }
  /** Any JSON value, as the source sent it. */
  JSON: { input: unknown; output: unknown; }
  /** The IANA name of a time zone, such as `Europe/Berlin`. */
  TimeZone: { input: string; output: string; }
  /** An absolute URL of the scheme `https` or `http`. */
  URL: { input: string; output: string; }
};

/** A task, an incident, a request or a checklist, as ALO keeps it. */
export type Action = Node & {
  readonly __typename?: 'Action';
  /** Whether it was dispatched by ALO's AI; null if it is not told. */
  readonly aiDispatched?: Maybe<Scalars['Boolean']['output']>;
  /** When it was assigned; null if it was not yet. */
  readonly assignedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whom it was assigned to; null if it is not told. */
  readonly assignees?: Maybe<ReadonlyArray<Participant>>;
  /** The channel it came in by; null if it is not told. */
  readonly channel?: Maybe<Scalars['String']['output']>;
  /** What kind of action it is; null if it is not told. */
  readonly classification?: Maybe<Scalars['String']['output']>;
  /** When it was closed; null if it was not yet. */
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was created; null if it is not told. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who created it, which may be a guest; null if it is not told. */
  readonly createdBy?: Maybe<Participant>;
  /** The value of one custom field of its form; null if the action has no such field, or no value in it. */
  readonly formField?: Maybe<Scalars['JSON']['output']>;
  /** Custom fields of its form, in the order of the names; null, with an error, where ALO tells them in a way that cannot be read. */
  readonly formFields?: Maybe<ReadonlyArray<FormField>>;
  /** The kind of form it was filed with; null if it is not told. */
  readonly formType?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** The channel it was last routed to; null if it is not told. */
  readonly latestChannel?: Maybe<Scalars['String']['output']>;
  /** The name of the period's marker that it belongs to; null if it belongs to none. */
  readonly marker?: Maybe<Scalars['String']['output']>;
  /** ALO's number of it within its period; null if it is not told. */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** The period it belongs to; null if ALO no longer lists it. */
  readonly period?: Maybe<Period>;
  /** ALO's own id of the action. */
  readonly sourceId: Scalars['ID']['output'];
  /** When somebody started on it; null if nobody did yet. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands, read from `status`; null if that is. */
  readonly state?: Maybe<ActionState>;
  /** Where it stands, in ALO's words as they are: an open set, of unstable spelling. Null if it is not told. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** What kind within the classification; null if it is not told. */
  readonly subClassification?: Maybe<Scalars['String']['output']>;
};


/** A task, an incident, a request or a checklist, as ALO keeps it. */
export type ActionFormFieldArgs = {
  name: Scalars['String']['input'];
};


/** A task, an incident, a request or a checklist, as ALO keeps it. */
export type ActionFormFieldsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
};

/** A page of actions. */
export type ActionConnection = {
  readonly __typename?: 'ActionConnection';
  /**
   * False if ALO cut the list, contradicted itself or sent an action that could not be read, or if a person's actions may be
   * among those of a name that others have, too, of a period whose times are not told, of no known creation, or of people whom
   * ALO does not tell: there may be more.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The actions of this page with their cursors. */
  readonly edges: ReadonlyArray<ActionEdge>;
  /** The actions of this page. */
  readonly nodes: ReadonlyArray<Action>;
  /** What ALO remarked on the form fields asked for here, word for word, at most 20 remarks. Whether an action has a field says `FormField.found`. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many actions there are in all; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One action of a page. */
export type ActionEdge = {
  readonly __typename?: 'ActionEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The action. */
  readonly node: Action;
};

/** What a person had to do with an action. */
export type ActionRole =
  /** The action was assigned to them. */
  | 'ASSIGNED'
  /** They created it. */
  | 'CREATED';

/** Where an action stands, read leniently from ALO's word for it. */
export type ActionState =
  /** Somebody has it. */
  | 'ASSIGNED'
  /** It was called off. */
  | 'CANCELED'
  /** It is done. */
  | 'COMPLETED'
  /** It is there and nobody has it yet. */
  | 'CREATED'
  /** Somebody is at it. */
  | 'DOING'
  /** A word of ALO's that this graph does not know. */
  | 'OTHER';

/** A name that ALO shows in actions. */
export type AloName = {
  readonly __typename?: 'AloName';
  /** Why it is not linked, and who it may be. */
  readonly match: NameMatch;
  /** The name, as ALO shows it. */
  readonly name: Scalars['String']['output'];
  /** How many times it stands in the actions of the periods that overlap the range, as creator or assignee. */
  readonly uses: Scalars['Int']['output'];
};

/** A page of names. */
export type AloNameConnection = {
  readonly __typename?: 'AloNameConnection';
  /** False if ALO cut a list, contradicted itself, left names out, or sent something that could not be read: there may be more. */
  readonly complete: Scalars['Boolean']['output'];
  /** The names of this page with their cursors. */
  readonly edges: ReadonlyArray<AloNameEdge>;
  /** The names of this page. */
  readonly nodes: ReadonlyArray<AloName>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many names there are in all; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One name of a page. */
export type AloNameEdge = {
  readonly __typename?: 'AloNameEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The name. */
  readonly node: AloName;
};

/** Someone invited to a booking. */
export type Attendee = {
  readonly __typename?: 'Attendee';
  /** Whether they did not show up; null if it is not told. */
  readonly absent?: Maybe<Scalars['Boolean']['output']>;
  /** The e-mail as it was given; null if it is not told. Needs the scope `attendees`. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The language, as a tag such as `en` or `pt-BR`; null if it is not told. */
  readonly language?: Maybe<Scalars['String']['output']>;
  /**
   * The name as it was given; null if it is not told. Open to every caller, but where an attendee's e-mail or phone number
   * stands in it, it needs the scope `attendees`.
   */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The phone number; null if none was given. Needs the scope `attendees`. */
  readonly phoneNumber?: Maybe<Scalars['String']['output']>;
  /** The seat, in a booking of seats; null in any other. */
  readonly seatUid?: Maybe<Scalars['String']['output']>;
  /** The time zone; null if it is not told. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
};

/**
 * A meeting of the Cal.com team. Without the scope `attendees` a text of it is withheld (`FORBIDDEN`) where what attendees told
 * of themselves stands in it: an e-mail, a phone number in any formatting, or an answer of six characters or more of the
 * booking form, whichever attendee's. Their names are open, and so are hosts' names and e-mails, and the place that a host
 * chose.
 */
export type Booking = Node & {
  readonly __typename?: 'Booking';
  /** Whether the host did not show up; null if it is not told. */
  readonly absentHost?: Maybe<Scalars['Boolean']['output']>;
  /** Who is invited. Of a booking of seats Cal.com may hide them: then there are none here, and filters find it all the same. */
  readonly attendees: ReadonlyArray<Attendee>;
  /** How it was cancelled; null if it was not. */
  readonly cancellation?: Maybe<Cancellation>;
  /** When it was made; null if it is not told. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The description; null if it has none. Where what attendees told of themselves stands in it, as an answer of the booking
   * form, it needs the scope `attendees`.
   */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** How long it lasts, in minutes; null if it is not told. */
  readonly durationMinutes?: Maybe<Scalars['Float']['output']>;
  /** When it ends. */
  readonly end: Scalars['DateTime']['output'];
  /** What was booked; null if the event type was deleted. */
  readonly eventType?: Maybe<EventType>;
  /**
   * What was answered in the booking form, by field; null where a booking has none, as one of seats, and for an answer that
   * the source cannot read any more. Needs the scope `attendees`.
   */
  readonly fieldResponses?: Maybe<Scalars['JSON']['output']>;
  /** Further guests, by e-mail; null where a booking has no such list, as one of seats. Needs the scope `attendees`. */
  readonly guests?: Maybe<ReadonlyArray<Scalars['EmailAddress']['output']>>;
  /** Who hosts it. */
  readonly hosts: ReadonlyArray<BookingHost>;
  /**
   * Its id in calendar files; null if it is not told. Where what attendees told of themselves stands in it, it needs the scope
   * `attendees`.
   */
  readonly icsUid?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /**
   * Where it takes place, often a URL; null if it is not told. Where it is a phone number or an e-mail, or what attendees told
   * of themselves stands in it, it needs the scope `attendees`.
   */
  readonly location?: Maybe<Scalars['String']['output']>;
  /** What integrations noted on it; null if it is not told. Needs the scope `attendees`. */
  readonly metadata?: Maybe<Scalars['JSON']['output']>;
  /** How the attendee rated it; null if they did not. */
  readonly rating?: Maybe<Scalars['Float']['output']>;
  /** The series it belongs to; null if it does not recur. */
  readonly recurringBookingUid?: Maybe<Scalars['String']['output']>;
  /** How it was moved; null if it was not. */
  readonly rescheduling?: Maybe<Rescheduling>;
  /** When it starts. */
  readonly start: Scalars['DateTime']['output'];
  /** What has become of it. */
  readonly status: BookingStatus;
  /** The title; null if it has none. Where what attendees told of themselves stands in it, it needs the scope `attendees`. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** Cal.com's own id of the booking. */
  readonly uid: Scalars['String']['output'];
  /** When it was last changed; null if it never was. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of bookings. */
export type BookingConnection = {
  readonly __typename?: 'BookingConnection';
  /** False if Cal.com cut the list or contradicted itself: there may be more bookings than can be reached. */
  readonly complete?: Maybe<Scalars['Boolean']['output']>;
  /** The bookings of this page with their cursors. */
  readonly edges: ReadonlyArray<BookingEdge>;
  /** The bookings of this page. */
  readonly nodes: ReadonlyArray<Booking>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many bookings there are in all; null if that is not known, as when there are more than Cal.com can be asked for. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One booking of a page. */
export type BookingEdge = {
  readonly __typename?: 'BookingEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The booking. */
  readonly node: Booking;
};

/** Which bookings. Conditions that are given must all hold: an empty list lets none through, a null is as good as not given. */
export type BookingFilter = {
  /** With an attendee of this e-mail. Needs the scope `attendees`: else one could try out who attends. */
  readonly attendeeEmail?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** With an attendee of exactly this name. An e-mail or a phone number in its place needs the scope `attendees`. */
  readonly attendeeName?: InputMaybe<Scalars['String']['input']>;
  /** The booking with this `uid`. */
  readonly bookingUid?: InputMaybe<Scalars['String']['input']>;
  /** Made in this range. */
  readonly created?: InputMaybe<DateTimeRange>;
  /** Of one of these event types, or members' copies of them: their ids, or the numbers that Cal.com gives them. */
  readonly eventTypeIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Hosted by one of these users: their ids, or the numbers that Cal.com gives them. */
  readonly hostIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Starting in this range. */
  readonly range?: InputMaybe<DateTimeRange>;
  /** In one of these states. */
  readonly status?: InputMaybe<ReadonlyArray<BookingState>>;
  /** Last changed in this range. */
  readonly updated?: InputMaybe<DateTimeRange>;
};

/** Whose booking it is. Cal.com names one host a booking. */
export type BookingHost = {
  readonly __typename?: 'BookingHost';
  /** The e-mail; null if the host was deleted. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name; null if it is not told or the host was deleted. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The time zone; null if it is not told. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
  /** The person; null if the host was deleted. */
  readonly user?: Maybe<User>;
};

/** The order of bookings. Equal ones are ordered by `uid`. */
export type BookingOrder = {
  /** Which way. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: BookingOrderField;
};

/** What bookings can be ordered by. */
export type BookingOrderField =
  /** When the booking was made. */
  | 'CREATED_AT'
  /** When the booking ends. */
  | 'END'
  /** When the booking starts. */
  | 'START'
  /** When the booking was last changed; those that never were come last in ascending order. */
  | 'UPDATED_AT';

/** Which bookings to show, as Cal.com tells them apart by time and status. */
export type BookingState =
  /** Is cancelled or rejected. */
  | 'CANCELLED'
  /** Has ended and is neither cancelled nor rejected. `MemberStats.mostCompleted` counts accepted ones alone, of a range they end in. */
  | 'PAST'
  /** Belongs to a series, ends in the future and is neither cancelled nor rejected. */
  | 'RECURRING'
  /** Ends in the future and waits for confirmation. */
  | 'UNCONFIRMED'
  /** Ends in the future and is neither cancelled nor rejected. */
  | 'UPCOMING';

/** What has become of a booking. */
export type BookingStatus =
  /** It stands. */
  | 'ACCEPTED'
  /** It was called off. The original of a rescheduled booking is cancelled as well. */
  | 'CANCELLED'
  /** A word of Cal.com's that this graph does not know. */
  | 'OTHER'
  /** It waits for the host's confirmation. */
  | 'PENDING'
  /** The host declined it. */
  | 'REJECTED';

/** Which time of a booking a range speaks of. */
export type BookingTime =
  /** The booking was made in the range. */
  | 'CREATED_AT'
  /** The booking starts in the range and has ended by its end. */
  | 'START';

/** Whether calls to a source are sent. */
export type BreakerState =
  /** They are. */
  | 'CLOSED'
  /** One is, to try whether the source is well again. */
  | 'HALF_OPEN'
  /** None is, for some seconds: too many failed. */
  | 'OPEN';

/** How a booking came to be cancelled. */
export type Cancellation = {
  readonly __typename?: 'Cancellation';
  /** Who cancelled, which may be an attendee; null if it is not told. Needs the scope `attendees`. */
  readonly byEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /**
   * The reason given; null if none was. Where what attendees told of themselves stands in it, it needs the scope `attendees`
   * (see `Booking`).
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** Why people whom evidence would join are not joined. */
export type ConflictReason =
  /** Each link is fine alone, but together they would join two records of one source, or two people kept apart. */
  | 'CHAIN'
  /** They have one name, and different e-mails or too many records: one person, or several. */
  | 'SAME_NAME'
  /** One e-mail stands in several records of one source. */
  | 'SHARED_EMAIL';

/** How Saleshandy counts. What the words mean is Saleshandy's to say: its documentation does not. */
export type CountBy =
  /** Saleshandy's `absolute`. */
  | 'ABSOLUTE'
  /** Saleshandy's `relative`. */
  | 'RELATIVE';

/** A half-open stretch of time: `from <= t < to`. */
export type DateTimeRange = {
  /** The first instant that belongs to the range. */
  readonly from: Scalars['DateTime']['input'];
  /** The first instant that no longer belongs to the range; later than `from`. */
  readonly to: Scalars['DateTime']['input'];
};

/** A directory of people. */
export type Directory =
  /** The users of the Cal.com organization. */
  | 'ORGANIZATION_USERS'
  /** The members that Saleshandy lists. */
  | 'SALESHANDY_MEMBERS'
  /** The members of the Cal.com team. */
  | 'TEAM_MEMBERS';

/** How a field of a vendor's answers differs from what is declared. */
export type DriftKind =
  /** It is missing, or cannot be read: the row was left out, or the answer refused. */
  | 'MISSED'
  /** It is not known here: new, perhaps. */
  | 'UNKNOWN'
  /** It is of another type than it was, though it can be read. */
  | 'WIDENED';

/** One member's outreach, counted by e-mail. Not to be added to the figures by prospect: they count different things. */
export type EmailStats = {
  readonly __typename?: 'EmailStats';
  /** E-mails that bounced; null if Saleshandy sent no number. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** E-mails clicked. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted; null if Saleshandy sent no number. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** The member's e-mail in Saleshandy; null if it is not told. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The member's name in Saleshandy; null if it is not told. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** E-mails opened. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** E-mails replied to. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** E-mails sent; null if Saleshandy sent no number. */
  readonly sent?: Maybe<Scalars['Int']['output']>;
  /** The person; null if Saleshandy does not say whose row it is. */
  readonly user?: Maybe<User>;
};

/** A page of figures by e-mail. */
export type EmailStatsConnection = {
  readonly __typename?: 'EmailStatsConnection';
  /** False if Saleshandy cut the report, contradicted itself, or sent rows that are no member's: there may be more. */
  readonly complete: Scalars['Boolean']['output'];
  /** The figures of this page with their cursors. */
  readonly edges: ReadonlyArray<EmailStatsEdge>;
  /** The figures of this page. */
  readonly nodes: ReadonlyArray<EmailStats>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many members have figures; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One member's figures of a page. */
export type EmailStatsEdge = {
  readonly __typename?: 'EmailStatsEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The figures. */
  readonly node: EmailStats;
};

/** The order of the figures by e-mail. Members without the figure come last, whichever way. */
export type EmailStatsOrder = {
  /** Which way. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: EmailStatsOrderField;
};

/** What the figures by e-mail can be ordered by. */
export type EmailStatsOrderField =
  /** E-mails that bounced. */
  | 'BOUNCED'
  /** E-mails clicked. */
  | 'CLICKED'
  /** Prospects contacted. */
  | 'CONTACTED'
  /** E-mails opened. */
  | 'OPENED'
  /** E-mails replied to. */
  | 'REPLIED'
  /** E-mails sent. */
  | 'SENT';

/** What became of the reads of one endpoint. Counts are whole numbers, of this server alone, since it started. */
export type EndpointStatus = {
  readonly __typename?: 'EndpointStatus';
  /** Fields that were not as declared. */
  readonly drifts: ReadonlyArray<FieldDrift>;
  /** How many of them failed. */
  readonly failed: Scalars['Float']['output'];
  /** Reads answered by a copy that was fresh. */
  readonly fresh: Scalars['Float']['output'];
  /** The part of the reads that caused no call, from 0 to 1; null if there was none. */
  readonly hitRate?: Maybe<Scalars['Float']['output']>;
  /** Reads for which a call was made. */
  readonly missed: Scalars['Float']['output'];
  /** The name of the endpoint, as in the trace of a request. */
  readonly name: Scalars['String']['output'];
  /** How many calls were sent, second attempts included. */
  readonly sent: Scalars['Float']['output'];
  /** Reads that shared a call which somebody else was waiting for. */
  readonly shared: Scalars['Float']['output'];
  /** Reads answered by a copy that was old. */
  readonly stale: Scalars['Float']['output'];
};

/** What can be booked. */
export type EventType = Node & {
  readonly __typename?: 'EventType';
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** Its name in the booking link; null if it is not told. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** The number that Cal.com gives it. */
  readonly sourceId: Scalars['ID']['output'];
};

/** A field of a vendor's answers that is not as declared: the vendor may have changed its API. */
export type FieldDrift = {
  readonly __typename?: 'FieldDrift';
  /** In how many answers. */
  readonly answers: Scalars['Float']['output'];
  /** Where it stands, such as `data[].attendees[].phoneNumber`; `(other)` for a key that does not look like a name. */
  readonly field: Scalars['String']['output'];
  /** How it differs. */
  readonly kind: DriftKind;
};

/** A custom field of an action's form, as it was asked for. */
export type FormField = {
  readonly __typename?: 'FormField';
  /** Whether the action has the field at all. */
  readonly found: Scalars['Boolean']['output'];
  /** The name that was asked for. */
  readonly name: Scalars['String']['output'];
  /** Its value; null if the action has none. */
  readonly value?: Maybe<Scalars['JSON']['output']>;
};

/** One person's record in one source, and why it is taken for theirs. */
export type Identity = {
  readonly __typename?: 'Identity';
  /** The e-mail in this source; null if it tells none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name in this source; null if it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** How the identity was linked to the person. */
  readonly rule: IdentityRule;
  /** The source that knows the person so. */
  readonly source: Source;
  /** The source's own id; null for ALO, which knows people by name alone. */
  readonly sourceId?: Maybe<Scalars['ID']['output']>;
};

/** How it is known that an identity belongs to a person, strongest evidence first. */
export type IdentityRule =
  /** The record of a source's own directory, from which the person is known. */
  | 'DIRECTORY'
  /** Its e-mail equals the person's, trimmed and without regard to case. */
  | 'EMAIL'
  /** The hash of its e-mail equals that of the person's, where a source tells no more of it. */
  | 'EMAIL_HASH'
  /** Its name equals the person's, without regard to case and spacing, and nobody else has that name in any source. */
  | 'NAME'
  /** The operator's people file says so. */
  | 'PEOPLE_FILE';

/** Whose figures a Cal.com report counts. */
export type InsightsScope =
  /** Those of the whole organization. */
  | 'ORG'
  /** Those of the configured team. */
  | 'TEAM'
  /** Those of the owner of the credential alone. */
  | 'USER';

/** How many identities one kind of evidence linked. */
export type LinkCount = {
  readonly __typename?: 'LinkCount';
  /** How many records, or names that the people file gives, it linked. */
  readonly count: Scalars['Int']['output'];
  /** The evidence. */
  readonly rule: IdentityRule;
};

/**
 * Who leads and who trails in bookings. Each list has at most ten members, members of equal value come as Cal.com sends
 * them, and a member with no booking at all is in none of them. A member who has another figure in the opposite list is told
 * as an error in both.
 */
export type MemberStats = {
  readonly __typename?: 'MemberStats';
  /** Highest average rating. */
  readonly highestRatings: ReadonlyArray<RankedMember>;
  /** Fewest bookings, of whatever status, but at least one. */
  readonly leastBookings: ReadonlyArray<RankedMember>;
  /** Fewest bookings that were accepted and have ended, but at least one. */
  readonly leastCompleted: ReadonlyArray<RankedMember>;
  /** Lowest average rating. */
  readonly lowestRatings: ReadonlyArray<RankedMember>;
  /** Most bookings, of whatever status. */
  readonly mostBookings: ReadonlyArray<RankedMember>;
  /** Most cancelled bookings. The original of a rescheduled booking counts as cancelled. */
  readonly mostCancelled: ReadonlyArray<RankedMember>;
  /**
   * Most bookings that were accepted and have ended. `bookings(filter: { status: [PAST] })` counts pending ones as well, and by
   * the start alone where it has a range.
   */
  readonly mostCompleted: ReadonlyArray<RankedMember>;
  /** Most bookings to which the host did not show up. */
  readonly mostNoShow: ReadonlyArray<RankedMember>;
};

/** How a name of ALO's was linked to a person, or who it may be. */
export type NameMatch = {
  readonly __typename?: 'NameMatch';
  /** Who it may be, the likeliest first, at most five: people of this name, else of a name like it. Empty where it is linked. */
  readonly candidates: ReadonlyArray<User>;
  /** Why the name is not linked; null where it is. */
  readonly reason?: Maybe<NoMatchReason>;
  /** What links the name; null where nothing does. */
  readonly rule?: Maybe<IdentityRule>;
};

/** Why a name is not linked to a person. */
export type NoMatchReason =
  /** Several people have this name. */
  | 'AMBIGUOUS'
  /** The people file says that it is not the name of the one who has it. */
  | 'KEPT_APART'
  /** No source has a person of this name: a guest, a spelling, or somebody whom the people file alone knows. */
  | 'UNKNOWN'
  /** A directory that could hold somebody else of this name has never been seen whole, or may not be seen any more. */
  | 'UNSEEN';

/** Something that can be asked for again by its id alone. */
export type Node = {
  /** The global id: opaque, stable, unique over all types. */
  readonly id: Scalars['ID']['output'];
};

/** Which way a list runs. */
export type OrderDirection =
  /** Smallest, earliest or first in the alphabet comes first. */
  | 'ASC'
  /** Largest or latest comes first. */
  | 'DESC';

/** Where a page of a connection lies. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last edge, to be given as `after`; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follows after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether anything comes before `startCursor`. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** Somebody who took part, known to ALO by display name alone. */
export type Participant = {
  readonly __typename?: 'Participant';
  /** How the name was linked, or why it was not. */
  readonly match: NameMatch;
  /** The name that ALO shows. */
  readonly name: Scalars['String']['output'];
  /** The person; null where the name cannot be linked to one safely: `match` says why. */
  readonly user?: Maybe<User>;
};

/** People whom evidence would join and something stronger forbids it: for the operator to decide. */
export type PeopleConflict = {
  readonly __typename?: 'PeopleConflict';
  /** Why they are not joined. */
  readonly reason: ConflictReason;
  /** Who they are: two or more. */
  readonly users: ReadonlyArray<User>;
};

/** A page of conflicts. */
export type PeopleConflictConnection = {
  readonly __typename?: 'PeopleConflictConnection';
  /** The conflicts of this page with their cursors. */
  readonly edges: ReadonlyArray<PeopleConflictEdge>;
  /** The conflicts of this page. */
  readonly nodes: ReadonlyArray<PeopleConflict>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many conflicts there are in all. */
  readonly totalCount: Scalars['Int']['output'];
};

/** One conflict of a page. */
export type PeopleConflictEdge = {
  readonly __typename?: 'PeopleConflictEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The conflict. */
  readonly node: PeopleConflict;
};

/** How well names and records are linked to people, and what an operator could mend in the people file. */
export type PeopleHealth = {
  readonly __typename?: 'PeopleHealth';
  /** Names in ALO's actions that several people have, the most used first. */
  readonly ambiguousNames?: Maybe<AloNameConnection>;
  /** People whom evidence would join, and who are not joined. */
  readonly conflicts: PeopleConflictConnection;
  /** How many identities each kind of evidence linked, strongest first. Names that ALO shows are not among them. */
  readonly links: ReadonlyArray<LinkCount>;
  /** How many people there are whom a directory or the people file has an id of. */
  readonly total: Scalars['Int']['output'];
  /** Names in ALO's actions that are nobody's, the most used first: guests, and spellings that no source has. */
  readonly unlinkedNames?: Maybe<AloNameConnection>;
  /**
   * What the people file has of the sources that are configured, and no directory has, those who left aside; null unless
   * every directory has been seen whole. As many as there are: the file is kept by hand.
   */
  readonly unmatched?: Maybe<ReadonlyArray<UnmatchedMark>>;
  /** What keeps names from being linked; empty where every directory has been seen whole. */
  readonly unseen: ReadonlyArray<UnseenDirectory>;
};


/** How well names and records are linked to people, and what an operator could mend in the people file. */
export type PeopleHealthAmbiguousNamesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
};


/** How well names and records are linked to people, and what an operator could mend in the people file. */
export type PeopleHealthConflictsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** How well names and records are linked to people, and what an operator could mend in the people file. */
export type PeopleHealthUnlinkedNamesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
};

/** A stretch of the team's time, as ALO keeps it. */
export type Period = Node & {
  readonly __typename?: 'Period';
  /** What was done in it, by number; null if ALO no longer has the period. */
  readonly actions?: Maybe<ActionConnection>;
  /** The bookings of the Cal.com team that start in it; null if its start or end is not told. */
  readonly bookings?: Maybe<BookingConnection>;
  /** When it was made; null if it is not told. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it ends; null if it still runs, or if that is not told. */
  readonly end?: Maybe<Scalars['DateTime']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** Its named instants. */
  readonly markers: ReadonlyArray<PeriodMarker>;
  /** Its name; null if it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The number that ALO gives it. */
  readonly sourceId: Scalars['ID']['output'];
  /** When it starts; null if it is not told. */
  readonly start?: Maybe<Scalars['DateTime']['output']>;
  /** What the team's outreach brought in it; null if its start or end is not told. Needs the scope `performance`. */
  readonly teamStats?: Maybe<TeamStats>;
  /** When it was last changed; null if it is not told. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/** A stretch of the team's time, as ALO keeps it. */
export type PeriodActionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A stretch of the team's time, as ALO keeps it. */
export type PeriodBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A stretch of the team's time, as ALO keeps it. */
export type PeriodTeamStatsArgs = {
  countBy: CountBy;
};

/** A page of periods. */
export type PeriodConnection = {
  readonly __typename?: 'PeriodConnection';
  /** False if ALO cut the list, contradicted itself, or sent a period that could not be read or not be placed in the range: there may be more. */
  readonly complete: Scalars['Boolean']['output'];
  /** The periods of this page with their cursors. */
  readonly edges: ReadonlyArray<PeriodEdge>;
  /** The periods of this page. */
  readonly nodes: ReadonlyArray<Period>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many periods there are in all; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One period of a page. */
export type PeriodEdge = {
  readonly __typename?: 'PeriodEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The period. */
  readonly node: Period;
};

/** A named instant of a period. */
export type PeriodMarker = {
  readonly __typename?: 'PeriodMarker';
  /** When it is; null if it is not told. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Its name; null if it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** How prospects ended up, by Saleshandy's outcome categories. */
export type ProspectOutcomes = {
  readonly __typename?: 'ProspectOutcomes';
  /** Closed; null if Saleshandy sent no number. */
  readonly closed?: Maybe<Scalars['Int']['output']>;
  /** Not to be contacted; null if Saleshandy sent no number. */
  readonly doNotContact?: Maybe<Scalars['Int']['output']>;
  /** Interested; null if Saleshandy sent no number. */
  readonly interested?: Maybe<Scalars['Int']['output']>;
  /** With a meeting booked; null if Saleshandy sent no number. */
  readonly meetingBooked?: Maybe<Scalars['Int']['output']>;
  /** Not interested; null if Saleshandy sent no number. */
  readonly notInterested?: Maybe<Scalars['Int']['output']>;
  /** Not now; null if Saleshandy sent no number. */
  readonly notNow?: Maybe<Scalars['Int']['output']>;
  /** Out of office; null if Saleshandy sent no number. */
  readonly outOfOffice?: Maybe<Scalars['Int']['output']>;
  /** Without a category; null if Saleshandy sent no number. */
  readonly uncategorized?: Maybe<Scalars['Int']['output']>;
};

/** One member's outreach, counted by prospect. Not to be added to the figures by e-mail: they count different things. */
export type ProspectStats = {
  readonly __typename?: 'ProspectStats';
  /** Prospects added; null if Saleshandy sent no number. */
  readonly added?: Maybe<Scalars['Int']['output']>;
  /** Prospects whose mail bounced; null if Saleshandy sent no number. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** Prospects that clicked. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted; null if Saleshandy sent no number. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** The member's e-mail in Saleshandy; null if it is not told. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The member's name in Saleshandy; null if it is not told. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Prospects that opened. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** How the prospects ended up. */
  readonly outcomes: ProspectOutcomes;
  /** Prospects that replied. Saleshandy counts on until today, whatever the end of the range. Null if it sent no number. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** Prospects that unsubscribed; null if Saleshandy sent no number. */
  readonly unsubscribed?: Maybe<Scalars['Int']['output']>;
  /** The person; null if Saleshandy does not say whose row it is. */
  readonly user?: Maybe<User>;
};

/** A page of figures by prospect. */
export type ProspectStatsConnection = {
  readonly __typename?: 'ProspectStatsConnection';
  /** False if Saleshandy cut the report, contradicted itself, or sent rows that are no member's: there may be more. */
  readonly complete: Scalars['Boolean']['output'];
  /** The figures of this page with their cursors. */
  readonly edges: ReadonlyArray<ProspectStatsEdge>;
  /** The figures of this page. */
  readonly nodes: ReadonlyArray<ProspectStats>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many members have figures; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One member's figures of a page. */
export type ProspectStatsEdge = {
  readonly __typename?: 'ProspectStatsEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The figures. */
  readonly node: ProspectStats;
};

/** The order of the figures by prospect. Members without the figure come last, whichever way. */
export type ProspectStatsOrder = {
  /** Which way. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: ProspectStatsOrderField;
};

/** What the figures by prospect can be ordered by. */
export type ProspectStatsOrderField =
  /** Prospects added. */
  | 'ADDED'
  /** Prospects whose mail bounced. */
  | 'BOUNCED'
  /** Prospects that clicked. */
  | 'CLICKED'
  /** Outcome: closed. */
  | 'CLOSED'
  /** Prospects contacted. */
  | 'CONTACTED'
  /** Outcome: not to be contacted. */
  | 'DO_NOT_CONTACT'
  /** Outcome: interested. */
  | 'INTERESTED'
  /** Outcome: with a meeting booked. */
  | 'MEETING_BOOKED'
  /** Outcome: not interested. */
  | 'NOT_INTERESTED'
  /** Outcome: not now. */
  | 'NOT_NOW'
  /** Prospects that opened. */
  | 'OPENED'
  /** Outcome: out of office. */
  | 'OUT_OF_OFFICE'
  /** Prospects that replied. */
  | 'REPLIED'
  /** Outcome: without a category. */
  | 'UNCATEGORIZED'
  /** Prospects that unsubscribed. */
  | 'UNSUBSCRIBED';

/** Where every query starts. */
export type Query = {
  readonly __typename?: 'Query';
  /** The bookings of the Cal.com team. */
  readonly bookings?: Maybe<BookingConnection>;
  /**
   * Who leads and who trails in bookings, by Cal.com's own rules: eight lists of at most ten members. Needs the scope
   * `performance`.
   */
  readonly memberStats?: Maybe<MemberStats>;
  /** The thing with this id; null if there is no such thing (any more). */
  readonly node?: Maybe<Node>;
  /** The things with these ids, in the order of the ids, null for each that is not (any more) there. At most 100. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** How well names and records are linked to people: for whoever keeps the people file. */
  readonly people?: Maybe<PeopleHealth>;
  /** One ALO period; null if there is no such period. */
  readonly period?: Maybe<Period>;
  /** The ALO periods that overlap a range (merely touching it is not enough), by start, then id. */
  readonly periods?: Maybe<PeriodConnection>;
  /**
   * To whom Cal.com's routing forms sent bookings, per period. Dated by the form's response, not by the booking. Needs the
   * scope `performance`.
   */
  readonly routedTo?: Maybe<RoutedTo>;
  /** The state of every source. Calls nobody. */
  readonly sources: ReadonlyArray<SourceStatus>;
  /** What the team's outreach brought in a range, member by member, from Saleshandy. Needs the scope `performance`. */
  readonly teamStats?: Maybe<TeamStats>;
  /** One person; null if no source knows them, or if an e-mail is several people's. */
  readonly user?: Maybe<User>;
  /** The members of the Cal.com team and the members that Saleshandy lists, one entry a person, by name. */
  readonly users?: Maybe<UserConnection>;
};


/** Where every query starts. */
export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
};


/** Where every query starts. */
export type QueryMemberStatsArgs = {
  range?: InputMaybe<DateTimeRange>;
  rangeOf: BookingTime;
  scope: InsightsScope;
  timeZone: Scalars['TimeZone']['input'];
};


/** Where every query starts. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query starts. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** Where every query starts. */
export type QueryPeriodArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query starts. */
export type QueryPeriodsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<DateTimeRange>;
};


/** Where every query starts. */
export type QueryRoutedToArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  every: RoutingPeriod;
  first?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
  scope: InsightsScope;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** Where every query starts. */
export type QueryTeamStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** Where every query starts. */
export type QueryUserArgs = {
  by: UserBy;
};


/** Where every query starts. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A member's place in one of the lists of the booking statistics. */
export type RankedMember = {
  readonly __typename?: 'RankedMember';
  /** The picture; null if there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The e-mail; null if it is not told. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name, else the username, else the e-mail; null if none is told. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The person. */
  readonly user?: Maybe<User>;
  /** What the list ranks: a number of bookings, or in the rating lists an average rating. */
  readonly value: Scalars['Float']['output'];
};

/** How a booking was moved. */
export type Rescheduling = {
  readonly __typename?: 'Rescheduling';
  /** Who moved it, which may be an attendee; null if it is not told. Needs the scope `attendees`. */
  readonly byEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /** The `uid` of the booking that this one replaces; null if it replaces none. */
  readonly fromUid?: Maybe<Scalars['String']['output']>;
  /**
   * The reason given; null if none was. Where what attendees told of themselves stands in it, it needs the scope `attendees`
   * (see `Booking`).
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The `uid` of the booking that replaces this one; null if none does. */
  readonly toUid?: Maybe<Scalars['String']['output']>;
};

/** To whom bookings were routed. */
export type RoutedTo = {
  readonly __typename?: 'RoutedTo';
  /**
   * False if Cal.com's limits (100 people, 100 periods) may have cut people or periods, if a row could not be read, if two rows of
   * one person or period differ, if somebody lacks a period of the range or is not listed, or if a search cannot be checked.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** Where this page of people lies. */
  readonly pageInfo: PageInfo;
  /** How many people there are in all; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** The people of this page, in the order of their numbers in Cal.com. */
  readonly users: ReadonlyArray<RoutedToUser>;
};

/** What was routed to somebody in one period. */
export type RoutedToPeriod = {
  readonly __typename?: 'RoutedToPeriod';
  /** When the period starts. */
  readonly start: Scalars['DateTime']['output'];
  /** Bookings routed to them in it. */
  readonly total: Scalars['Int']['output'];
};

/** What routing forms sent to one person. */
export type RoutedToUser = {
  readonly __typename?: 'RoutedToUser';
  /** The picture; null if there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The e-mail; null if it is not told. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name; null if it is not told. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /**
   * Where the person stands among all that were routed to, search or not, in Cal.com's words: `above_average`,
   * `at_average`, `median`, `below_average` or `no_data`. The set is open.
   */
  readonly performance?: Maybe<Scalars['String']['output']>;
  /** Period by period, earliest first, zeros included. */
  readonly series: ReadonlyArray<RoutedToPeriod>;
  /** Bookings routed to them; null if Cal.com did not send the number. It may differ from the sum of the series at its edges. */
  readonly total?: Maybe<Scalars['Int']['output']>;
  /** The person. */
  readonly user?: Maybe<User>;
};

/** How long one period of a routing series is. */
export type RoutingPeriod =
  /** A day, from midnight UTC. */
  | 'DAY'
  /** A month, from its first midnight UTC. */
  | 'MONTH'
  /** A week, from Monday midnight UTC. */
  | 'WEEK';

/** What this graph reads from. */
export type Source =
  /** ALO.ai: periods and the actions in them. */
  | 'ALO'
  /** Cal.com: bookings, booking statistics, routing. */
  | 'CALCOM'
  /** The operator's people file, in the list of `sources` alone and only where one is set: who is who. */
  | 'PEOPLE_FILE'
  /** Saleshandy: outreach statistics. */
  | 'SALESHANDY';

/** The last call to a source that failed. */
export type SourceFailure = {
  readonly __typename?: 'SourceFailure';
  /** When the call failed. */
  readonly at: Scalars['DateTime']['output'];
  /** The error code, as clients see it in `extensions.code`. */
  readonly code: Scalars['String']['output'];
};

/** What a source says is left of its rate limit. */
export type SourceQuota = {
  readonly __typename?: 'SourceQuota';
  /** Calls allowed per window; null if the source did not say. */
  readonly limit?: Maybe<Scalars['Int']['output']>;
  /** Calls left in the present window; null if the source did not say. */
  readonly remaining?: Maybe<Scalars['Int']['output']>;
  /** When the present window ends; null if the source did not say. */
  readonly resetAt?: Maybe<Scalars['DateTime']['output']>;
};

/** How a source is doing, seen from this server. */
export type SourceState =
  /**
   * It did not answer the last time it was asked, or not as its contract says, or it has nothing at the URL or of the team
   * of this server. Of the people file: its last edit cannot be read, and the last good one stands.
   */
  | 'DOWN'
  /** Its settings are not given: its fields are null with `SOURCE_NOT_CONFIGURED`. */
  | 'NOT_CONFIGURED'
  /** It refused the last call because of its rate limit. */
  | 'THROTTLED'
  /**
   * It refused the credential of this server the last time it was asked, or does not count it in the organization of this
   * server.
   */
  | 'UNAUTHORIZED'
  /** Nothing has been asked of it since this server started. */
  | 'UNTRIED'
  /** It answered the last time it was asked. */
  | 'UP';

/** The state of one source. Reading it calls nobody: it tells what earlier calls met. */
export type SourceStatus = {
  readonly __typename?: 'SourceStatus';
  /** Whether calls are sent, after what failed lately; null where none ever are. */
  readonly breaker?: Maybe<BreakerState>;
  /**
   * How many of them are left: could be sent now, as far as this server knows and whatever the source says. Null where they
   * are unlimited, or none are ever sent.
   */
  readonly callsLeft?: Maybe<Scalars['Int']['output']>;
  /**
   * How many calls this server sends it in any minute, together with those that count with it; null where it is unlimited, or
   * none are ever sent.
   */
  readonly callsPerMinute?: Maybe<Scalars['Int']['output']>;
  /** Whether its settings are given. */
  readonly configured: Scalars['Boolean']['output'];
  /** What became of the reads of each endpoint since this server started; those not read yet are left out. */
  readonly endpoints: ReadonlyArray<EndpointStatus>;
  /** The last failure, also when later calls went well; null if none failed yet. */
  readonly lastError?: Maybe<SourceFailure>;
  /** When it last answered well; null if it has not yet. */
  readonly lastSuccessAt?: Maybe<Scalars['DateTime']['output']>;
  /** Which source this is. */
  readonly name: Source;
  /** Until when nothing is sent because the source said that it is asked too often; null while it does not. */
  readonly parkedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** What is left of its rate limit; null until the source has told. */
  readonly quota?: Maybe<SourceQuota>;
  /** How it is doing. */
  readonly state: SourceState;
  /** How many calls wait for their turn; null where none ever do. */
  readonly waiting?: Maybe<Scalars['Int']['output']>;
};

/** The team's outreach in a range, in two reports that count different things. */
export type TeamStats = {
  readonly __typename?: 'TeamStats';
  /** The members' figures counted by e-mail. */
  readonly email?: Maybe<EmailStatsConnection>;
  /** The members' figures counted by prospect. */
  readonly prospect?: Maybe<ProspectStatsConnection>;
};


/** The team's outreach in a range, in two reports that count different things. */
export type TeamStatsEmailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy: EmailStatsOrder;
};


/** The team's outreach in a range, in two reports that count different things. */
export type TeamStatsProspectArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy: ProspectStatsOrder;
};

/** A record or an e-mail in the people file that no directory has: a slip, perhaps, or somebody who left. */
export type UnmatchedMark = {
  readonly __typename?: 'UnmatchedMark';
  /** The record or e-mail, as the file has it: `calcom:1042`. */
  readonly mark: Scalars['String']['output'];
  /** What the file calls the person. */
  readonly name: Scalars['String']['output'];
};

/**
 * A directory that has never been seen whole, or may not be seen any more. While there is one, no name is linked: somebody
 * else may have it.
 */
export type UnseenDirectory = {
  readonly __typename?: 'UnseenDirectory';
  /** Why, as clients see it in `extensions.code`. */
  readonly code: Scalars['String']['output'];
  /** Which directory it is. */
  readonly directory: Directory;
  /** Whose directory it is. */
  readonly source: Source;
};

/** A person of the team, joined from what the sources know of them. */
export type User = Node & {
  readonly __typename?: 'User';
  /**
   * The person's ALO actions, by creation, then number: those under a name that is linked to the person. Null if no name
   * is theirs alone, so that nobody can tell which actions are theirs.
   */
  readonly actions?: Maybe<ActionConnection>;
  /** Their picture in Cal.com; null if they have none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The bookings that the person hosts; null if they are not known to Cal.com. */
  readonly bookings?: Maybe<BookingConnection>;
  /** The e-mail; null if no source has one. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /**
   * What their outreach brought, counted by e-mail; null if Saleshandy does not know them or has no row for them. An error
   * where that cannot be told, or where it sends two rows for them that differ. Needs the scope `performance`.
   */
  readonly emailStats?: Maybe<EmailStats>;
  /** The global id, made from the strongest identity. */
  readonly id: Scalars['ID']['output'];
  /**
   * The records this person was joined from, with the evidence, strongest first. ALO keeps no directory: it is here with
   * the names that the people file gives, and with those by which actions that this request reads anywhere show the person.
   */
  readonly identities: ReadonlyArray<Identity>;
  /** The name, else the username, else the e-mail; null if no source has any. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /**
   * What their outreach brought, counted by prospect; null if Saleshandy does not know them or has no row for them. An error
   * where that cannot be told, or where it sends two rows for them that differ. Needs the scope `performance`.
   */
  readonly prospectStats?: Maybe<ProspectStats>;
  /**
   * What routing forms sent to them; null if they are not known to Cal.com or nothing was ever routed to them in the range. Where
   * the series lacks periods, as with more than 100 of them, an error stands beside it.
   * Needs the scope `performance`.
   */
  readonly routedTo?: Maybe<RoutedToUser>;
  /** Their time zone in Cal.com; null if it is not told. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
  /** The username in Cal.com; null if they have none there. */
  readonly username?: Maybe<Scalars['String']['output']>;
};


/** A person of the team, joined from what the sources know of them. */
export type UserActionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
  role?: InputMaybe<ActionRole>;
};


/** A person of the team, joined from what the sources know of them. */
export type UserBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<DateTimeRange>;
  status?: InputMaybe<ReadonlyArray<BookingState>>;
};


/** A person of the team, joined from what the sources know of them. */
export type UserEmailStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** A person of the team, joined from what the sources know of them. */
export type UserProspectStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** A person of the team, joined from what the sources know of them. */
export type UserRoutedToArgs = {
  every: RoutingPeriod;
  range: DateTimeRange;
  scope: InsightsScope;
};

/** What a person is known by: exactly one of these. */
export type UserBy =
  /** An e-mail that any source has for them, without regard to case. */
  { readonly email: Scalars['EmailAddress']['input']; readonly id?: never; }
  |  /** The id of the user. */
  { readonly email?: never; readonly id: Scalars['ID']['input']; };

/** A page of people. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** False if a source could not tell everybody: there may be more. */
  readonly complete: Scalars['Boolean']['output'];
  /** The people of this page with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The people of this page. */
  readonly nodes: ReadonlyArray<User>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** How many people there are in all; null if that is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One person of a page. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** The place in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The person. */
  readonly node: User;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ActionModel )
    | ( BookingModel )
    | ( EventTypeModel )
    | ( PeriodModel )
    | ( UserModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Action: ResolverTypeWrapper<ActionModel>;
  ActionConnection: ResolverTypeWrapper<ActionConnectionModel>;
  ActionEdge: ResolverTypeWrapper<Omit<ActionEdge, 'node'> & { node: ResolversTypes['Action'] }>;
  ActionRole: ActionRole;
  ActionState: ActionState;
  AloName: ResolverTypeWrapper<AloNameModel>;
  AloNameConnection: ResolverTypeWrapper<Omit<AloNameConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AloNameEdge']>, nodes: ReadonlyArray<ResolversTypes['AloName']> }>;
  AloNameEdge: ResolverTypeWrapper<Omit<AloNameEdge, 'node'> & { node: ResolversTypes['AloName'] }>;
  Attendee: ResolverTypeWrapper<BookingAttendeeModel>;
  Booking: ResolverTypeWrapper<BookingModel>;
  BookingConnection: ResolverTypeWrapper<BookingConnectionModel>;
  BookingEdge: ResolverTypeWrapper<Omit<BookingEdge, 'node'> & { node: ResolversTypes['Booking'] }>;
  BookingFilter: BookingFilter;
  BookingHost: ResolverTypeWrapper<BookingHostModel>;
  BookingOrder: BookingOrder;
  BookingOrderField: BookingOrderField;
  BookingState: BookingState;
  BookingStatus: BookingStatus;
  BookingTime: BookingTime;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BreakerState: BreakerState;
  Cancellation: ResolverTypeWrapper<BookingCancellationModel>;
  ConflictReason: ConflictReason;
  CountBy: CountBy;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  Directory: Directory;
  DriftKind: DriftKind;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmailStats: ResolverTypeWrapper<EmailStatsModel>;
  EmailStatsConnection: ResolverTypeWrapper<Omit<EmailStatsConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['EmailStatsEdge']>, nodes: ReadonlyArray<ResolversTypes['EmailStats']> }>;
  EmailStatsEdge: ResolverTypeWrapper<Omit<EmailStatsEdge, 'node'> & { node: ResolversTypes['EmailStats'] }>;
  EmailStatsOrder: EmailStatsOrder;
  EmailStatsOrderField: EmailStatsOrderField;
  EndpointStatus: ResolverTypeWrapper<EndpointStatus>;
  EventType: ResolverTypeWrapper<EventTypeModel>;
  FieldDrift: ResolverTypeWrapper<FieldDrift>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FormField: ResolverTypeWrapper<FormField>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Identity: ResolverTypeWrapper<IdentityModel>;
  IdentityRule: IdentityRule;
  InsightsScope: InsightsScope;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LinkCount: ResolverTypeWrapper<LinkCount>;
  MemberStats: ResolverTypeWrapper<MemberStatsModel>;
  NameMatch: ResolverTypeWrapper<Omit<NameMatch, 'candidates'> & { candidates: ReadonlyArray<ResolversTypes['User']> }>;
  NoMatchReason: NoMatchReason;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Participant: ResolverTypeWrapper<ParticipantModel>;
  PeopleConflict: ResolverTypeWrapper<ConflictModel>;
  PeopleConflictConnection: ResolverTypeWrapper<Omit<PeopleConflictConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['PeopleConflictEdge']>, nodes: ReadonlyArray<ResolversTypes['PeopleConflict']> }>;
  PeopleConflictEdge: ResolverTypeWrapper<Omit<PeopleConflictEdge, 'node'> & { node: ResolversTypes['PeopleConflict'] }>;
  PeopleHealth: ResolverTypeWrapper<PeopleModel>;
  Period: ResolverTypeWrapper<PeriodModel>;
  PeriodConnection: ResolverTypeWrapper<Omit<PeriodConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['PeriodEdge']>, nodes: ReadonlyArray<ResolversTypes['Period']> }>;
  PeriodEdge: ResolverTypeWrapper<Omit<PeriodEdge, 'node'> & { node: ResolversTypes['Period'] }>;
  PeriodMarker: ResolverTypeWrapper<PeriodMarker>;
  ProspectOutcomes: ResolverTypeWrapper<ProspectMetricsModel>;
  ProspectStats: ResolverTypeWrapper<ProspectStatsModel>;
  ProspectStatsConnection: ResolverTypeWrapper<Omit<ProspectStatsConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ProspectStatsEdge']>, nodes: ReadonlyArray<ResolversTypes['ProspectStats']> }>;
  ProspectStatsEdge: ResolverTypeWrapper<Omit<ProspectStatsEdge, 'node'> & { node: ResolversTypes['ProspectStats'] }>;
  ProspectStatsOrder: ProspectStatsOrder;
  ProspectStatsOrderField: ProspectStatsOrderField;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RankedMember: ResolverTypeWrapper<RankedMemberModel>;
  Rescheduling: ResolverTypeWrapper<BookingReschedulingModel>;
  RoutedTo: ResolverTypeWrapper<Omit<RoutedTo, 'users'> & { users: ReadonlyArray<ResolversTypes['RoutedToUser']> }>;
  RoutedToPeriod: ResolverTypeWrapper<RoutedToPeriod>;
  RoutedToUser: ResolverTypeWrapper<RoutedToUserModel>;
  RoutingPeriod: RoutingPeriod;
  Source: Source;
  SourceFailure: ResolverTypeWrapper<SourceFailure>;
  SourceQuota: ResolverTypeWrapper<SourceQuota>;
  SourceState: SourceState;
  SourceStatus: ResolverTypeWrapper<SourceStatus>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  TeamStats: ResolverTypeWrapper<TeamStatsModel>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnmatchedMark: ResolverTypeWrapper<UnmatchedMarkModel>;
  UnseenDirectory: ResolverTypeWrapper<UnseenDirectoryModel>;
  User: ResolverTypeWrapper<UserModel>;
  UserBy: UserBy;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']>, nodes: ReadonlyArray<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Action: ActionModel;
  ActionConnection: ActionConnectionModel;
  ActionEdge: Omit<ActionEdge, 'node'> & { node: ResolversParentTypes['Action'] };
  AloName: AloNameModel;
  AloNameConnection: Omit<AloNameConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AloNameEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AloName']> };
  AloNameEdge: Omit<AloNameEdge, 'node'> & { node: ResolversParentTypes['AloName'] };
  Attendee: BookingAttendeeModel;
  Booking: BookingModel;
  BookingConnection: BookingConnectionModel;
  BookingEdge: Omit<BookingEdge, 'node'> & { node: ResolversParentTypes['Booking'] };
  BookingFilter: BookingFilter;
  BookingHost: BookingHostModel;
  BookingOrder: BookingOrder;
  Boolean: Scalars['Boolean']['output'];
  Cancellation: BookingCancellationModel;
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  EmailAddress: Scalars['EmailAddress']['output'];
  EmailStats: EmailStatsModel;
  EmailStatsConnection: Omit<EmailStatsConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['EmailStatsEdge']>, nodes: ReadonlyArray<ResolversParentTypes['EmailStats']> };
  EmailStatsEdge: Omit<EmailStatsEdge, 'node'> & { node: ResolversParentTypes['EmailStats'] };
  EmailStatsOrder: EmailStatsOrder;
  EndpointStatus: EndpointStatus;
  EventType: EventTypeModel;
  FieldDrift: FieldDrift;
  Float: Scalars['Float']['output'];
  FormField: FormField;
  ID: Scalars['ID']['output'];
  Identity: IdentityModel;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  LinkCount: LinkCount;
  MemberStats: MemberStatsModel;
  NameMatch: Omit<NameMatch, 'candidates'> & { candidates: ReadonlyArray<ResolversParentTypes['User']> };
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Participant: ParticipantModel;
  PeopleConflict: ConflictModel;
  PeopleConflictConnection: Omit<PeopleConflictConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['PeopleConflictEdge']>, nodes: ReadonlyArray<ResolversParentTypes['PeopleConflict']> };
  PeopleConflictEdge: Omit<PeopleConflictEdge, 'node'> & { node: ResolversParentTypes['PeopleConflict'] };
  PeopleHealth: PeopleModel;
  Period: PeriodModel;
  PeriodConnection: Omit<PeriodConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['PeriodEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Period']> };
  PeriodEdge: Omit<PeriodEdge, 'node'> & { node: ResolversParentTypes['Period'] };
  PeriodMarker: PeriodMarker;
  ProspectOutcomes: ProspectMetricsModel;
  ProspectStats: ProspectStatsModel;
  ProspectStatsConnection: Omit<ProspectStatsConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ProspectStatsEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ProspectStats']> };
  ProspectStatsEdge: Omit<ProspectStatsEdge, 'node'> & { node: ResolversParentTypes['ProspectStats'] };
  ProspectStatsOrder: ProspectStatsOrder;
  Query: Record<PropertyKey, never>;
  RankedMember: RankedMemberModel;
  Rescheduling: BookingReschedulingModel;
  RoutedTo: Omit<RoutedTo, 'users'> & { users: ReadonlyArray<ResolversParentTypes['RoutedToUser']> };
  RoutedToPeriod: RoutedToPeriod;
  RoutedToUser: RoutedToUserModel;
  SourceFailure: SourceFailure;
  SourceQuota: SourceQuota;
  SourceStatus: SourceStatus;
  String: Scalars['String']['output'];
  TeamStats: TeamStatsModel;
  TimeZone: Scalars['TimeZone']['output'];
  URL: Scalars['URL']['output'];
  UnmatchedMark: UnmatchedMarkModel;
  UnseenDirectory: UnseenDirectoryModel;
  User: UserModel;
  UserBy: UserBy;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']>, nodes: ReadonlyArray<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
};

export type ConstraintDirectiveArgs = {
  maxItems: Scalars['Int']['input'];
};

export type ConstraintDirectiveResolver<Result, Parent, ContextType = Context, Args = ConstraintDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  slicingArguments?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresScopesDirectiveArgs = {
  scopes: ReadonlyArray<ReadonlyArray<Scalars['String']['input']>>;
};

export type RequiresScopesDirectiveResolver<Result, Parent, ContextType = Context, Args = RequiresScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RowsExaminedDirectiveArgs = {
  atMost: Scalars['Int']['input'];
  shared: Scalars['Boolean']['input'];
};

export type RowsExaminedDirectiveResolver<Result, Parent, ContextType = Context, Args = RowsExaminedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Action'] = ResolversParentTypes['Action']> = {
  aiDispatched?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  assignedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  assignees?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Participant']>>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  classification?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['Participant']>, ParentType, ContextType>;
  formField?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType, RequireFields<ActionFormFieldArgs, 'name'>>;
  formFields?: Resolver<ReadonlyArray<ResolversTypes['FormField']>, ParentType, ContextType, RequireFields<ActionFormFieldsArgs, 'names'>>;
  formType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latestChannel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  marker?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  period?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ActionState']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subClassification?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ActionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionConnection'] = ResolversParentTypes['ActionConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ActionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ActionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionEdge'] = ResolversParentTypes['ActionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Action'], ParentType, ContextType>;
};

export type AloNameResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AloName'] = ResolversParentTypes['AloName']> = {
  match?: Resolver<ResolversTypes['NameMatch'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uses?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AloNameConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AloNameConnection'] = ResolversParentTypes['AloNameConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['AloNameEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AloName']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AloNameEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AloNameEdge'] = ResolversParentTypes['AloNameEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AloName'], ParentType, ContextType>;
};

export type AttendeeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attendee'] = ResolversParentTypes['Attendee']> = {
  absent?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phoneNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seatUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['TimeZone']>, ParentType, ContextType>;
};

export type BookingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Booking'] = ResolversParentTypes['Booking']> = {
  absentHost?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  attendees?: Resolver<ReadonlyArray<ResolversTypes['Attendee']>, ParentType, ContextType>;
  cancellation?: Resolver<Maybe<ResolversTypes['Cancellation']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationMinutes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['EventType']>, ParentType, ContextType>;
  fieldResponses?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  guests?: Resolver<Maybe<ReadonlyArray<ResolversTypes['EmailAddress']>>, ParentType, ContextType>;
  hosts?: Resolver<ReadonlyArray<ResolversTypes['BookingHost']>, ParentType, ContextType>;
  icsUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  rating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  recurringBookingUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rescheduling?: Resolver<Maybe<ResolversTypes['Rescheduling']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BookingStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookingConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingConnection'] = ResolversParentTypes['BookingConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['BookingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Booking']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BookingEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingEdge'] = ResolversParentTypes['BookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Booking'], ParentType, ContextType>;
};

export type BookingHostResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingHost'] = ResolversParentTypes['BookingHost']> = {
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['TimeZone']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type CancellationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Cancellation'] = ResolversParentTypes['Cancellation']> = {
  byEmail?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EmailStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailStats'] = ResolversParentTypes['EmailStats']> = {
  bounced?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  clicked?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  contacted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  opened?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  replied?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sent?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type EmailStatsConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailStatsConnection'] = ResolversParentTypes['EmailStatsConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['EmailStatsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EmailStats']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type EmailStatsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailStatsEdge'] = ResolversParentTypes['EmailStatsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EmailStats'], ParentType, ContextType>;
};

export type EndpointStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndpointStatus'] = ResolversParentTypes['EndpointStatus']> = {
  drifts?: Resolver<ReadonlyArray<ResolversTypes['FieldDrift']>, ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  fresh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  hitRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  missed?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sent?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  shared?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type EventTypeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EventType'] = ResolversParentTypes['EventType']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  slug?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FieldDriftResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldDrift'] = ResolversParentTypes['FieldDrift']> = {
  answers?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DriftKind'], ParentType, ContextType>;
};

export type FormFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FormField'] = ResolversParentTypes['FormField']> = {
  found?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type IdentityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity']> = {
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['IdentityRule'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['Source'], ParentType, ContextType>;
  sourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LinkCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LinkCount'] = ResolversParentTypes['LinkCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['IdentityRule'], ParentType, ContextType>;
};

export type MemberStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberStats'] = ResolversParentTypes['MemberStats']> = {
  highestRatings?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  leastBookings?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  leastCompleted?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  lowestRatings?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  mostBookings?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  mostCancelled?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  mostCompleted?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
  mostNoShow?: Resolver<ReadonlyArray<ResolversTypes['RankedMember']>, ParentType, ContextType>;
};

export type NameMatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NameMatch'] = ResolversParentTypes['NameMatch']> = {
  candidates?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['NoMatchReason']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['IdentityRule']>, ParentType, ContextType>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Action' | 'Booking' | 'EventType' | 'Period' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Participant'] = ResolversParentTypes['Participant']> = {
  match?: Resolver<ResolversTypes['NameMatch'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type PeopleConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeopleConflict'] = ResolversParentTypes['PeopleConflict']> = {
  reason?: Resolver<ResolversTypes['ConflictReason'], ParentType, ContextType>;
  users?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
};

export type PeopleConflictConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeopleConflictConnection'] = ResolversParentTypes['PeopleConflictConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PeopleConflictEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PeopleConflict']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PeopleConflictEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeopleConflictEdge'] = ResolversParentTypes['PeopleConflictEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PeopleConflict'], ParentType, ContextType>;
};

export type PeopleHealthResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeopleHealth'] = ResolversParentTypes['PeopleHealth']> = {
  ambiguousNames?: Resolver<ResolversTypes['AloNameConnection'], ParentType, ContextType, RequireFields<PeopleHealthAmbiguousNamesArgs, 'first' | 'range'>>;
  conflicts?: Resolver<ResolversTypes['PeopleConflictConnection'], ParentType, ContextType, RequireFields<PeopleHealthConflictsArgs, 'first'>>;
  links?: Resolver<ReadonlyArray<ResolversTypes['LinkCount']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unlinkedNames?: Resolver<ResolversTypes['AloNameConnection'], ParentType, ContextType, RequireFields<PeopleHealthUnlinkedNamesArgs, 'first' | 'range'>>;
  unmatched?: Resolver<Maybe<ReadonlyArray<ResolversTypes['UnmatchedMark']>>, ParentType, ContextType>;
  unseen?: Resolver<ReadonlyArray<ResolversTypes['UnseenDirectory']>, ParentType, ContextType>;
};

export type PeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  actions?: Resolver<Maybe<ResolversTypes['ActionConnection']>, ParentType, ContextType, RequireFields<PeriodActionsArgs, 'first'>>;
  bookings?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<PeriodBookingsArgs, 'first'>>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  end?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  markers?: Resolver<ReadonlyArray<ResolversTypes['PeriodMarker']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  start?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  teamStats?: Resolver<Maybe<ResolversTypes['TeamStats']>, ParentType, ContextType, RequireFields<PeriodTeamStatsArgs, 'countBy'>>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PeriodConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeriodConnection'] = ResolversParentTypes['PeriodConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['PeriodEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Period']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PeriodEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeriodEdge'] = ResolversParentTypes['PeriodEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
};

export type PeriodMarkerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PeriodMarker'] = ResolversParentTypes['PeriodMarker']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProspectOutcomesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectOutcomes'] = ResolversParentTypes['ProspectOutcomes']> = {
  closed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  doNotContact?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  interested?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  meetingBooked?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  notInterested?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  notNow?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outOfOffice?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  uncategorized?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ProspectStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectStats'] = ResolversParentTypes['ProspectStats']> = {
  added?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bounced?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  clicked?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  contacted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  opened?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outcomes?: Resolver<ResolversTypes['ProspectOutcomes'], ParentType, ContextType>;
  replied?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unsubscribed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ProspectStatsConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectStatsConnection'] = ResolversParentTypes['ProspectStatsConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProspectStatsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ProspectStats']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ProspectStatsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectStatsEdge'] = ResolversParentTypes['ProspectStatsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProspectStats'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  bookings?: Resolver<ResolversTypes['BookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  memberStats?: Resolver<ResolversTypes['MemberStats'], ParentType, ContextType, RequireFields<QueryMemberStatsArgs, 'rangeOf' | 'scope' | 'timeZone'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  people?: Resolver<ResolversTypes['PeopleHealth'], ParentType, ContextType>;
  period?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType, RequireFields<QueryPeriodArgs, 'id'>>;
  periods?: Resolver<ResolversTypes['PeriodConnection'], ParentType, ContextType, RequireFields<QueryPeriodsArgs, 'first'>>;
  routedTo?: Resolver<ResolversTypes['RoutedTo'], ParentType, ContextType, RequireFields<QueryRoutedToArgs, 'every' | 'first' | 'range' | 'scope'>>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['SourceStatus']>, ParentType, ContextType>;
  teamStats?: Resolver<ResolversTypes['TeamStats'], ParentType, ContextType, RequireFields<QueryTeamStatsArgs, 'countBy' | 'range'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'by'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type RankedMemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RankedMember'] = ResolversParentTypes['RankedMember']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ReschedulingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rescheduling'] = ResolversParentTypes['Rescheduling']> = {
  byEmail?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  fromUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RoutedToResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoutedTo'] = ResolversParentTypes['RoutedTo']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  users?: Resolver<ReadonlyArray<ResolversTypes['RoutedToUser']>, ParentType, ContextType>;
};

export type RoutedToPeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoutedToPeriod'] = ResolversParentTypes['RoutedToPeriod']> = {
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RoutedToUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoutedToUser'] = ResolversParentTypes['RoutedToUser']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performance?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  series?: Resolver<ReadonlyArray<ResolversTypes['RoutedToPeriod']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type SourceFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceFailure'] = ResolversParentTypes['SourceFailure']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SourceQuotaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceQuota'] = ResolversParentTypes['SourceQuota']> = {
  limit?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  remaining?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resetAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SourceStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceStatus'] = ResolversParentTypes['SourceStatus']> = {
  breaker?: Resolver<Maybe<ResolversTypes['BreakerState']>, ParentType, ContextType>;
  callsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  callsPerMinute?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  configured?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endpoints?: Resolver<ReadonlyArray<ResolversTypes['EndpointStatus']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['SourceFailure']>, ParentType, ContextType>;
  lastSuccessAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['Source'], ParentType, ContextType>;
  parkedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  quota?: Resolver<Maybe<ResolversTypes['SourceQuota']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SourceState'], ParentType, ContextType>;
  waiting?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TeamStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TeamStats'] = ResolversParentTypes['TeamStats']> = {
  email?: Resolver<ResolversTypes['EmailStatsConnection'], ParentType, ContextType, RequireFields<TeamStatsEmailArgs, 'first' | 'orderBy'>>;
  prospect?: Resolver<ResolversTypes['ProspectStatsConnection'], ParentType, ContextType, RequireFields<TeamStatsProspectArgs, 'first' | 'orderBy'>>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnmatchedMarkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnmatchedMark'] = ResolversParentTypes['UnmatchedMark']> = {
  mark?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnseenDirectoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnseenDirectory'] = ResolversParentTypes['UnseenDirectory']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  directory?: Resolver<ResolversTypes['Directory'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['Source'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  actions?: Resolver<Maybe<ResolversTypes['ActionConnection']>, ParentType, ContextType, RequireFields<UserActionsArgs, 'first' | 'range'>>;
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<UserBookingsArgs, 'first'>>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  emailStats?: Resolver<Maybe<ResolversTypes['EmailStats']>, ParentType, ContextType, RequireFields<UserEmailStatsArgs, 'countBy' | 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<ReadonlyArray<ResolversTypes['Identity']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  prospectStats?: Resolver<Maybe<ResolversTypes['ProspectStats']>, ParentType, ContextType, RequireFields<UserProspectStatsArgs, 'countBy' | 'range'>>;
  routedTo?: Resolver<Maybe<ResolversTypes['RoutedToUser']>, ParentType, ContextType, RequireFields<UserRoutedToArgs, 'every' | 'range' | 'scope'>>;
  timeZone?: Resolver<Maybe<ResolversTypes['TimeZone']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Action?: ActionResolvers<ContextType>;
  ActionConnection?: ActionConnectionResolvers<ContextType>;
  ActionEdge?: ActionEdgeResolvers<ContextType>;
  AloName?: AloNameResolvers<ContextType>;
  AloNameConnection?: AloNameConnectionResolvers<ContextType>;
  AloNameEdge?: AloNameEdgeResolvers<ContextType>;
  Attendee?: AttendeeResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  BookingConnection?: BookingConnectionResolvers<ContextType>;
  BookingEdge?: BookingEdgeResolvers<ContextType>;
  BookingHost?: BookingHostResolvers<ContextType>;
  Cancellation?: CancellationResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  EmailStats?: EmailStatsResolvers<ContextType>;
  EmailStatsConnection?: EmailStatsConnectionResolvers<ContextType>;
  EmailStatsEdge?: EmailStatsEdgeResolvers<ContextType>;
  EndpointStatus?: EndpointStatusResolvers<ContextType>;
  EventType?: EventTypeResolvers<ContextType>;
  FieldDrift?: FieldDriftResolvers<ContextType>;
  FormField?: FormFieldResolvers<ContextType>;
  Identity?: IdentityResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  LinkCount?: LinkCountResolvers<ContextType>;
  MemberStats?: MemberStatsResolvers<ContextType>;
  NameMatch?: NameMatchResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Participant?: ParticipantResolvers<ContextType>;
  PeopleConflict?: PeopleConflictResolvers<ContextType>;
  PeopleConflictConnection?: PeopleConflictConnectionResolvers<ContextType>;
  PeopleConflictEdge?: PeopleConflictEdgeResolvers<ContextType>;
  PeopleHealth?: PeopleHealthResolvers<ContextType>;
  Period?: PeriodResolvers<ContextType>;
  PeriodConnection?: PeriodConnectionResolvers<ContextType>;
  PeriodEdge?: PeriodEdgeResolvers<ContextType>;
  PeriodMarker?: PeriodMarkerResolvers<ContextType>;
  ProspectOutcomes?: ProspectOutcomesResolvers<ContextType>;
  ProspectStats?: ProspectStatsResolvers<ContextType>;
  ProspectStatsConnection?: ProspectStatsConnectionResolvers<ContextType>;
  ProspectStatsEdge?: ProspectStatsEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RankedMember?: RankedMemberResolvers<ContextType>;
  Rescheduling?: ReschedulingResolvers<ContextType>;
  RoutedTo?: RoutedToResolvers<ContextType>;
  RoutedToPeriod?: RoutedToPeriodResolvers<ContextType>;
  RoutedToUser?: RoutedToUserResolvers<ContextType>;
  SourceFailure?: SourceFailureResolvers<ContextType>;
  SourceQuota?: SourceQuotaResolvers<ContextType>;
  SourceStatus?: SourceStatusResolvers<ContextType>;
  TeamStats?: TeamStatsResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
  URL?: GraphQLScalarType;
  UnmatchedMark?: UnmatchedMarkResolvers<ContextType>;
  UnseenDirectory?: UnseenDirectoryResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  constraint?: ConstraintDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
  rowsExamined?: RowsExaminedDirectiveResolver<any, any, ContextType>;
};
