/** Looking people up for resolvers: absent is null, unknown throws or is reported. */
import type { GraphQLResolveInfo } from 'graphql';
import { type Source, SourceError } from '../errors.ts';
import { sourceIdOf, type User } from '../people/link.ts';
import { foldEmail } from '../sources/values.ts';
import type { Context } from './context.ts';

/** A person whom a source that could not be asked may know better: then the answer says so. */
export async function reportUnknown(
  user: User | null,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<User | null> {
  for (const failure of (await context.people()).failures) {
    if (user && sourceIdOf(user, failure.source) === null) context.reportPart(info, failure);
  }
  return user;
}

/** The person with a key such as `calcom:1042`; null if there is none. */
export async function userByKey(context: Context, key: string): Promise<User | null> {
  const [source = '', sourceId = ''] = key.split(':');
  const people = await context.people();
  const known = people.byKey(key);
  if (known) return known;
  if (source === 'calcom') {
    throwIfUnknown(people.failureOf('CALCOM'));
    const host = await context.calcom().pastHost(sourceId);
    return host && people.ofCalcom(host);
  }
  requireSource('SALESHANDY', context);
  throwIfUnknown(people.failureOf('SALESHANDY'));
  return null;
}

/** The person with an e-mail; null if no source knows it. */
export async function userByEmail(context: Context, email: string): Promise<User | null> {
  const people = await context.people();
  const known = people.byEmail(email);
  if (known) return known;
  if (!people.isConfigured) requireSource('CALCOM', context);
  throwIfUnknown(people.failureOf('CALCOM'));
  const host = context.configured.has('CALCOM') ? await context.calcom().pastHostByEmail(foldEmail(email)) : null;
  if (host === null) throwIfUnknown(people.failureOf('SALESHANDY'));
  return host && people.ofCalcom(host);
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
