/**
 * Who is who: joins the records that the sources have of people into users. Pure and independent of the order in which
 * records are given. Evidence is a directory's own id or an equal e-mail; nothing weaker links.
 */
import type { Source } from '../errors.ts';
import { foldEmail } from '../sources/values.ts';

type IdentityRule = 'DIRECTORY' | 'EMAIL';

/** One source's record of a person. */
export interface PersonRecord {
  readonly source: Source;
  readonly sourceId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
  /** Whether the person is one of those that `users` lists. */
  readonly isListed: boolean;
}

interface Identity extends Pick<PersonRecord, 'source' | 'name' | 'email'> {
  readonly sourceId: string | null;
  readonly rule: IdentityRule;
}

export interface User {
  /** Made from the strongest identity, such as `calcom:1042`. */
  readonly key: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
  readonly isListed: boolean;
  /** Strongest first. */
  readonly identities: readonly Identity[];
}

/** The sources that know people by id, the strongest first. */
const STRENGTH: readonly Source[] = ['CALCOM', 'SALESHANDY'];

/** How a record is named in keys: `calcom:1042`. */
export const recordKey = (source: Source, sourceId: string): string => `${source.toLowerCase()}:${sourceId}`;

/** The id a source knows the user by; null if the source does not know them. */
export const sourceIdOf = (user: User, source: Source): string | null =>
  user.identities.find((identity) => identity.source === source)?.sourceId ?? null;

/**
 * Joins records into users. Records of one source are never joined with each other; records of two sources are where
 * their e-mails are equal and no other record of either source has that e-mail.
 */
export function linkPeople(records: readonly PersonRecord[]): User[] {
  const byEmail = Map.groupBy(
    records.filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );
  const partnersOf = (anchor: PersonRecord): PersonRecord[] => {
    const equal = anchor.email === null ? [] : (byEmail.get(foldEmail(anchor.email)) ?? []);
    const isAlone = (source: Source) => equal.filter((record) => record.source === source).length === 1;
    return isAlone(anchor.source)
      ? equal.filter((record) => record.source !== anchor.source && isAlone(record.source))
      : [];
  };

  const joined = new Set<PersonRecord>();
  return [...records].sort(byStrength).flatMap((anchor) => {
    if (joined.has(anchor)) return [];
    const partners = partnersOf(anchor).sort(byStrength);
    for (const record of [anchor, ...partners]) joined.add(record);
    return [toUser(anchor, partners)];
  });
}

const byStrength = (a: PersonRecord, b: PersonRecord): number =>
  STRENGTH.indexOf(a.source) - STRENGTH.indexOf(b.source) ||
  (a.sourceId < b.sourceId ? -1 : a.sourceId > b.sourceId ? 1 : 0);

function toUser(anchor: PersonRecord, partners: readonly PersonRecord[]): User {
  const all = [anchor, ...partners];
  const firstOf = <Field extends 'name' | 'email' | 'username' | 'avatarUrl' | 'timeZone'>(
    field: Field,
  ): string | null => all.map((record) => record[field]).find((value) => value !== null) ?? null;
  return {
    key: recordKey(anchor.source, anchor.sourceId),
    name: firstOf('name') ?? firstOf('username') ?? firstOf('email'),
    email: firstOf('email'),
    username: firstOf('username'),
    avatarUrl: firstOf('avatarUrl'),
    timeZone: firstOf('timeZone'),
    isListed: all.some((record) => record.isListed),
    identities: all.map(({ source, sourceId, name, email }, index) => ({
      source,
      sourceId,
      name,
      email,
      rule: index === 0 ? 'DIRECTORY' : 'EMAIL',
    })),
  };
}
