import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Action as ActionModel, Period as PeriodModel } from '../sources/alo/model.ts';
import type { ActionGroup as ActionGroupModel, ActionConnection as ActionConnectionModel, BookingAttendee as BookingAttendeeModel, BookingGroup as BookingGroupModel, BookingConnection as BookingConnectionModel, BookingCancellation as BookingCancellationModel, AloName as AloNameModel, Participant as ParticipantModel, BookingRescheduling as BookingReschedulingModel, TeamStats as TeamStatsModel } from '../resolvers/models.ts';
import type { Booking as BookingModel, BookingHost as BookingHostModel, EventType as EventTypeModel, MemberStats as MemberStatsModel, RankedMember as RankedMemberModel, RoutedToUser as RoutedToUserModel } from '../sources/calcom/model.ts';
import type { EmailStats as EmailStatsModel, EmailMetrics as EmailMetricsModel, ProspectMetrics as ProspectMetricsModel, ProspectStats as ProspectStatsModel } from '../sources/saleshandy/model.ts';
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
  /** An instant with its offset from UTC, in the format of RFC 3339: `2026-03-16T09:00:00.000Z`. Answers are always in UTC. */
  DateTime: { input: Date; output: Date; }
  /** A length of time in ISO 8601, such as `P7D` or `PT12H`, above zero. A day has 24 hours; months and years are refused. */
  Duration: { input: string; output: string; }
  /** An e-mail address. As an input it must be well-formed; as an output it is what the source has. */
  EmailAddress: { input: string; output: string; }
  /** Any JSON value, as the source sent it. */
  JSON: { input: unknown; output: unknown; }
  /** The IANA name of a time zone, such as `Europe/Berlin`. */
  TimeZone: { input: string; output: string; }
  /** An absolute URL with the scheme `https` or `http`. */
  URL: { input: string; output: string; }
};

/** A task, an incident, a request or a checklist in ALO. */
export type Action = Node & {
  readonly __typename?: 'Action';
  /** Whether ALO's AI dispatched the action. Null if ALO does not say. */
  readonly aiDispatched?: Maybe<Scalars['Boolean']['output']>;
  /** When the action was assigned. Null if it has not been. */
  readonly assignedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The people to whom the action was assigned. Null if ALO does not say. */
  readonly assignees?: Maybe<ReadonlyArray<Participant>>;
  /** The channel through which the action arrived. Null if ALO sends none. */
  readonly channel?: Maybe<Scalars['String']['output']>;
  /** The classification. Null if ALO sends none. */
  readonly classification?: Maybe<Scalars['String']['output']>;
  /** When the action was closed. Null if it has not been. */
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the action was created. Null if ALO does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The person who created the action, possibly a guest. Null if ALO does not say. */
  readonly createdBy?: Maybe<Participant>;
  /** The value of one custom field of the form. Null if the action does not have the field, or the field has no value. */
  readonly formField?: Maybe<Scalars['JSON']['output']>;
  /** Custom fields of the form, in the order of `names`. Null, with an error, if ALO sends them in a form that cannot be read. */
  readonly formFields?: Maybe<ReadonlyArray<FormField>>;
  /** The type of form with which the action was filed. Null if ALO sends none. */
  readonly formType?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** The channel to which the action was last routed. Null if ALO sends none. */
  readonly latestChannel?: Maybe<Scalars['String']['output']>;
  /** The name of the period's marker that the action belongs to. Null if it belongs to none. */
  readonly marker?: Maybe<Scalars['String']['output']>;
  /** The number of the action within its period. Null if ALO sends none. */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** The period that the action belongs to. Null if ALO no longer lists it. */
  readonly period?: Maybe<Period>;
  /** The id of the action in ALO. */
  readonly sourceId: Scalars['ID']['output'];
  /** When work on the action started. Null if it has not. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The state, derived from `status`. Null if `status` is null. */
  readonly state?: Maybe<ActionState>;
  /** The status exactly as ALO sends it: an open set with inconsistent spelling. Null if ALO sends none. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** The subclassification. Null if ALO sends none. */
  readonly subClassification?: Maybe<Scalars['String']['output']>;
};


/** A task, an incident, a request or a checklist in ALO. */
export type ActionFormFieldArgs = {
  name: Scalars['String']['input'];
};


/** A task, an incident, a request or a checklist in ALO. */
export type ActionFormFieldsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
};

/** Conditions for actions. An action must meet all of them. An empty list matches no action; null means no condition. */
export type ActionConditions = {
  /** Assigned to one of these users, by global ids. */
  readonly assigneeIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Arrived through one of these channels, spelled exactly so. */
  readonly channels?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** With one of these classifications, spelled exactly so. */
  readonly classifications?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Closed in this range, whenever they were created. */
  readonly closed?: InputMaybe<DateTimeRange>;
  /** Created by one of these users, by global ids. */
  readonly creatorIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** In one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<ActionState>>;
};

/** A page of actions. */
export type ActionConnection = {
  readonly __typename?: 'ActionConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * False if there may be more actions: ALO cut the list, contradicted itself, or sent an action that could not be read. For the
   * actions of one person, also if some of them may be among actions under a name that other people have as well, in periods
   * without known times, without a known time of creation, or without known participants.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The actions of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ActionEdge>;
  /** The actions of this page. */
  readonly nodes: ReadonlyArray<Action>;
  /**
   * ALO's remarks on the form fields requested here, verbatim, at most 20. To learn whether an action has a field, read
   * `FormField.found`.
   */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of actions. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** Counts of actions. If `complete` is false they are lower bounds. */
export type ActionCounts = {
  readonly __typename?: 'ActionCounts';
  /** All of them. */
  readonly actions: Scalars['Int']['output'];
  /** Cancelled. */
  readonly canceled: Scalars['Int']['output'];
  /** Completed. */
  readonly closed: Scalars['Int']['output'];
  /** The median time from creation to the closing, in minutes, over the actions that have both times. Null if none has. */
  readonly medianMinutesToClose?: Maybe<Scalars['Float']['output']>;
  /** The median time from creation to the start of the work, in minutes, over the actions that have both times. Null if none has. */
  readonly medianMinutesToStart?: Maybe<Scalars['Float']['output']>;
  /** Neither completed nor cancelled. */
  readonly open: Scalars['Int']['output'];
};

/** What actions can be grouped by. An action with two assignees counts in both groups, and once in the total. */
export type ActionDimension =
  /** The assignee. Needs the scope `performance`. */
  | 'ASSIGNEE'
  /** The channel. */
  | 'CHANNEL'
  /** The classification. */
  | 'CLASSIFICATION'
  /** The creator. Needs the scope `performance`. */
  | 'CREATOR'
  /** The day of creation. */
  | 'DAY'
  /** The period's marker. */
  | 'MARKER'
  /** The month of creation. */
  | 'MONTH'
  /** The period. */
  | 'PERIOD'
  /** The state. */
  | 'STATE'
  /** The status as ALO sends it. */
  | 'STATUS'
  /** The week of creation, from Monday. */
  | 'WEEK';

/** An action in a page. */
export type ActionEdge = {
  readonly __typename?: 'ActionEdge';
  /** The position of the action in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The action. */
  readonly node: Action;
};

/**
 * A filter for actions. Actions are read from the periods that overlap `range`: those that were created in it or, with `closed`,
 * those that were closed in that range, whenever they were created.
 */
export type ActionFilter = {
  /** Assigned to one of these users, by global ids. */
  readonly assigneeIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Arrived through one of these channels, spelled exactly so. */
  readonly channels?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** With one of these classifications, spelled exactly so. */
  readonly classifications?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Closed in this range, whenever they were created. */
  readonly closed?: InputMaybe<DateTimeRange>;
  /** Created by one of these users, by global ids. */
  readonly creatorIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The range of the periods and, without `closed`, of the creation. */
  readonly range: DateTimeRange;
  /** In one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<ActionState>>;
};

/** The actions that are equal in what they are grouped by. */
export type ActionGroup = {
  readonly __typename?: 'ActionGroup';
  /** The counts. */
  readonly counts: ActionCounts;
  /** What the group has in common, as a screen shows it. With two dimensions both, joined by ` · `. Empty for actions without a value. */
  readonly label: Scalars['String']['output'];
  /** The name of the creator or assignee, as ALO shows it. Null if the actions are not grouped by one, or have none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The period. Null if the actions are not grouped by period, or ALO no longer lists it. */
  readonly period?: Maybe<Period>;
  /** The start of the day, week or month. Null if the actions are not grouped by one of these. */
  readonly start?: Maybe<Scalars['DateTime']['output']>;
  /** The state. Null if the actions are not grouped by state. */
  readonly state?: Maybe<ActionState>;
  /** The creator or assignee. Null if the actions are not grouped by one, or the name is not linked to a person. */
  readonly user?: Maybe<User>;
};

/** The order of a list of actions. Actions with equal values are ordered by number, then period. */
export type ActionOrder = {
  /** The direction of the order. */
  readonly direction: OrderDirection;
  /** The value to order by. */
  readonly field: ActionOrderField;
};

/** The values by which actions can be ordered. */
export type ActionOrderField =
  /** When the action was closed. Actions that are not closed come last in both directions. */
  | 'CLOSED_AT'
  /** When the action was created. */
  | 'CREATED_AT'
  /** The number of the action in its period. */
  | 'NUMBER';

/** The role of a person in an action. */
export type ActionRole =
  /** The action was assigned to the person. */
  | 'ASSIGNED'
  /** The person created the action. */
  | 'CREATED';

/** The state of an action, derived leniently from ALO's `status`. */
export type ActionState =
  /** Assigned to a person. */
  | 'ASSIGNED'
  /** Cancelled. */
  | 'CANCELED'
  /** Completed. */
  | 'COMPLETED'
  /** Created, and not yet assigned. */
  | 'CREATED'
  /** In progress. */
  | 'DOING'
  /** A status of ALO that this graph does not know. */
  | 'OTHER';

/** Actions counted, in all and by group. They are the actions of the list with the same filter, and cost its calls. */
export type ActionStats = {
  readonly __typename?: 'ActionStats';
  /** When the oldest answer of a source behind these counts was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more actions. Then the counts are lower bounds. */
  readonly complete: Scalars['Boolean']['output'];
  /**
   * In the order of time if they are grouped by time, else by the number of actions, largest first, then by label. Days, weeks and
   * months of a range with both ends are all there, with zeros where there is no action.
   */
  readonly groups: ReadonlyArray<ActionGroup>;
  /** All actions. */
  readonly total: ActionCounts;
};

/** A name that ALO shows in actions. */
export type AloName = {
  readonly __typename?: 'AloName';
  /** Why the name is not linked, and whom it may belong to. */
  readonly match: NameMatch;
  /** The name, as ALO shows it. */
  readonly name: Scalars['String']['output'];
  /** How often the name appears, as creator or assignee, in the actions of the periods that overlap the range. */
  readonly uses: Scalars['Int']['output'];
};

/** A page of names. */
export type AloNameConnection = {
  readonly __typename?: 'AloNameConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * False if there may be more names: ALO cut a list, contradicted itself, left out names, or sent something that could not be
   * read.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The names of this page, each with its cursor. */
  readonly edges: ReadonlyArray<AloNameEdge>;
  /** The names of this page. */
  readonly nodes: ReadonlyArray<AloName>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of names. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A name in a page. */
export type AloNameEdge = {
  readonly __typename?: 'AloNameEdge';
  /** The position of the name in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The name. */
  readonly node: AloName;
};

/** A person who is invited to a booking. */
export type Attendee = {
  readonly __typename?: 'Attendee';
  /** Whether the attendee did not show up. Null if Cal.com does not say. */
  readonly absent?: Maybe<Scalars['Boolean']['output']>;
  /** The e-mail that the attendee gave. Null if Cal.com sends none. Needs the scope `attendees`. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /**
   * The attendee's own answers in the booking form, by field, in a booking with seats. Null if the attendee has none, and for an
   * answer that Cal.com can no longer read; the answers of other bookings are `Booking.fieldResponses`. Needs the scope `attendees`.
   */
  readonly fieldResponses?: Maybe<Scalars['JSON']['output']>;
  /** The attendee's language, as a tag such as `en` or `pt-BR`. Null if Cal.com sends none. */
  readonly language?: Maybe<Scalars['String']['output']>;
  /**
   * The name that the attendee gave. Null if Cal.com sends none. Every caller can read it, unless it contains an attendee's e-mail
   * or phone number; then it needs the scope `attendees`.
   */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The attendee's phone number. Null if the attendee gave none. Needs the scope `attendees`. */
  readonly phoneNumber?: Maybe<Scalars['String']['output']>;
  /** The attendee's seat. Null unless the booking has seats. */
  readonly seatUid?: Maybe<Scalars['String']['output']>;
  /** The attendee's time zone. Null if Cal.com sends none. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
};

/**
 * A meeting of the Cal.com team. Without the scope `attendees`, a text of the booking is withheld (`FORBIDDEN`) if it contains an
 * attendee's data: an e-mail, a phone number in any format, or an answer in the booking form of six or more characters, whichever
 * attendee it belongs to. Every caller can read the names of attendees, the names and e-mails of hosts, and a location that the
 * host chose.
 */
export type Booking = Node & {
  readonly __typename?: 'Booking';
  /** Whether the host did not show up. Null if Cal.com does not say. */
  readonly absentHost?: Maybe<Scalars['Boolean']['output']>;
  /**
   * The attendees. Cal.com may hide those of a booking with seats: the list is then empty, and filters by attendee still match the
   * booking.
   */
  readonly attendees: ReadonlyArray<Attendee>;
  /** The cancellation. Null if the booking was not cancelled. */
  readonly cancellation?: Maybe<Cancellation>;
  /** When the booking was created. Null if Cal.com does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The description. Null if the booking has none. Needs the scope `attendees` if it contains an attendee's data, such as an
   * answer in the booking form.
   */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The duration in minutes. Null if Cal.com sends none. */
  readonly durationMinutes?: Maybe<Scalars['Float']['output']>;
  /** When the booking ends. */
  readonly end: Scalars['DateTime']['output'];
  /** The event type that was booked. Null if it was deleted. */
  readonly eventType?: Maybe<EventType>;
  /**
   * The answers in the booking form, by field. Null if the booking has none, like a booking with seats (see
   * `Attendee.fieldResponses`), and for an answer that Cal.com can no longer read. Needs the scope `attendees`.
   */
  readonly fieldResponses?: Maybe<Scalars['JSON']['output']>;
  /** The e-mails of further guests. Null if the booking has no such list, like a booking with seats. Needs the scope `attendees`. */
  readonly guests?: Maybe<ReadonlyArray<Scalars['EmailAddress']['output']>>;
  /** The hosts. */
  readonly hosts: ReadonlyArray<BookingHost>;
  /**
   * The id in calendar files (iCalendar). Null if Cal.com sends none. Needs the scope `attendees` if it contains an attendee's
   * data.
   */
  readonly icsUid?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /**
   * The location, often a URL. Null if Cal.com sends none. Needs the scope `attendees` if it is a phone number or an e-mail, or
   * contains an attendee's data.
   */
  readonly location?: Maybe<Scalars['String']['output']>;
  /** The data that integrations attached to the booking. Null if Cal.com sends none. Needs the scope `attendees`. */
  readonly metadata?: Maybe<Scalars['JSON']['output']>;
  /** The attendee's rating. Null if the attendee gave none. */
  readonly rating?: Maybe<Scalars['Float']['output']>;
  /** The id of the series that the booking belongs to. Null if the booking does not recur. */
  readonly recurringBookingUid?: Maybe<Scalars['String']['output']>;
  /** The rescheduling. Null if the booking was not rescheduled. */
  readonly rescheduling?: Maybe<Rescheduling>;
  /** When the booking starts. */
  readonly start: Scalars['DateTime']['output'];
  /** The status. */
  readonly status: BookingStatus;
  /** The title. Null if the booking has none. Needs the scope `attendees` if it contains an attendee's data. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The id of the booking in Cal.com. */
  readonly uid: Scalars['String']['output'];
  /** When the booking was last updated. Null if it never was. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of bookings. */
export type BookingConnection = {
  readonly __typename?: 'BookingConnection';
  /**
   * When the oldest answer of a source behind this list was read, by the server's clock; with `totalCount` or `complete`, also behind
   * those. Null if no source was asked.
   */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * False if there may be more bookings than this list can reach: there are more than 5,000, Cal.com cut the list, or contradicted
   * itself. True is proven: it costs a call for each 250 bookings.
   */
  readonly complete?: Maybe<Scalars['Boolean']['output']>;
  /** The bookings of this page, each with its cursor. */
  readonly edges: ReadonlyArray<BookingEdge>;
  /** The bookings of this page. */
  readonly nodes: ReadonlyArray<Booking>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /**
   * The total number of bookings. Where Cal.com applies the whole filter it is Cal.com's own total, which costs no call beside the
   * page. In a range, of hosts, by dates of creation or change, and for past bookings alone, it is counted, as it is together with
   * `complete` unless there are more than 5,000. A counted total is null if the list is not complete. Null also if the page
   * contradicts itself.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** Counts of bookings. If `complete` is false they are lower bounds. */
export type BookingCounts = {
  readonly __typename?: 'BookingCounts';
  /** With the status `ACCEPTED`. */
  readonly accepted: Scalars['Int']['output'];
  /** Attendees of accepted bookings who did not show up. */
  readonly attendeeAbsent: Scalars['Int']['output'];
  /** Attendees of accepted bookings, without further guests. */
  readonly attendees: Scalars['Int']['output'];
  /** The mean rating of those that have one. Null if none has. */
  readonly averageRating?: Maybe<Scalars['Float']['output']>;
  /** All of them. */
  readonly bookings: Scalars['Int']['output'];
  /** With the status `CANCELLED`. */
  readonly cancelled: Scalars['Int']['output'];
  /** Accepted, ended, and the host was not absent. */
  readonly held: Scalars['Int']['output'];
  /** Accepted, and the host did not show up. */
  readonly hostAbsent: Scalars['Int']['output'];
  /** The length of the held bookings, in minutes. */
  readonly minutes: Scalars['Float']['output'];
  /** With the status `PENDING`. */
  readonly pending: Scalars['Int']['output'];
  /** With the status `REJECTED`. */
  readonly rejected: Scalars['Int']['output'];
  /** Replaced by another booking. */
  readonly rescheduled: Scalars['Int']['output'];
  /** In the state `UPCOMING`. */
  readonly upcoming: Scalars['Int']['output'];
};

/** What bookings can be grouped by. Times are those of the start, in the time zone of the field. */
export type BookingDimension =
  /** The day. */
  | 'DAY'
  /** The event type. Members' copies of a managed event type count with it. */
  | 'EVENT_TYPE'
  /** The host. Needs the scope `performance`. */
  | 'HOST'
  /** The hour of the day, labelled `00` to `23`. Only those that occur are there. */
  | 'HOUR'
  /** The month. */
  | 'MONTH'
  /** The status. */
  | 'STATUS'
  /** The week, from Monday. */
  | 'WEEK'
  /** The day of the week, labelled `MON` to `SUN`. Only those that occur are there. */
  | 'WEEKDAY';

/** A booking in a page. */
export type BookingEdge = {
  readonly __typename?: 'BookingEdge';
  /** The position of the booking in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The booking. */
  readonly node: Booking;
};

/** A filter for bookings. A booking must match all conditions. An empty list matches no booking; null means no condition. */
export type BookingFilter = {
  /** Has an attendee with this e-mail. Needs the scope `attendees`, because callers could otherwise find out by trial who attends. */
  readonly attendeeEmail?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** Has an attendee with exactly this name. An e-mail or a phone number instead of a name needs the scope `attendees`. */
  readonly attendeeName?: InputMaybe<Scalars['String']['input']>;
  /** Has this `uid`. */
  readonly bookingUid?: InputMaybe<Scalars['String']['input']>;
  /** Created in this range. */
  readonly created?: InputMaybe<DateTimeRange>;
  /** Of one of these event types, or of a member's copy of one. Global ids, or the numbers of the event types in Cal.com. */
  readonly eventTypeIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Hosted by one of these users. Global ids, or the numbers of the users in Cal.com. */
  readonly hostIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Starts in this range. */
  readonly range?: InputMaybe<DateTimeRange>;
  /** In one of these states: by time. */
  readonly status?: InputMaybe<ReadonlyArray<BookingState>>;
  /** With one of these statuses: what became of the booking. */
  readonly statuses?: InputMaybe<ReadonlyArray<BookingStatus>>;
  /** Last updated in this range. */
  readonly updated?: InputMaybe<DateTimeRange>;
};

/** The bookings that are equal in what they are grouped by. */
export type BookingGroup = {
  readonly __typename?: 'BookingGroup';
  /** The counts. */
  readonly counts: BookingCounts;
  /** The event type. Null if the bookings are not grouped by event type, or it was deleted. */
  readonly eventType?: Maybe<EventType>;
  /** The host. Null if the bookings are not grouped by host, or the host was deleted. */
  readonly host?: Maybe<User>;
  /** The host's name. Null if the bookings are not grouped by host, or Cal.com sends no name. */
  readonly hostName?: Maybe<Scalars['String']['output']>;
  /** What the group has in common, as a screen shows it. With two dimensions both, joined by ` · `. Empty for a deleted host or event type. */
  readonly label: Scalars['String']['output'];
  /** The start of the day, week or month. Null if the bookings are not grouped by one of these. */
  readonly start?: Maybe<Scalars['DateTime']['output']>;
  /** The status. Null if the bookings are not grouped by status. */
  readonly status?: Maybe<BookingStatus>;
};

/** The host of a booking. Cal.com names one host for each booking. */
export type BookingHost = {
  readonly __typename?: 'BookingHost';
  /** The host's e-mail. Null if the host was deleted. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The host's name. Null if Cal.com sends none, or if the host was deleted. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The host's time zone. Null if Cal.com sends none. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
  /** The person who hosts the booking. Null if the host was deleted. */
  readonly user?: Maybe<User>;
};

/** The order of a list of bookings. Bookings with equal values are ordered by `uid`. */
export type BookingOrder = {
  /** The direction of the order. */
  readonly direction: OrderDirection;
  /** The value to order by. */
  readonly field: BookingOrderField;
};

/** The values by which bookings can be ordered. */
export type BookingOrderField =
  /** When the booking was created. */
  | 'CREATED_AT'
  /** When the booking ends. */
  | 'END'
  /** When the booking starts. */
  | 'START'
  /** When the booking was last updated. In ascending order, bookings that were never updated come last. */
  | 'UPDATED_AT';

/** A state by which Cal.com filters bookings. It combines time and status. */
export type BookingState =
  /** Cancelled or rejected. */
  | 'CANCELLED'
  /**
   * Has ended, and is neither cancelled nor rejected. `MemberStats.mostCompleted` counts accepted bookings only, by the range in
   * which they end.
   */
  | 'PAST'
  /** Belongs to a series, ends in the future, and is neither cancelled nor rejected. */
  | 'RECURRING'
  /** Ends in the future, and waits for confirmation. */
  | 'UNCONFIRMED'
  /** Ends in the future, and is neither cancelled nor rejected. */
  | 'UPCOMING';

/** Bookings counted, in all and by group. They are the bookings of the list with the same filter, and cost its calls. */
export type BookingStats = {
  readonly __typename?: 'BookingStats';
  /** When the oldest answer of a source behind these counts was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more bookings. Then the counts are lower bounds. */
  readonly complete: Scalars['Boolean']['output'];
  /**
   * In the order of time if they are grouped by time, else by the number of bookings, largest first, then by label. Days, weeks and
   * months of a range with both ends are all there, with zeros where there is no booking.
   */
  readonly groups: ReadonlyArray<BookingGroup>;
  /** All bookings. */
  readonly total: BookingCounts;
};

/** The status of a booking. */
export type BookingStatus =
  /** Confirmed and not cancelled. */
  | 'ACCEPTED'
  /** Cancelled. The original of a rescheduled booking also has this status. */
  | 'CANCELLED'
  /** A status of Cal.com that this graph does not know. */
  | 'OTHER'
  /** Waiting for the host's confirmation. */
  | 'PENDING'
  /** Rejected by the host. */
  | 'REJECTED';

/** The time of a booking that is compared with a range. */
export type BookingTime =
  /** The booking was created in the range. */
  | 'CREATED_AT'
  /** The booking starts in the range and has ended by the end of the range. */
  | 'START';

/** The state of a source's circuit breaker. */
export type BreakerState =
  /** Calls are sent. */
  | 'CLOSED'
  /** One call is sent to test whether the source has recovered. */
  | 'HALF_OPEN'
  /** No calls are sent for some seconds, because too many failed. */
  | 'OPEN';

/** Whole units of the calendar of a time zone. The default is the present one; the last four full weeks are `offset: -4, count: 4`. */
export type CalendarRange = {
  /** The number of units, from the first one onward. */
  readonly count: Scalars['Int']['input'];
  /** The first unit, counted from the present one: -1 is the last full one, 1 is the next one. */
  readonly offset: Scalars['Int']['input'];
  /** The time zone whose days are meant. */
  readonly timeZone: Scalars['TimeZone']['input'];
  /** The unit. */
  readonly unit: CalendarUnit;
  /** The first day of a week. */
  readonly weekStart: WeekStart;
};

/** A unit of the calendar. */
export type CalendarUnit =
  /** A day, from midnight to midnight: it may have 23 or 25 hours. */
  | 'DAY'
  /** A month. */
  | 'MONTH'
  /** Three months, from the first of January, April, July or October. */
  | 'QUARTER'
  /** A week of seven days. */
  | 'WEEK'
  /** A year, from the first of January. */
  | 'YEAR';

/** The cancellation of a booking. */
export type Cancellation = {
  readonly __typename?: 'Cancellation';
  /** The e-mail of the person who cancelled, possibly an attendee. Null if Cal.com sends none. Needs the scope `attendees`. */
  readonly byEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /** The reason given. Null if none was given. Needs the scope `attendees` if it contains an attendee's data (see `Booking`). */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** Why people whom evidence would join are not joined. */
export type ConflictReason =
  /** Each link alone is possible, but together they would join two records of one source, or people whom the file keeps apart. */
  | 'CHAIN'
  /** They have the same name, and different e-mails or too many records: they may be one person or several. */
  | 'SAME_NAME'
  /** Several records of one source have the same e-mail. */
  | 'SHARED_EMAIL';

/** How Saleshandy counts. Saleshandy's documentation does not say what the two values mean. */
export type CountBy =
  /** Saleshandy's `absolute`. */
  | 'ABSOLUTE'
  /** Saleshandy's `relative`. */
  | 'RELATIVE';

/**
 * A half-open range of time: `from <= t < to`. Takes exactly one form: `from` and/or `to`, or `last`, or `next`, or `calendar`. The
 * present is the server's, cut to the whole minute. `Query.timeRange` returns the instants of a range. A range of two ends has at
 * most 25 years.
 */
export type DateTimeRange = {
  /** Days, weeks, months, quarters or years of a calendar. */
  readonly calendar?: InputMaybe<CalendarRange>;
  /** The start of the range, inclusive. Without it the range of a `to` has no start, where the field can answer that. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** The stretch of this length that ends now, such as P7D. */
  readonly last?: InputMaybe<Scalars['Duration']['input']>;
  /** The stretch of this length that begins now, such as P7D. */
  readonly next?: InputMaybe<Scalars['Duration']['input']>;
  /**
   * The end of the range, exclusive. It must be later than `from`. Without it the range of a `from` has no end, where the field can
   * answer that. An end within the last minute may count as the start of that minute.
   */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A directory of people. */
export type Directory =
  /** The users of the Cal.com organization. */
  | 'ORGANIZATION_USERS'
  /** The members that Saleshandy lists. */
  | 'SALESHANDY_MEMBERS'
  /** The members of the Cal.com team. */
  | 'TEAM_MEMBERS';

/** How a field of a vendor's answers differs from the declared schema. */
export type DriftKind =
  /** The field is missing or cannot be read. Its row was left out, or the whole answer was rejected. */
  | 'MISSED'
  /** The field is not declared. The vendor may have added it. */
  | 'UNKNOWN'
  /** The field has another type than declared, and can still be read. */
  | 'WIDENED';

/**
 * The outreach statistics of one member, counted by e-mail. Do not add them to the statistics by prospect: the two count different
 * things.
 */
export type EmailStats = {
  readonly __typename?: 'EmailStats';
  /** E-mails that bounced. Null if Saleshandy sent no number. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** E-mails clicked. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted. Null if Saleshandy sent no number. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** The member's e-mail in Saleshandy. Null if Saleshandy sends none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The member's name in Saleshandy. Null if Saleshandy sends none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** E-mails opened. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** E-mails replied to. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** E-mails sent. Null if Saleshandy sent no number. */
  readonly sent?: Maybe<Scalars['Int']['output']>;
  /** The person. Null if Saleshandy does not say whose statistics these are. */
  readonly user?: Maybe<User>;
};

/** A page of statistics by e-mail. */
export type EmailStatsConnection = {
  readonly __typename?: 'EmailStatsConnection';
  /** When the oldest answer of a source behind this report was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more members: Saleshandy cut the report, contradicted itself, or sent rows that belong to no member. */
  readonly complete: Scalars['Boolean']['output'];
  /** The statistics of this page, each with its cursor. */
  readonly edges: ReadonlyArray<EmailStatsEdge>;
  /** The statistics of this page. */
  readonly nodes: ReadonlyArray<EmailStats>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of members with statistics. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /**
   * Each figure summed over all members, whatever the page. Members without statistics are left out. Where `complete` is false the sums
   * are lower bounds.
   */
  readonly totals: EmailTotals;
};

/** The statistics of one member in a page. */
export type EmailStatsEdge = {
  readonly __typename?: 'EmailStatsEdge';
  /** The position of the member in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The statistics. */
  readonly node: EmailStats;
};

/** The order of the statistics by e-mail. Members without the figure come last in both directions. */
export type EmailStatsOrder = {
  /** The direction of the order. */
  readonly direction: OrderDirection;
  /** The figure to order by. */
  readonly field: EmailStatsOrderField;
};

/** The figures by which the statistics by e-mail can be ordered. */
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

/** The outreach of the whole team, counted by e-mail. Do not add it to the totals by prospect: the two count different things. */
export type EmailTotals = {
  readonly __typename?: 'EmailTotals';
  /** E-mails that bounced. Null if a member's number is missing. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** E-mails clicked. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted. Null if a member's number is missing. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** E-mails opened. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** E-mails replied to. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** E-mails sent. Null if a member's number is missing. */
  readonly sent?: Maybe<Scalars['Int']['output']>;
};

/** Counters of the reads of one endpoint: whole numbers, counted by this server alone since it started. */
export type EndpointStatus = {
  readonly __typename?: 'EndpointStatus';
  /** The fields that differed from the declared schema. */
  readonly drifts: ReadonlyArray<FieldDrift>;
  /** The number of calls that failed. */
  readonly failed: Scalars['Float']['output'];
  /** The number of reads answered by a fresh cached answer. */
  readonly fresh: Scalars['Float']['output'];
  /** The share of reads that caused no call, from 0 to 1. Null if there were no reads. */
  readonly hitRate?: Maybe<Scalars['Float']['output']>;
  /** The number of reads that caused a call. */
  readonly missed: Scalars['Float']['output'];
  /** The name of the endpoint, as in the trace of a request. */
  readonly name: Scalars['String']['output'];
  /** The number of calls sent, second attempts included. */
  readonly sent: Scalars['Float']['output'];
  /** The number of reads that shared a call already in progress. */
  readonly shared: Scalars['Float']['output'];
  /** The number of reads answered by a stale cached answer. */
  readonly stale: Scalars['Float']['output'];
};

/** A type of event that can be booked. */
export type EventType = Node & {
  readonly __typename?: 'EventType';
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** The name of the event type in its booking link. Null if Cal.com sends none. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** The number of the event type in Cal.com. */
  readonly sourceId: Scalars['ID']['output'];
  /** The title. Null if Cal.com sends none, or no longer lists the event type. */
  readonly title?: Maybe<Scalars['String']['output']>;
};

/** A page of event types. */
export type EventTypeConnection = {
  readonly __typename?: 'EventTypeConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more event types: Cal.com sent one that could not be read. */
  readonly complete: Scalars['Boolean']['output'];
  /** The event types of this page, each with its cursor. */
  readonly edges: ReadonlyArray<EventTypeEdge>;
  /** The event types of this page. */
  readonly nodes: ReadonlyArray<EventType>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of event types. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An event type in a page. */
export type EventTypeEdge = {
  readonly __typename?: 'EventTypeEdge';
  /** The position of the event type in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The event type. */
  readonly node: EventType;
};

/** A field of a vendor's answers that differs from the declared schema. The vendor may have changed its API. */
export type FieldDrift = {
  readonly __typename?: 'FieldDrift';
  /** The number of answers that differed. */
  readonly answers: Scalars['Float']['output'];
  /** The path of the field, such as `data[].attendees[].phoneNumber`. `(other)` stands for a key that does not look like a name. */
  readonly field: Scalars['String']['output'];
  /** How the field differs. */
  readonly kind: DriftKind;
};

/** A requested custom field of an action's form. */
export type FormField = {
  readonly __typename?: 'FormField';
  /** Whether the action has the field. */
  readonly found: Scalars['Boolean']['output'];
  /** The requested name. */
  readonly name: Scalars['String']['output'];
  /** The value. Null if the action has none. */
  readonly value?: Maybe<Scalars['JSON']['output']>;
};

/** A person's record in one source, and the evidence that it belongs to the person. */
export type Identity = {
  readonly __typename?: 'Identity';
  /** The e-mail in this source. Null if the source sends none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name in this source. Null if it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The evidence that links the identity to the person. */
  readonly rule: IdentityRule;
  /** The source of the record. */
  readonly source: Source;
  /** The id of the record in the source. Null for ALO, which knows people only by name. */
  readonly sourceId?: Maybe<Scalars['ID']['output']>;
};

/** The evidence that an identity belongs to a person, strongest first. */
export type IdentityRule =
  /** The identity is the record in a source's own directory from which the person is known. */
  | 'DIRECTORY'
  /** The identity has the same e-mail as the person, trimmed and ignoring case. */
  | 'EMAIL'
  /** The identity's e-mail has the same hash as the person's. Used if a source sends only the hash. */
  | 'EMAIL_HASH'
  /** The identity has the same name as the person, ignoring case and spacing, and no other person in any source has that name. */
  | 'NAME'
  /** The operator's people file says so. */
  | 'PEOPLE_FILE';

/** The people whom a Cal.com report covers. */
export type InsightsScope =
  /** The whole organization. */
  | 'ORG'
  /** The configured team. */
  | 'TEAM'
  /** Only the owner of the credential. */
  | 'USER';

/** The number of identities that one kind of evidence linked. */
export type LinkCount = {
  readonly __typename?: 'LinkCount';
  /** The number of linked records and of linked names that the people file gives. */
  readonly count: Scalars['Int']['output'];
  /** The kind of evidence. */
  readonly rule: IdentityRule;
};

/**
 * The members with the most and the fewest bookings. Each list has at most ten members; members with equal values appear in
 * Cal.com's order. A member without any booking appears in no list. A member whose figure differs between two opposite lists is
 * reported as an error on both.
 */
export type MemberStats = {
  readonly __typename?: 'MemberStats';
  /** When the oldest answer of a source behind this report was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** The members with the highest average ratings. */
  readonly highestRatings: ReadonlyArray<RankedMember>;
  /** The members with the fewest bookings of any status, but at least one. */
  readonly leastBookings: ReadonlyArray<RankedMember>;
  /** The members with the fewest bookings that were accepted and have ended, but at least one. */
  readonly leastCompleted: ReadonlyArray<RankedMember>;
  /** The members with the lowest average ratings. */
  readonly lowestRatings: ReadonlyArray<RankedMember>;
  /** The members with the most bookings of any status. */
  readonly mostBookings: ReadonlyArray<RankedMember>;
  /** The members with the most cancelled bookings. The original of a rescheduled booking counts as cancelled. */
  readonly mostCancelled: ReadonlyArray<RankedMember>;
  /**
   * The members with the most bookings that were accepted and have ended. In contrast, `bookings(filter: { status: [PAST] })` also
   * includes pending bookings and, with a range, selects by start only.
   */
  readonly mostCompleted: ReadonlyArray<RankedMember>;
  /** The members with the most bookings to which the host did not show up. */
  readonly mostNoShow: ReadonlyArray<RankedMember>;
};

/** The result of linking a name that ALO shows to a person. */
export type NameMatch = {
  readonly __typename?: 'NameMatch';
  /**
   * The people whom the name may belong to, most likely first, at most five: those with this name, otherwise those with a similar
   * one. Empty if the name is linked.
   */
  readonly candidates: ReadonlyArray<User>;
  /** Why the name is not linked. Null if it is. */
  readonly reason?: Maybe<NoMatchReason>;
  /** The evidence that links the name. Null if the name is not linked. */
  readonly rule?: Maybe<IdentityRule>;
};

/** Why a name is not linked to a person. */
export type NoMatchReason =
  /** Several people have this name. */
  | 'AMBIGUOUS'
  /** The people file says that the name does not belong to the person who has it. */
  | 'KEPT_APART'
  /** No source has a person with this name: a guest, a different spelling, or a person whom only the people file knows. */
  | 'UNKNOWN'
  /** A directory that could contain another person with this name has never been read completely, or may no longer be read. */
  | 'UNSEEN';

/** An object with a global id. `Query.node` returns it by that id. */
export type Node = {
  /** The global id: opaque, stable, and unique across all types. */
  readonly id: Scalars['ID']['output'];
};

/** The direction in which a list is ordered. */
export type OrderDirection =
  /** Ascending: the smallest, the earliest or the alphabetically first comes first. */
  | 'ASC'
  /** Descending: the largest or the latest comes first. */
  | 'DESC';

/** Information about pagination in a connection. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last edge, to continue with as `after`. Null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are more items after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before `startCursor`. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge, to go back with as `before`. Null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** A person who took part in an action. ALO knows people only by display name. */
export type Participant = {
  readonly __typename?: 'Participant';
  /** How the name was linked, or why it was not. */
  readonly match: NameMatch;
  /** The name that ALO shows. */
  readonly name: Scalars['String']['output'];
  /** The person. Null if the name cannot be linked to exactly one person with certainty: `match` says why. */
  readonly user?: Maybe<User>;
};

/** People whom evidence would join, and stronger evidence forbids it. The operator should decide. */
export type PeopleConflict = {
  readonly __typename?: 'PeopleConflict';
  /** Why they are not joined. */
  readonly reason: ConflictReason;
  /** The people: two or more. */
  readonly users: ReadonlyArray<User>;
};

/** A page of conflicts. */
export type PeopleConflictConnection = {
  readonly __typename?: 'PeopleConflictConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** The conflicts of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PeopleConflictEdge>;
  /** The conflicts of this page. */
  readonly nodes: ReadonlyArray<PeopleConflict>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of conflicts. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A conflict in a page. */
export type PeopleConflictEdge = {
  readonly __typename?: 'PeopleConflictEdge';
  /** The position of the conflict in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The conflict. */
  readonly node: PeopleConflict;
};

/** How well names and records are linked to people, and what the operator could fix in the people file. */
export type PeopleHealth = {
  readonly __typename?: 'PeopleHealth';
  /** Names in ALO's actions that several people have, most used first. */
  readonly ambiguousNames?: Maybe<AloNameConnection>;
  /** Groups of people whom evidence would join, and who are not joined. */
  readonly conflicts: PeopleConflictConnection;
  /** The number of identities that each kind of evidence linked, strongest first. Names that ALO shows are not counted. */
  readonly links: ReadonlyArray<LinkCount>;
  /** The number of people for whom a directory or the people file has an id. */
  readonly total: Scalars['Int']['output'];
  /** Names in ALO's actions that belong to no known person, most used first: guests, and spellings that no source has. */
  readonly unlinkedNames?: Maybe<AloNameConnection>;
  /**
   * The records and e-mails in the people file that belong to configured sources and that no directory has, except those of people
   * who left. Null unless every directory has been read completely. The list is not paged, because the file is written by hand.
   */
  readonly unmatched?: Maybe<ReadonlyArray<UnmatchedMark>>;
  /** The directories that prevent names from being linked. Empty if every directory has been read completely. */
  readonly unseen: ReadonlyArray<UnseenDirectory>;
};


/** How well names and records are linked to people, and what the operator could fix in the people file. */
export type PeopleHealthAmbiguousNamesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
};


/** How well names and records are linked to people, and what the operator could fix in the people file. */
export type PeopleHealthConflictsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** How well names and records are linked to people, and what the operator could fix in the people file. */
export type PeopleHealthUnlinkedNamesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
};

/** A period of the team's time in ALO. */
export type Period = Node & {
  readonly __typename?: 'Period';
  /** The actions in the period, ordered by number. Null if ALO no longer has the period. */
  readonly actions?: Maybe<ActionConnection>;
  /** The bookings of the Cal.com team that start in the period. Null if ALO does not say when the period starts or ends. */
  readonly bookings?: Maybe<BookingConnection>;
  /** When the period was created. Null if ALO does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the period ends. Null if it is still running, or if ALO does not say. */
  readonly end?: Maybe<Scalars['DateTime']['output']>;
  /** The global id. */
  readonly id: Scalars['ID']['output'];
  /** The named instants in the period. */
  readonly markers: ReadonlyArray<PeriodMarker>;
  /** The name. Null if the period has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The number of the period in ALO. */
  readonly sourceId: Scalars['ID']['output'];
  /** When the period starts. Null if ALO does not say. */
  readonly start?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The team's outreach statistics in the period. Null if ALO does not say when the period starts or ends. Needs the scope
   * `performance`.
   */
  readonly teamStats?: Maybe<TeamStats>;
  /** When the period was last updated. Null if ALO does not say. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/** A period of the team's time in ALO. */
export type PeriodActionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActionConditions>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A period of the team's time in ALO. */
export type PeriodBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A period of the team's time in ALO. */
export type PeriodTeamStatsArgs = {
  countBy: CountBy;
};

/** A page of periods. */
export type PeriodConnection = {
  readonly __typename?: 'PeriodConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * False if there may be more periods: ALO cut the list, contradicted itself, or sent a period that could not be read or whose
   * times are not known well enough to compare them with the range.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The periods of this page, each with its cursor. */
  readonly edges: ReadonlyArray<PeriodEdge>;
  /** The periods of this page. */
  readonly nodes: ReadonlyArray<Period>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of periods. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A period in a page. */
export type PeriodEdge = {
  readonly __typename?: 'PeriodEdge';
  /** The position of the period in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The period. */
  readonly node: Period;
};

/** A named instant in a period. */
export type PeriodMarker = {
  readonly __typename?: 'PeriodMarker';
  /** The instant. Null if ALO sends none. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** The name of the marker. Null if it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** The outcomes of prospects, by Saleshandy's outcome categories. */
export type ProspectOutcomes = {
  readonly __typename?: 'ProspectOutcomes';
  /** Prospects in the category `closed`. Null if Saleshandy sent no number. */
  readonly closed?: Maybe<Scalars['Int']['output']>;
  /** Prospects who must not be contacted. Null if Saleshandy sent no number. */
  readonly doNotContact?: Maybe<Scalars['Int']['output']>;
  /** Prospects who are interested. Null if Saleshandy sent no number. */
  readonly interested?: Maybe<Scalars['Int']['output']>;
  /** Prospects who booked a meeting. Null if Saleshandy sent no number. */
  readonly meetingBooked?: Maybe<Scalars['Int']['output']>;
  /** Prospects who are not interested. Null if Saleshandy sent no number. */
  readonly notInterested?: Maybe<Scalars['Int']['output']>;
  /** Prospects in the category `not now`. Null if Saleshandy sent no number. */
  readonly notNow?: Maybe<Scalars['Int']['output']>;
  /** Prospects who are out of office. Null if Saleshandy sent no number. */
  readonly outOfOffice?: Maybe<Scalars['Int']['output']>;
  /** Prospects without a category. Null if Saleshandy sent no number. */
  readonly uncategorized?: Maybe<Scalars['Int']['output']>;
};

/**
 * The outreach statistics of one member, counted by prospect. Do not add them to the statistics by e-mail: the two count different
 * things.
 */
export type ProspectStats = {
  readonly __typename?: 'ProspectStats';
  /** Prospects added. Null if Saleshandy sent no number. */
  readonly added?: Maybe<Scalars['Int']['output']>;
  /** Prospects whose mail bounced. Null if Saleshandy sent no number. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** Prospects who clicked. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted. Null if Saleshandy sent no number. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** The member's e-mail in Saleshandy. Null if Saleshandy sends none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The member's name in Saleshandy. Null if Saleshandy sends none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Prospects who opened. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** The outcomes of the prospects. */
  readonly outcomes: ProspectOutcomes;
  /** Prospects who replied. Saleshandy counts cumulatively until today, whatever the end of the range. Null if it sent no number. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** Prospects who unsubscribed. Null if Saleshandy sent no number. */
  readonly unsubscribed?: Maybe<Scalars['Int']['output']>;
  /** The person. Null if Saleshandy does not say whose statistics these are. */
  readonly user?: Maybe<User>;
};

/** A page of statistics by prospect. */
export type ProspectStatsConnection = {
  readonly __typename?: 'ProspectStatsConnection';
  /** When the oldest answer of a source behind this report was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more members: Saleshandy cut the report, contradicted itself, or sent rows that belong to no member. */
  readonly complete: Scalars['Boolean']['output'];
  /** The statistics of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ProspectStatsEdge>;
  /** The statistics of this page. */
  readonly nodes: ReadonlyArray<ProspectStats>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of members with statistics. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /**
   * Each figure summed over all members, whatever the page. Members without statistics are left out. Where `complete` is false the sums
   * are lower bounds.
   */
  readonly totals: ProspectTotals;
};

/** The statistics of one member in a page. */
export type ProspectStatsEdge = {
  readonly __typename?: 'ProspectStatsEdge';
  /** The position of the member in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The statistics. */
  readonly node: ProspectStats;
};

/** The order of the statistics by prospect. Members without the figure come last in both directions. */
export type ProspectStatsOrder = {
  /** The direction of the order. */
  readonly direction: OrderDirection;
  /** The figure to order by. */
  readonly field: ProspectStatsOrderField;
};

/** The figures by which the statistics by prospect can be ordered. */
export type ProspectStatsOrderField =
  /** Prospects added. */
  | 'ADDED'
  /** Prospects whose mail bounced. */
  | 'BOUNCED'
  /** Prospects who clicked. */
  | 'CLICKED'
  /** Prospects in the category `closed`. */
  | 'CLOSED'
  /** Prospects contacted. */
  | 'CONTACTED'
  /** Prospects who must not be contacted. */
  | 'DO_NOT_CONTACT'
  /** Prospects who are interested. */
  | 'INTERESTED'
  /** Prospects who booked a meeting. */
  | 'MEETING_BOOKED'
  /** Prospects who are not interested. */
  | 'NOT_INTERESTED'
  /** Prospects in the category `not now`. */
  | 'NOT_NOW'
  /** Prospects who opened. */
  | 'OPENED'
  /** Prospects who are out of office. */
  | 'OUT_OF_OFFICE'
  /** Prospects who replied. */
  | 'REPLIED'
  /** Prospects without a category. */
  | 'UNCATEGORIZED'
  /** Prospects who unsubscribed. */
  | 'UNSUBSCRIBED';

/** The outreach of the whole team, counted by prospect. Do not add it to the totals by e-mail: the two count different things. */
export type ProspectTotals = {
  readonly __typename?: 'ProspectTotals';
  /** Prospects added. Null if a member's number is missing. */
  readonly added?: Maybe<Scalars['Int']['output']>;
  /** Prospects whose mail bounced. Null if a member's number is missing. */
  readonly bounced?: Maybe<Scalars['Int']['output']>;
  /** Prospects who clicked. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly clicked?: Maybe<Scalars['Int']['output']>;
  /** Prospects contacted. Null if a member's number is missing. */
  readonly contacted?: Maybe<Scalars['Int']['output']>;
  /** Prospects who opened. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly opened?: Maybe<Scalars['Int']['output']>;
  /** The outcomes of the prospects. */
  readonly outcomes: ProspectOutcomes;
  /** Prospects who replied. Saleshandy counts cumulatively until today, whatever the end of the range. Null if a member's number is missing. */
  readonly replied?: Maybe<Scalars['Int']['output']>;
  /** Prospects who unsubscribed. Null if a member's number is missing. */
  readonly unsubscribed?: Maybe<Scalars['Int']['output']>;
};

/** The entry points of the graph. */
export type Query = {
  readonly __typename?: 'Query';
  /** Actions counted, in all and by group. They are those of `actions` with the same filter, and cost its calls. */
  readonly actionStats?: Maybe<ActionStats>;
  /** The actions of all periods that overlap a range. */
  readonly actions?: Maybe<ActionConnection>;
  /** One booking. Null if there is none with this `uid`. */
  readonly booking?: Maybe<Booking>;
  /** Bookings counted, in all and by group. They are those of `bookings` with the same filter, and cost its calls. */
  readonly bookingStats?: Maybe<BookingStats>;
  /** The bookings of the Cal.com team. */
  readonly bookings?: Maybe<BookingConnection>;
  /** The event types of the team, by title, then number. */
  readonly eventTypes?: Maybe<EventTypeConnection>;
  /**
   * The members with the most and the fewest bookings, as ranked by Cal.com: eight lists of at most ten members. Needs the scope
   * `performance`.
   */
  readonly memberStats?: Maybe<MemberStats>;
  /** The object with this id. Null if it does not exist, or no longer exists. */
  readonly node?: Maybe<Node>;
  /** The objects with these ids, in the order of the ids. An item is null if the object does not exist, or no longer exists. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** How well names and records are linked to people. Intended for the operator who maintains the people file. */
  readonly people?: Maybe<PeopleHealth>;
  /** One ALO period. Null if it does not exist. */
  readonly period?: Maybe<Period>;
  /** The ALO periods that overlap a range, ordered by start, then id. A period that merely touches the range does not overlap it. */
  readonly periods?: Maybe<PeriodConnection>;
  /** The rate limit of each configured source, and what this query may take of it. Reading it causes no call to a source. */
  readonly rateLimit: ReadonlyArray<RateLimit>;
  /**
   * The people to whom Cal.com's routing forms sent bookings, with a series over time. A booking counts at the time of the form's
   * response, not of the booking. Needs the scope `performance`.
   */
  readonly routedTo?: Maybe<RoutedTo>;
  /** The state of each source. Reading it causes no call to a source. */
  readonly sources: ReadonlyArray<SourceStatus>;
  /** The team's outreach statistics in a range, by member, from Saleshandy. Needs the scope `performance`. */
  readonly teamStats?: Maybe<TeamStats>;
  /** The instants of a range, as the fields with this range take it now. Reading it causes no call to a source. */
  readonly timeRange: TimeRange;
  /** One person. Null if no source knows the person, or if several people share the e-mail. */
  readonly user?: Maybe<User>;
  /** The members of the Cal.com team and the members that Saleshandy lists. Each person appears once. */
  readonly users?: Maybe<UserConnection>;
  /** The caller of this request. */
  readonly viewer: Viewer;
};


/** The entry points of the graph. */
export type QueryActionStatsArgs = {
  filter: ActionFilter;
  groupBy: ReadonlyArray<ActionDimension>;
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};


/** The entry points of the graph. */
export type QueryActionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter: ActionFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ActionOrder>;
};


/** The entry points of the graph. */
export type QueryBookingArgs = {
  uid: Scalars['String']['input'];
};


/** The entry points of the graph. */
export type QueryBookingStatsArgs = {
  filter?: InputMaybe<BookingFilter>;
  groupBy: ReadonlyArray<BookingDimension>;
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};


/** The entry points of the graph. */
export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
};


/** The entry points of the graph. */
export type QueryEventTypesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** The entry points of the graph. */
export type QueryMemberStatsArgs = {
  range?: InputMaybe<DateTimeRange>;
  rangeOf: BookingTime;
  scope: InsightsScope;
  timeZone: Scalars['TimeZone']['input'];
};


/** The entry points of the graph. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The entry points of the graph. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** The entry points of the graph. */
export type QueryPeriodArgs = {
  id: Scalars['ID']['input'];
};


/** The entry points of the graph. */
export type QueryPeriodsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<DateTimeRange>;
};


/** The entry points of the graph. */
export type QueryRoutedToArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  every: RoutingPeriod;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
  scope: InsightsScope;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** The entry points of the graph. */
export type QueryTeamStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** The entry points of the graph. */
export type QueryTimeRangeArgs = {
  range: DateTimeRange;
};


/** The entry points of the graph. */
export type QueryUserArgs = {
  by: UserBy;
};


/** The entry points of the graph. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<UserOrder>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A member in one of the ranked lists of the booking statistics. */
export type RankedMember = {
  readonly __typename?: 'RankedMember';
  /** The URL of the picture. Null if there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The e-mail. Null if Cal.com sends none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The name, otherwise the username, otherwise the e-mail. Null if Cal.com sends none of them. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The person. */
  readonly user?: Maybe<User>;
  /** The ranked figure: a number of bookings or, in the lists of ratings, an average rating. */
  readonly value: Scalars['Float']['output'];
};

/** What the rate limit of one source leaves for queries, and what this query may take of it. */
export type RateLimit = {
  readonly __typename?: 'RateLimit';
  /** The largest number of calls to the source that this query may make, by its plan: what is cached costs nothing. */
  readonly cost: Scalars['Int']['output'];
  /**
   * The number of calls that could be sent when this query started, as far as this server knows and regardless of the quota that the
   * source reports. Null if calls are unlimited.
   */
  readonly remaining?: Maybe<Scalars['Int']['output']>;
  /**
   * When the calls of a whole minute can be sent again, if none are sent until then. Null if none have been sent in the last
   * minute, or calls are unlimited.
   */
  readonly resetAt?: Maybe<Scalars['DateTime']['output']>;
  /** The source. */
  readonly source: Source;
};

/** The rescheduling of a booking. */
export type Rescheduling = {
  readonly __typename?: 'Rescheduling';
  /** The e-mail of the person who rescheduled, possibly an attendee. Null if Cal.com sends none. Needs the scope `attendees`. */
  readonly byEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /** The `uid` of the booking that this one replaces. Null if it replaces none. */
  readonly fromUid?: Maybe<Scalars['String']['output']>;
  /** The reason given. Null if none was given. Needs the scope `attendees` if it contains an attendee's data (see `Booking`). */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The `uid` of the booking that replaces this one. Null if none does. */
  readonly toUid?: Maybe<Scalars['String']['output']>;
};

/** The people to whom bookings were routed. */
export type RoutedTo = {
  readonly __typename?: 'RoutedTo';
  /** When the oldest answer of a source behind this report was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * False if people or periods may be missing: Cal.com's limits (100 people, 100 periods) may have cut them, a row could not be
   * read, two rows of one person or period differ, a person lacks a period of the range or is not listed, or the search cannot be
   * verified.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The time zone whose days, weeks and months the series count. */
  readonly timeZone: Scalars['TimeZone']['output'];
  /** The total number of people. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
  /** The people of this page, ordered by their numbers in Cal.com. */
  readonly users: ReadonlyArray<RoutedToUser>;
};

/** The bookings routed to a person in one period. */
export type RoutedToPeriod = {
  readonly __typename?: 'RoutedToPeriod';
  /** When the period starts. */
  readonly start: Scalars['DateTime']['output'];
  /** The number of bookings routed to the person in the period. */
  readonly total: Scalars['Int']['output'];
};

/** The bookings that routing forms sent to one person. */
export type RoutedToUser = {
  readonly __typename?: 'RoutedToUser';
  /** The URL of the picture. Null if there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The person's e-mail. Null if Cal.com sends none. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /** The person's name. Null if Cal.com sends none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /**
   * The person's performance among all people to whom bookings were routed, whatever the search, as Cal.com says it:
   * `above_average`, `at_average`, `median`, `below_average` or `no_data`. The set is open.
   */
  readonly performance?: Maybe<Scalars['String']['output']>;
  /** The bookings in each period, earliest first, including periods without any. */
  readonly series: ReadonlyArray<RoutedToPeriod>;
  /**
   * The number of bookings routed to the person. Null if Cal.com did not send it. It may differ from the sum of the series, at the
   * ends of the range.
   */
  readonly total?: Maybe<Scalars['Int']['output']>;
  /** The person. */
  readonly user?: Maybe<User>;
};

/** The length of one period in a routing series. */
export type RoutingPeriod =
  /** A day, from midnight UTC. */
  | 'DAY'
  /** A month, from midnight UTC on its first day. */
  | 'MONTH'
  /** A week, from Monday midnight UTC. */
  | 'WEEK';

/** A source of the data in this graph. */
export type Source =
  /** ALO.ai: periods and the actions in them. */
  | 'ALO'
  /** Cal.com: bookings, booking statistics, routing. */
  | 'CALCOM'
  /** The operator's people file, which links people. It appears only in `Query.sources`, and only if one is configured. */
  | 'PEOPLE_FILE'
  /** Saleshandy: outreach statistics. */
  | 'SALESHANDY';

/** The last failed call to a source. */
export type SourceFailure = {
  readonly __typename?: 'SourceFailure';
  /** When the call failed. */
  readonly at: Scalars['DateTime']['output'];
  /** The error code, as clients see it in `extensions.code`. */
  readonly code: Scalars['String']['output'];
};

/** The remaining quota of a rate limit, as the source reports it. */
export type SourceQuota = {
  readonly __typename?: 'SourceQuota';
  /** The number of calls allowed in each window. Null if the source does not report it. */
  readonly limit?: Maybe<Scalars['Int']['output']>;
  /** The number of calls left in the current window. Null if the source does not report it. */
  readonly remaining?: Maybe<Scalars['Int']['output']>;
  /** When the current window ends. Null if the source does not report it. */
  readonly resetAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The state of a source, as seen from this server. */
export type SourceState =
  /**
   * The last call got no answer, or one that violates the source's contract, or the source has nothing at the configured URL or
   * does not know the configured team. For the people file: its last edit cannot be read, and the last valid version is in use.
   */
  | 'DOWN'
  /** The source is not configured. Its fields are null with `SOURCE_NOT_CONFIGURED`. */
  | 'NOT_CONFIGURED'
  /** The source rejected the last call because of its rate limit. */
  | 'THROTTLED'
  /**
   * The source rejected this server's credential in the last call, or the credential does not belong to the configured
   * organization.
   */
  | 'UNAUTHORIZED'
  /** The source has not been called since this server started. */
  | 'UNTRIED'
  /** The last call to the source succeeded. */
  | 'UP';

/** The status of one source, as earlier calls left it. Reading it causes no call. */
export type SourceStatus = {
  readonly __typename?: 'SourceStatus';
  /** The state of the circuit breaker. Null if no calls are ever sent. */
  readonly breaker?: Maybe<BreakerState>;
  /**
   * The number of those calls that could be sent now, as far as this server knows and regardless of the quota that the source
   * reports. Null if it is unlimited, or no calls are ever sent.
   */
  readonly callsLeft?: Maybe<Scalars['Int']['output']>;
  /**
   * The number of calls that this server, together with the servers that share its limit, sends to the source in any minute. Null
   * if it is unlimited, or no calls are ever sent.
   */
  readonly callsPerMinute?: Maybe<Scalars['Int']['output']>;
  /** Whether the source is configured. */
  readonly configured: Scalars['Boolean']['output'];
  /** The counters of each endpoint since this server started. Endpoints that have not been read are left out. */
  readonly endpoints: ReadonlyArray<EndpointStatus>;
  /** The last failure, even if later calls succeeded. Null if no call has failed yet. */
  readonly lastError?: Maybe<SourceFailure>;
  /** When a call last succeeded. Null if none has yet. */
  readonly lastSuccessAt?: Maybe<Scalars['DateTime']['output']>;
  /** The source. */
  readonly name: Source;
  /** When calls resume, after the source reported that it was called too often. Null if calls are not paused. */
  readonly parkedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** The remaining quota of the source's rate limit. Null until the source reports one. */
  readonly quota?: Maybe<SourceQuota>;
  /** The state. */
  readonly state: SourceState;
  /** The number of calls that wait for a permit of the rate limiter. Null if no calls are ever sent. */
  readonly waiting?: Maybe<Scalars['Int']['output']>;
};

/** The team's outreach statistics in a range, in two reports that count different things. */
export type TeamStats = {
  readonly __typename?: 'TeamStats';
  /** The statistics of each member, counted by e-mail. */
  readonly email?: Maybe<EmailStatsConnection>;
  /** The statistics of each member, counted by prospect. */
  readonly prospect?: Maybe<ProspectStatsConnection>;
};


/** The team's outreach statistics in a range, in two reports that count different things. */
export type TeamStatsEmailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy: EmailStatsOrder;
};


/** The team's outreach statistics in a range, in two reports that count different things. */
export type TeamStatsProspectArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy: ProspectStatsOrder;
};

/** The instants of a range: `from <= t < to`. */
export type TimeRange = {
  readonly __typename?: 'TimeRange';
  /** The start of the range, inclusive. Null if the range has no start. */
  readonly from?: Maybe<Scalars['DateTime']['output']>;
  /** The end of the range, exclusive. Null if the range has no end. */
  readonly to?: Maybe<Scalars['DateTime']['output']>;
};

/** A record or an e-mail in the people file that no directory has: perhaps a typo, or a person who left. */
export type UnmatchedMark = {
  readonly __typename?: 'UnmatchedMark';
  /** The identifier of the record or the e-mail, as written in the file: `calcom:1042`. */
  readonly mark: Scalars['String']['output'];
  /** The name of the person in the people file. */
  readonly name: Scalars['String']['output'];
};

/**
 * A directory that has never been read completely, or may no longer be read. While there is one, no name is linked, because
 * another person may have it.
 */
export type UnseenDirectory = {
  readonly __typename?: 'UnseenDirectory';
  /** The reason, as a code that clients see in `extensions.code`. */
  readonly code: Scalars['String']['output'];
  /** The directory. */
  readonly directory: Directory;
  /** The source of the directory. */
  readonly source: Source;
};

/** A person of the team, joined from the records of all sources. */
export type User = Node & {
  readonly __typename?: 'User';
  /**
   * The ALO actions under a name that is linked to the person, ordered by creation, then number. Null if the person has no name
   * that no other person has, so that it is unknown which actions are theirs.
   */
  readonly actions?: Maybe<ActionConnection>;
  /** The URL of the picture in Cal.com. Null if there is none. */
  readonly avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The bookings that the person hosts. Null if Cal.com does not know the person. */
  readonly bookings?: Maybe<BookingConnection>;
  /** The e-mail. Null if no source has one. */
  readonly email?: Maybe<Scalars['EmailAddress']['output']>;
  /**
   * The person's outreach statistics, counted by e-mail. Null if Saleshandy does not know the person or has no row for them. An
   * error if that is unknown, or if Saleshandy sends two different rows for the person. Needs the scope `performance`.
   */
  readonly emailStats?: Maybe<EmailStats>;
  /** The global id, made from the strongest identity. */
  readonly id: Scalars['ID']['output'];
  /**
   * The identities from which the person was joined, with the evidence, strongest first. ALO has no directory: its identities are
   * the names in the people file and the names under which any actions read for this request show the person.
   */
  readonly identities: ReadonlyArray<Identity>;
  /** The name, otherwise the username, otherwise the e-mail. Null if no source has any of them. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /**
   * The person's outreach statistics, counted by prospect. Null if Saleshandy does not know the person or has no row for them. An
   * error if that is unknown, or if Saleshandy sends two different rows for the person. Needs the scope `performance`.
   */
  readonly prospectStats?: Maybe<ProspectStats>;
  /**
   * The bookings that routing forms sent to the person. Null if Cal.com does not know the person, or nothing was routed to them in
   * the range. If periods of the series are missing, for example because there are more than 100, an error is reported beside the
   * data. Needs the scope `performance`.
   */
  readonly routedTo?: Maybe<RoutedToUser>;
  /** The time zone in Cal.com. Null if Cal.com sends none. */
  readonly timeZone?: Maybe<Scalars['TimeZone']['output']>;
  /** The username in Cal.com. Null if the person has none there. */
  readonly username?: Maybe<Scalars['String']['output']>;
};


/** A person of the team, joined from the records of all sources. */
export type UserActionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ActionConditions>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  range: DateTimeRange;
  role?: InputMaybe<ActionRole>;
};


/** A person of the team, joined from the records of all sources. */
export type UserBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<DateTimeRange>;
  status?: InputMaybe<ReadonlyArray<BookingState>>;
};


/** A person of the team, joined from the records of all sources. */
export type UserEmailStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** A person of the team, joined from the records of all sources. */
export type UserProspectStatsArgs = {
  countBy: CountBy;
  range: DateTimeRange;
};


/** A person of the team, joined from the records of all sources. */
export type UserRoutedToArgs = {
  every: RoutingPeriod;
  range: DateTimeRange;
  scope: InsightsScope;
};

/** Identifies a person by exactly one of these fields. */
export type UserBy =
  /** An e-mail of the person in any source, ignoring case. */
  { readonly email: Scalars['EmailAddress']['input']; readonly id?: never; }
  |  /** The global id of the user. */
  { readonly email?: never; readonly id: Scalars['ID']['input']; };

/** A page of people. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** When the oldest answer of a source behind this list was read, by the server's clock. Null if no source was asked. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** False if there may be more people: a source could not list all of them. */
  readonly complete: Scalars['Boolean']['output'];
  /** The people of this page, each with their cursor. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The people of this page. */
  readonly nodes: ReadonlyArray<User>;
  /** Information about pagination. */
  readonly pageInfo: PageInfo;
  /** The total number of people. Null if it is not known. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A person in a page. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** The position of the person in the list, to continue with as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The person. */
  readonly node: User;
};

/** The order of a list of people. */
export type UserOrder = {
  /** The direction of the order. */
  readonly direction: OrderDirection;
  /** The value to order by. */
  readonly field: UserOrderField;
};

/** The values by which people can be ordered. */
export type UserOrderField =
  /** The name, ignoring case and diacritics. People without a name come last in both directions. */
  | 'NAME';

/** The caller of a request. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The name of the caller. Null where the server requires no authentication. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The scopes of the caller. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
};

/** The first day of a week. */
export type WeekStart =
  /** Weeks begin on Monday, as in ISO 8601. */
  | 'MONDAY'
  /** Weeks begin on Sunday. */
  | 'SUNDAY';



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
  ActionConditions: ActionConditions;
  ActionConnection: ResolverTypeWrapper<ActionConnectionModel>;
  ActionCounts: ResolverTypeWrapper<ActionCounts>;
  ActionDimension: ActionDimension;
  ActionEdge: ResolverTypeWrapper<Omit<ActionEdge, 'node'> & { node: ResolversTypes['Action'] }>;
  ActionFilter: ActionFilter;
  ActionGroup: ResolverTypeWrapper<ActionGroupModel>;
  ActionOrder: ActionOrder;
  ActionOrderField: ActionOrderField;
  ActionRole: ActionRole;
  ActionState: ActionState;
  ActionStats: ResolverTypeWrapper<Omit<ActionStats, 'groups'> & { groups: ReadonlyArray<ResolversTypes['ActionGroup']> }>;
  AloName: ResolverTypeWrapper<AloNameModel>;
  AloNameConnection: ResolverTypeWrapper<Omit<AloNameConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['AloNameEdge']>, nodes: ReadonlyArray<ResolversTypes['AloName']> }>;
  AloNameEdge: ResolverTypeWrapper<Omit<AloNameEdge, 'node'> & { node: ResolversTypes['AloName'] }>;
  Attendee: ResolverTypeWrapper<BookingAttendeeModel>;
  Booking: ResolverTypeWrapper<BookingModel>;
  BookingConnection: ResolverTypeWrapper<BookingConnectionModel>;
  BookingCounts: ResolverTypeWrapper<BookingCounts>;
  BookingDimension: BookingDimension;
  BookingEdge: ResolverTypeWrapper<Omit<BookingEdge, 'node'> & { node: ResolversTypes['Booking'] }>;
  BookingFilter: BookingFilter;
  BookingGroup: ResolverTypeWrapper<BookingGroupModel>;
  BookingHost: ResolverTypeWrapper<BookingHostModel>;
  BookingOrder: BookingOrder;
  BookingOrderField: BookingOrderField;
  BookingState: BookingState;
  BookingStats: ResolverTypeWrapper<Omit<BookingStats, 'groups'> & { groups: ReadonlyArray<ResolversTypes['BookingGroup']> }>;
  BookingStatus: BookingStatus;
  BookingTime: BookingTime;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BreakerState: BreakerState;
  CalendarRange: CalendarRange;
  CalendarUnit: CalendarUnit;
  Cancellation: ResolverTypeWrapper<BookingCancellationModel>;
  ConflictReason: ConflictReason;
  CountBy: CountBy;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  Directory: Directory;
  DriftKind: DriftKind;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmailStats: ResolverTypeWrapper<EmailStatsModel>;
  EmailStatsConnection: ResolverTypeWrapper<Omit<EmailStatsConnection, 'edges' | 'nodes' | 'totals'> & { edges: ReadonlyArray<ResolversTypes['EmailStatsEdge']>, nodes: ReadonlyArray<ResolversTypes['EmailStats']>, totals: ResolversTypes['EmailTotals'] }>;
  EmailStatsEdge: ResolverTypeWrapper<Omit<EmailStatsEdge, 'node'> & { node: ResolversTypes['EmailStats'] }>;
  EmailStatsOrder: EmailStatsOrder;
  EmailStatsOrderField: EmailStatsOrderField;
  EmailTotals: ResolverTypeWrapper<EmailMetricsModel>;
  EndpointStatus: ResolverTypeWrapper<EndpointStatus>;
  EventType: ResolverTypeWrapper<EventTypeModel>;
  EventTypeConnection: ResolverTypeWrapper<Omit<EventTypeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['EventTypeEdge']>, nodes: ReadonlyArray<ResolversTypes['EventType']> }>;
  EventTypeEdge: ResolverTypeWrapper<Omit<EventTypeEdge, 'node'> & { node: ResolversTypes['EventType'] }>;
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
  ProspectStatsConnection: ResolverTypeWrapper<Omit<ProspectStatsConnection, 'edges' | 'nodes' | 'totals'> & { edges: ReadonlyArray<ResolversTypes['ProspectStatsEdge']>, nodes: ReadonlyArray<ResolversTypes['ProspectStats']>, totals: ResolversTypes['ProspectTotals'] }>;
  ProspectStatsEdge: ResolverTypeWrapper<Omit<ProspectStatsEdge, 'node'> & { node: ResolversTypes['ProspectStats'] }>;
  ProspectStatsOrder: ProspectStatsOrder;
  ProspectStatsOrderField: ProspectStatsOrderField;
  ProspectTotals: ResolverTypeWrapper<ProspectMetricsModel>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RankedMember: ResolverTypeWrapper<RankedMemberModel>;
  RateLimit: ResolverTypeWrapper<RateLimit>;
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
  TimeRange: ResolverTypeWrapper<TimeRange>;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnmatchedMark: ResolverTypeWrapper<UnmatchedMarkModel>;
  UnseenDirectory: ResolverTypeWrapper<UnseenDirectoryModel>;
  User: ResolverTypeWrapper<UserModel>;
  UserBy: UserBy;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']>, nodes: ReadonlyArray<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserOrder: UserOrder;
  UserOrderField: UserOrderField;
  Viewer: ResolverTypeWrapper<Viewer>;
  WeekStart: WeekStart;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Action: ActionModel;
  ActionConditions: ActionConditions;
  ActionConnection: ActionConnectionModel;
  ActionCounts: ActionCounts;
  ActionEdge: Omit<ActionEdge, 'node'> & { node: ResolversParentTypes['Action'] };
  ActionFilter: ActionFilter;
  ActionGroup: ActionGroupModel;
  ActionOrder: ActionOrder;
  ActionStats: Omit<ActionStats, 'groups'> & { groups: ReadonlyArray<ResolversParentTypes['ActionGroup']> };
  AloName: AloNameModel;
  AloNameConnection: Omit<AloNameConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['AloNameEdge']>, nodes: ReadonlyArray<ResolversParentTypes['AloName']> };
  AloNameEdge: Omit<AloNameEdge, 'node'> & { node: ResolversParentTypes['AloName'] };
  Attendee: BookingAttendeeModel;
  Booking: BookingModel;
  BookingConnection: BookingConnectionModel;
  BookingCounts: BookingCounts;
  BookingEdge: Omit<BookingEdge, 'node'> & { node: ResolversParentTypes['Booking'] };
  BookingFilter: BookingFilter;
  BookingGroup: BookingGroupModel;
  BookingHost: BookingHostModel;
  BookingOrder: BookingOrder;
  BookingStats: Omit<BookingStats, 'groups'> & { groups: ReadonlyArray<ResolversParentTypes['BookingGroup']> };
  Boolean: Scalars['Boolean']['output'];
  CalendarRange: CalendarRange;
  Cancellation: BookingCancellationModel;
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  Duration: Scalars['Duration']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EmailStats: EmailStatsModel;
  EmailStatsConnection: Omit<EmailStatsConnection, 'edges' | 'nodes' | 'totals'> & { edges: ReadonlyArray<ResolversParentTypes['EmailStatsEdge']>, nodes: ReadonlyArray<ResolversParentTypes['EmailStats']>, totals: ResolversParentTypes['EmailTotals'] };
  EmailStatsEdge: Omit<EmailStatsEdge, 'node'> & { node: ResolversParentTypes['EmailStats'] };
  EmailStatsOrder: EmailStatsOrder;
  EmailTotals: EmailMetricsModel;
  EndpointStatus: EndpointStatus;
  EventType: EventTypeModel;
  EventTypeConnection: Omit<EventTypeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['EventTypeEdge']>, nodes: ReadonlyArray<ResolversParentTypes['EventType']> };
  EventTypeEdge: Omit<EventTypeEdge, 'node'> & { node: ResolversParentTypes['EventType'] };
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
  ProspectStatsConnection: Omit<ProspectStatsConnection, 'edges' | 'nodes' | 'totals'> & { edges: ReadonlyArray<ResolversParentTypes['ProspectStatsEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ProspectStats']>, totals: ResolversParentTypes['ProspectTotals'] };
  ProspectStatsEdge: Omit<ProspectStatsEdge, 'node'> & { node: ResolversParentTypes['ProspectStats'] };
  ProspectStatsOrder: ProspectStatsOrder;
  ProspectTotals: ProspectMetricsModel;
  Query: Record<PropertyKey, never>;
  RankedMember: RankedMemberModel;
  RateLimit: RateLimit;
  Rescheduling: BookingReschedulingModel;
  RoutedTo: Omit<RoutedTo, 'users'> & { users: ReadonlyArray<ResolversParentTypes['RoutedToUser']> };
  RoutedToPeriod: RoutedToPeriod;
  RoutedToUser: RoutedToUserModel;
  SourceFailure: SourceFailure;
  SourceQuota: SourceQuota;
  SourceStatus: SourceStatus;
  String: Scalars['String']['output'];
  TeamStats: TeamStatsModel;
  TimeRange: TimeRange;
  TimeZone: Scalars['TimeZone']['output'];
  URL: Scalars['URL']['output'];
  UnmatchedMark: UnmatchedMarkModel;
  UnseenDirectory: UnseenDirectoryModel;
  User: UserModel;
  UserBy: UserBy;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']>, nodes: ReadonlyArray<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserOrder: UserOrder;
  Viewer: Viewer;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ActionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ActionCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionCounts'] = ResolversParentTypes['ActionCounts']> = {
  actions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  canceled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  closed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  medianMinutesToClose?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  medianMinutesToStart?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ActionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionEdge'] = ResolversParentTypes['ActionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Action'], ParentType, ContextType>;
};

export type ActionGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionGroup'] = ResolversParentTypes['ActionGroup']> = {
  counts?: Resolver<ResolversTypes['ActionCounts'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  period?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  start?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ActionState']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ActionStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActionStats'] = ResolversParentTypes['ActionStats']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['ActionGroup']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['ActionCounts'], ParentType, ContextType>;
};

export type AloNameResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AloName'] = ResolversParentTypes['AloName']> = {
  match?: Resolver<ResolversTypes['NameMatch'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uses?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AloNameConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AloNameConnection'] = ResolversParentTypes['AloNameConnection']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  fieldResponses?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['BookingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Booking']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type BookingCountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingCounts'] = ResolversParentTypes['BookingCounts']> = {
  accepted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  attendeeAbsent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  attendees?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  averageRating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  bookings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cancelled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hostAbsent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minutes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rescheduled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  upcoming?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BookingEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingEdge'] = ResolversParentTypes['BookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Booking'], ParentType, ContextType>;
};

export type BookingGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingGroup'] = ResolversParentTypes['BookingGroup']> = {
  counts?: Resolver<ResolversTypes['BookingCounts'], ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['EventType']>, ParentType, ContextType>;
  host?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  hostName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['BookingStatus']>, ParentType, ContextType>;
};

export type BookingHostResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingHost'] = ResolversParentTypes['BookingHost']> = {
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['TimeZone']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type BookingStatsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingStats'] = ResolversParentTypes['BookingStats']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['BookingGroup']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['BookingCounts'], ParentType, ContextType>;
};

export type CancellationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Cancellation'] = ResolversParentTypes['Cancellation']> = {
  byEmail?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['EmailStatsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EmailStats']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['EmailTotals'], ParentType, ContextType>;
};

export type EmailStatsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailStatsEdge'] = ResolversParentTypes['EmailStatsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EmailStats'], ParentType, ContextType>;
};

export type EmailTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTotals'] = ResolversParentTypes['EmailTotals']> = {
  bounced?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  clicked?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  contacted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  opened?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  replied?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sent?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
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
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventTypeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EventTypeConnection'] = ResolversParentTypes['EventTypeConnection']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['EventTypeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EventType']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type EventTypeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EventTypeEdge'] = ResolversParentTypes['EventTypeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EventType'], ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProspectStatsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ProspectStats']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['ProspectTotals'], ParentType, ContextType>;
};

export type ProspectStatsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectStatsEdge'] = ResolversParentTypes['ProspectStatsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProspectStats'], ParentType, ContextType>;
};

export type ProspectTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProspectTotals'] = ResolversParentTypes['ProspectTotals']> = {
  added?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bounced?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  clicked?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  contacted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  opened?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outcomes?: Resolver<ResolversTypes['ProspectOutcomes'], ParentType, ContextType>;
  replied?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unsubscribed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  actionStats?: Resolver<ResolversTypes['ActionStats'], ParentType, ContextType, RequireFields<QueryActionStatsArgs, 'filter' | 'groupBy'>>;
  actions?: Resolver<ResolversTypes['ActionConnection'], ParentType, ContextType, RequireFields<QueryActionsArgs, 'filter' | 'first'>>;
  booking?: Resolver<Maybe<ResolversTypes['Booking']>, ParentType, ContextType, RequireFields<QueryBookingArgs, 'uid'>>;
  bookingStats?: Resolver<ResolversTypes['BookingStats'], ParentType, ContextType, RequireFields<QueryBookingStatsArgs, 'groupBy'>>;
  bookings?: Resolver<ResolversTypes['BookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  eventTypes?: Resolver<ResolversTypes['EventTypeConnection'], ParentType, ContextType, RequireFields<QueryEventTypesArgs, 'first'>>;
  memberStats?: Resolver<ResolversTypes['MemberStats'], ParentType, ContextType, RequireFields<QueryMemberStatsArgs, 'rangeOf' | 'scope' | 'timeZone'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  people?: Resolver<ResolversTypes['PeopleHealth'], ParentType, ContextType>;
  period?: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType, RequireFields<QueryPeriodArgs, 'id'>>;
  periods?: Resolver<ResolversTypes['PeriodConnection'], ParentType, ContextType, RequireFields<QueryPeriodsArgs, 'first'>>;
  rateLimit?: Resolver<ReadonlyArray<ResolversTypes['RateLimit']>, ParentType, ContextType>;
  routedTo?: Resolver<ResolversTypes['RoutedTo'], ParentType, ContextType, RequireFields<QueryRoutedToArgs, 'every' | 'first' | 'range' | 'scope'>>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['SourceStatus']>, ParentType, ContextType>;
  teamStats?: Resolver<ResolversTypes['TeamStats'], ParentType, ContextType, RequireFields<QueryTeamStatsArgs, 'countBy' | 'range'>>;
  timeRange?: Resolver<ResolversTypes['TimeRange'], ParentType, ContextType, RequireFields<QueryTimeRangeArgs, 'range'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'by'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RankedMemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RankedMember'] = ResolversParentTypes['RankedMember']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RateLimitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RateLimit'] = ResolversParentTypes['RateLimit']> = {
  cost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remaining?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resetAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['Source'], ParentType, ContextType>;
};

export type ReschedulingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rescheduling'] = ResolversParentTypes['Rescheduling']> = {
  byEmail?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  fromUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toUid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RoutedToResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoutedTo'] = ResolversParentTypes['RoutedTo']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
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

export type TimeRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TimeRange'] = ResolversParentTypes['TimeRange']> = {
  from?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
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

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Action?: ActionResolvers<ContextType>;
  ActionConnection?: ActionConnectionResolvers<ContextType>;
  ActionCounts?: ActionCountsResolvers<ContextType>;
  ActionEdge?: ActionEdgeResolvers<ContextType>;
  ActionGroup?: ActionGroupResolvers<ContextType>;
  ActionStats?: ActionStatsResolvers<ContextType>;
  AloName?: AloNameResolvers<ContextType>;
  AloNameConnection?: AloNameConnectionResolvers<ContextType>;
  AloNameEdge?: AloNameEdgeResolvers<ContextType>;
  Attendee?: AttendeeResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  BookingConnection?: BookingConnectionResolvers<ContextType>;
  BookingCounts?: BookingCountsResolvers<ContextType>;
  BookingEdge?: BookingEdgeResolvers<ContextType>;
  BookingGroup?: BookingGroupResolvers<ContextType>;
  BookingHost?: BookingHostResolvers<ContextType>;
  BookingStats?: BookingStatsResolvers<ContextType>;
  Cancellation?: CancellationResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  EmailStats?: EmailStatsResolvers<ContextType>;
  EmailStatsConnection?: EmailStatsConnectionResolvers<ContextType>;
  EmailStatsEdge?: EmailStatsEdgeResolvers<ContextType>;
  EmailTotals?: EmailTotalsResolvers<ContextType>;
  EndpointStatus?: EndpointStatusResolvers<ContextType>;
  EventType?: EventTypeResolvers<ContextType>;
  EventTypeConnection?: EventTypeConnectionResolvers<ContextType>;
  EventTypeEdge?: EventTypeEdgeResolvers<ContextType>;
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
  ProspectTotals?: ProspectTotalsResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RankedMember?: RankedMemberResolvers<ContextType>;
  RateLimit?: RateLimitResolvers<ContextType>;
  Rescheduling?: ReschedulingResolvers<ContextType>;
  RoutedTo?: RoutedToResolvers<ContextType>;
  RoutedToPeriod?: RoutedToPeriodResolvers<ContextType>;
  RoutedToUser?: RoutedToUserResolvers<ContextType>;
  SourceFailure?: SourceFailureResolvers<ContextType>;
  SourceQuota?: SourceQuotaResolvers<ContextType>;
  SourceStatus?: SourceStatusResolvers<ContextType>;
  TeamStats?: TeamStatsResolvers<ContextType>;
  TimeRange?: TimeRangeResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
  URL?: GraphQLScalarType;
  UnmatchedMark?: UnmatchedMarkResolvers<ContextType>;
  UnseenDirectory?: UnseenDirectoryResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  constraint?: ConstraintDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
  rowsExamined?: RowsExaminedDirectiveResolver<any, any, ContextType>;
};
