/** Looking people up for resolvers: absent is null, unknown throws or is reported. */
import type { GraphQLResolveInfo } from 'graphql';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import type { People } from '../people/people.ts';
import { sourceIdOf, type User } from '../people/user.ts';
import { foldEmail } from '../sources/values.ts';
import type { Context } from './context.ts';

/** A person whom a source that could not be asked may know better: then the answer says so. */
export async function reportUnknown(
  user: User | null,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<User | null> {
  const people = await context.people();
  for (const failure of people.failures) {
    if (user && !people.isKnownTo(failure.source, user)) context.reportPart(info, failure);
  }
  return user;
}

/** The person with a key such as `calcom:1042`; null if there is none. */
export async function userByKey(context: Context, key: string): Promise<User | null> {
  const [source = '', sourceId = ''] = key.split(':');
  const people = await context.people();
  const known = people.byKey(key);
  if (known) return known;
  requireSettled(people);
  if (source === 'calcom') {
    const host = await context.calcom().pastHost(sourceId);
    if (host === null) throwIfUnknown(people.failureOf('CALCOM'));
    return host && people.ofCalcom(host);
  }
  requireSource('SALESHANDY', context);
  throwIfUnknown(people.failureOf('SALESHANDY'));
  return null;
}

/** The person with an e-mail; null if no source knows it, or if it is several people's. */
export async function userByEmail(context: Context, email: string): Promise<User | null> {
  const people = await context.people();
  const known = people.byEmail(email);
  if (known !== undefined) return known;
  if (!people.isConfigured) requireSource('CALCOM', context);
  requireSettled(people);
  const host = context.configured.has('CALCOM') ? await context.calcom().pastHostByEmail(foldEmail(email)) : null;
  if (host === null) for (const source of SOURCES) throwIfUnknown(people.failureOf(source));
  return host && people.ofCalcom(host);
}

/** Throws while nobody's id can be told. */
export function requireSettled(people: People): void {
  if (!people.hasStableIds) throwIfUnknown(people.failureOf('CALCOM'));
}

function requireSource(source: Source, context: Context): void {
  if (!context.configured.has(source)) throw new SourceError(source, 'NOT_CONFIGURED');
}

function throwIfUnknown(failure: Error | undefined): void {
  if (failure) throw failure;
}

/** The source's own id of a person; null if it does not know them. Throws where that cannot be told. */
export async function idIn(source: Source, user: User, context: Context): Promise<string | null> {
  requireSource(source, context);
  const id = sourceIdOf(user, source);
  if (id === null) throwIfUnknown((await context.people()).failureOf(source));
  return id;
}

/**
 * The person as Cal.com shows them. Of a host who left, no directory tells more than the people file does; the bookings
 * do, and they are looked through for it.
 */
export async function asShown(user: User, context: Context): Promise<User> {
  const people = await context.people();
  const id = sourceIdOf(user, 'CALCOM');
  if (id === null || people.isKnownTo('CALCOM', user) || !context.configured.has('CALCOM')) return user;
  const host = await context.calcom().pastHost(id);
  return host ? people.ofCalcom(host) : user;
}

/** What Cal.com alone tells of a person: unknown, and not absent, where its roster could not be read. */
export async function fromCalcom(
  field: 'username' | 'avatarUrl' | 'timeZone',
  user: User,
  context: Context,
): Promise<string | null> {
  const { [field]: value } = await asShown(user, context);
  if (value !== null) return value;
  requireSource('CALCOM', context);
  throwIfUnknown((await context.people()).failureOf('CALCOM'));
  return null;
}

/** Whether figures are of somebody else who merely has the person's name: they carry an e-mail, and it is not theirs. */
export const areOfNamesake = (user: User, { email }: { readonly email: string | null }): boolean =>
  email !== null &&
  user.email !== null &&
  foldEmail(email) !== foldEmail(user.email) &&
  user.identities.some(({ source, rule }) => source === 'SALESHANDY' && rule === 'NAME');
