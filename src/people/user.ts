/** A user of the graph: one person, with the identities that they were joined from and the evidence for each. */
import type { Source } from '../errors.ts';

/** The evidence that links an identity to a person, strongest first. */
export const IDENTITY_RULES = ['DIRECTORY', 'PEOPLE_FILE', 'EMAIL', 'EMAIL_HASH', 'NAME'] as const;
export type IdentityRule = (typeof IDENTITY_RULES)[number];

/** A person in one source. */
export interface PersonRecord {
  readonly source: Source;
  readonly sourceId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The MD5 hash of the e-mail in hexadecimal, if the source sends it. */
  readonly emailMd5: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
  /** Whether `Query.users` lists the person. */
  readonly isListed: boolean;
}

export interface Identity extends Pick<PersonRecord, 'source' | 'name' | 'email'> {
  /** Null for a name in ALO. */
  readonly sourceId: string | null;
  readonly rule: IdentityRule;
}

export interface User {
  /** The `recordKey` of the strongest record. */
  readonly key: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly timeZone: string | null;
  readonly isListed: boolean;
  /** Records, strongest first, then the names in ALO that the people file gives. */
  readonly identities: readonly Identity[];
}

/** The key of a record, as the people file writes it: `calcom:1042`. */
export const recordKey = (source: Source, sourceId: string): string => `${source.toLowerCase()}:${sourceId}`;

/** The user's id in a source; null if the source does not know the user. */
export const sourceIdOf = (user: User, source: Source): string | null =>
  user.identities.find((identity) => identity.source === source)?.sourceId ?? null;

/** An identity in ALO, which knows people only by name. */
export const aloIdentity = (name: string, rule: IdentityRule): Identity => ({
  source: 'ALO',
  sourceId: null,
  name,
  email: null,
  rule,
});
