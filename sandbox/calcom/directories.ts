/** Cal.com's directories: memberships, organization users, event types, and the owner of the API key. */
import type { Quirk } from '../quirks.ts';
import { toIso } from '../time.ts';
import type { CalcomUser, CalcomWorld, EventType } from '../world/model.ts';
import { LOWERED_TAKE } from './booking-filters.ts';
import { QueryReader } from './query.ts';

/** The members of a team, or of the organization where `groupId` is its id. */
export function listMemberships(
  calcom: CalcomWorld,
  groupId: number,
  query: URLSearchParams,
  quirks: ReadonlySet<Quirk>,
): unknown[] {
  const isOrg = groupId === calcom.orgId;
  const members = calcom.users.filter((user) => (isOrg ? user.inOrg : user.teamIds.includes(groupId)));
  return page(members, query, 250, quirks).map((user) => ({
    id: groupId * 10_000 + user.id,
    userId: user.id,
    teamId: groupId,
    accepted: true,
    role: user.role,
    disableImpersonation: false,
    // The id is not in this object, but beside it as userId.
    user: {
      email: user.email,
      name: user.name,
      username: user.username,
      avatarUrl: user.avatarUrl,
      bio: null,
      metadata: {},
    },
    ...(isOrg ? { attributes: [] } : {}),
  }));
}

/** Filters by attribute are not modelled: the invented team has no attributes. */
export function listOrgUsers(calcom: CalcomWorld, query: URLSearchParams, quirks: ReadonlySet<Quirk>): unknown[] {
  const read = new QueryReader(query);
  const emails = read.list('emails');
  const teamIds = read.ids('teamIds');
  read.finish();
  const users = calcom.users.filter(
    (user) =>
      user.inOrg &&
      (!emails || emails.includes(user.email)) &&
      (!teamIds || teamIds.some((id) => user.teamIds.includes(id))),
  );
  // UNDOCUMENTED: all of them without `take`.
  return page(users, query, 1000, quirks).map((user) => ({
    ...profile(user),
    emailVerified: toIso(user.createdMs),
    appTheme: null,
    theme: null,
    hideBranding: false,
    brandColor: null,
    darkBrandColor: null,
    allowDynamicBooking: true,
    createdDate: toIso(user.createdMs),
    verified: false,
    invitedTo: null,
    metadata: {},
    profile: { id: 50_000 + user.id, organizationId: calcom.orgId, userId: user.id, username: user.username },
  }));
}

export function describeCaller(calcom: CalcomWorld): unknown {
  const caller = calcom.users.find((user) => user.id === calcom.callerId);
  return (
    caller && {
      ...profile(caller),
      organizationId: calcom.orgId,
      organization: { isPlatform: false, id: calcom.orgId },
    }
  );
}

function profile({ id, username, name, email, avatarUrl, timeZone }: CalcomUser): Record<string, unknown> {
  return {
    id,
    username,
    name,
    email,
    bio: null,
    avatarUrl,
    timeZone,
    weekStart: 'Monday',
    timeFormat: 24,
    defaultScheduleId: null,
    locale: 'en',
  };
}

/** Without the copies of managed ones, which belong to their hosts. */
export function listEventTypes(calcom: CalcomWorld, teamId: number, query: URLSearchParams): unknown[] {
  const read = new QueryReader(query);
  const slug = read.text('eventSlug');
  const hostsLimit = read.whole('hostsLimit', 1, Number.MAX_SAFE_INTEGER);
  const direction = read.oneOf('sortCreatedAt', ['asc', 'desc']);
  read.finish();
  return calcom.eventTypes
    .filter((type) => type.teamId === teamId && (slug === undefined || type.slug === slug))
    .sort((a, b) => (direction === 'desc' ? b.id - a.id : a.id - b.id))
    .map((type) => eventTypeRow(type, calcom, hostsLimit));
}

function eventTypeRow(type: EventType, calcom: CalcomWorld, hostsLimit: number | undefined): Record<string, unknown> {
  const users = new Map(calcom.users.map((user) => [user.id, user]));
  return {
    id: type.id,
    lengthInMinutes: type.lengthMinutes,
    title: type.title,
    slug: type.slug,
    description: '',
    locations: [{ type: 'integration', integration: 'cal-video' }],
    bookingFields: [
      { isDefault: true, type: 'name', slug: 'name', label: 'Your name', placeholder: '', required: true },
      { isDefault: true, type: 'email', slug: 'email', label: 'E-mail', placeholder: '', required: true },
    ],
    disableGuests: false,
    recurrence: type.isRecurring ? { interval: 1, occurrences: 13, frequency: 'weekly' } : null,
    metadata: {},
    price: 0,
    currency: 'usd',
    lockTimeZoneToggleOnBookingPage: false,
    seatsPerTimeSlot: type.seats,
    forwardParamsSuccessRedirect: null,
    successRedirectUrl: null,
    isInstantEvent: false,
    scheduleId: null,
    hidden: false,
    bookingRequiresAuthentication: false,
    teamId: type.teamId,
    ownerId: null,
    parentEventTypeId: type.parentId,
    hosts: type.hostIds.slice(0, hostsLimit).map((userId) => ({
      userId,
      name: users.get(userId)?.name ?? null,
      username: users.get(userId)?.username ?? null,
      avatarUrl: users.get(userId)?.avatarUrl ?? null,
    })),
    assignAllTeamMembers: false,
    schedulingType: type.schedulingType,
    team: {
      id: type.teamId,
      slug: 'harbour',
      name: 'Harbour',
      bannerUrl: null,
      logoUrl: null,
      weekStart: 'Monday',
      brandColor: null,
      darkBrandColor: null,
      theme: null,
    },
  };
}

function page<T>(rows: readonly T[], query: URLSearchParams, most: number, quirks: ReadonlySet<Quirk>): T[] {
  const read = new QueryReader(query);
  const take = read.whole('take', 1, most) ?? most;
  const skip = read.whole('skip', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  read.finish();
  // UNDOCUMENTED: whether a server lowers take. Quirk calcom-lowered-pages.
  return rows.slice(skip, skip + Math.min(take, quirks.has('calcom-lowered-pages') ? LOWERED_TAKE : most));
}
