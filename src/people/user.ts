/** A user of the graph: one person, with the records they were joined from and the evidence for each. */
import type { Source } from '../errors.ts';

/** What links an identity to a person, the strongest evidence first. */
export const IDENTITY_RULES = ['DIRECTORY', 'PEOPLE_FILE', 'EMAIL', 'EMAIL_HASH', 'NAME'] as const;
export type IdentityRule = (typeof IDENTITY_RULES)[number];

/** One source's record of a person. */
export interface PersonRecord {
  readonly source: Source;
  readonly sourceId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The MD5 of the e-mail in hexadecimal, where the source tells it. */
  readonly emailMd5: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
  /** Whether the person is one of those that `users` lists. */
  readonly isListed: boolean;
}

export interface Identity extends Pick<PersonRecord, 'source' | 'name' | 'email'> {
  /** Null for a name in ALO. */
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
  /** Strongest first: records, then the names that the file gives them in ALO. */
  readonly identities: readonly Identity[];
}

/** The id a source knows the user by; null if the source does not know them. */
export const sourceIdOf = (user: User, source: Source): string | null =>
  user.identities.find((identity) => identity.source === source)?.sourceId ?? null;

/** What ALO knows of a person: a name. */
export const aloIdentity = (name: string, rule: IdentityRule): Identity => ({
  source: 'ALO',
  sourceId: null,
  name,
  email: null,
  rule,
});
