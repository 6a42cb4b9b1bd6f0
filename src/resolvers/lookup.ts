/** Looks people up for resolvers: a person who does not exist is null; if that is unknown, throws or reports why. */
import type { GraphQLResolveInfo } from 'graphql';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import type { People } from '../people/people.ts';
import { sourceIdOf, type User } from '../people/user.ts';
import { foldEmail } from '../sources/folding.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import type { Context } from './context.ts';

/** Reports each source that may know more of the user and could not be read. Returns the user. */
export function reportUnknown(user: User | null, context: Context, info: GraphQLResolveInfo): Awaitable<User | null> {
  return whenReady(context.people(), (people) => {
    for (const failure of people.failures) {
      if (user && !people.isKnownTo(failure.source, user)) context.reportPart(info, failure);
    }
    return user;
  });
}

/** The person with a key such as `calcom:1042`; null if there is none. Throws if that is unknown. */
export async function userByKey(context: Context, key: string): Promise<User | null> {
  const [source = '', sourceId = ''] = key.split(':');
  const people = await context.people();
  const known = people.byKey(key);
  if (known) return known;
  requireStableIds(people);
  if (source === 'calcom') {
    const host = await context.calcom().pastHost(sourceId);
    if (host === null) throwIfUnknown(people.failureOf('CALCOM'));
    return host && people.ofCalcom(host);
  }
  requireSource('SALESHANDY', context);
  throwIfUnknown(people.failureOf('SALESHANDY'));
  return null;
}

/** The person with an e-mail; null if no source knows it, or several people have it. Throws if that is unknown. */
export async function userByEmail(context: Context, email: string): Promise<User | null> {
  const people = await context.people();
  const known = people.byEmail(email);
  if (known !== undefined) return known;
  if (!people.isConfigured) requireSource('CALCOM', context);
  requireStableIds(people);
  const host = context.configured.has('CALCOM') ? await context.calcom().pastHostByEmail(foldEmail(email)) : null;
  if (host === null) for (const source of SOURCES) throwIfUnknown(people.failureOf(source));
  return host && people.ofCalcom(host);
}

/** Throws while ids are unknown, because Cal.com's roster could never be read. */
export function requireStableIds(people: People): void {
  if (!people.hasStableIds) throwIfUnknown(people.failureOf('CALCOM'));
}

function requireSource(source: Source, context: Context): void {
  if (!context.configured.has(source)) throw new SourceError(source, 'NOT_CONFIGURED');
}

function throwIfUnknown(failure: Error | undefined): void {
  if (failure) throw failure;
}

/** The user's id in a source; null if the source does not know the user. Throws if that is unknown. */
export function idIn(source: Source, user: User, context: Context): Awaitable<string | null> {
  requireSource(source, context);
  return sourceIdOf(user, source) ?? nullUnlessUnknown(source, context);
}

/** Null for what a source does not have. Throws if that is unknown. */
const nullUnlessUnknown = (source: Source, context: Context): Awaitable<null> =>
  whenReady(context.people(), (people) => {
    throwIfUnknown(people.failureOf(source));
    return null;
  });

/**
 * The user as Cal.com shows them. No directory has a host who left, and the people file has only an id: their bookings say
 * more, so this reads one of them.
 */
export function asShown(user: User, context: Context): Awaitable<User> {
  return whenReady(context.people(), (people) => {
    const id = pastHostIdOf(user, people, context);
    if (id === null) return user;
    return whenReady(context.calcom().pastHost(id), (host) => (host ? people.ofCalcom(host) : user));
  });
}

/** Cal.com's id of a user whom only bookings show; null for any other user. */
export function pastHostIdOf(user: User, people: People, { configured }: Pick<Context, 'configured'>): string | null {
  return people.isKnownTo('CALCOM', user) || !configured.has('CALCOM') ? null : sourceIdOf(user, 'CALCOM');
}

/** A value that only Cal.com has. Throws if its roster could not be read: the value is then unknown, not absent. */
export function fromCalcom(
  field: 'username' | 'avatarUrl' | 'timeZone',
  user: User,
  context: Context,
): Awaitable<string | null> {
  return whenReady(asShown(user, context), ({ [field]: value }) => {
    if (value !== null) return value;
    requireSource('CALCOM', context);
    return nullUnlessUnknown('CALCOM', context);
  });
}

/** Whether figures belong to another person with the user's name: only a name links the user, and the e-mails differ. */
export const areOfNamesake = (user: User, { email }: { readonly email: string | null }): boolean =>
  email !== null &&
  user.email !== null &&
  foldEmail(email) !== foldEmail(user.email) &&
  user.identities.some(({ source, rule }) => source === 'SALESHANDY' && rule === 'NAME');
