/** Short forms for the tests of people: records, people files, and links as text. */
import { createHash } from 'node:crypto';
import { type LinkedPeople, linkPeople } from '../../../src/people/link.ts';
import { gatherPeople, type People } from '../../../src/people/people.ts';
import { EMPTY_PEOPLE_FILE, type PeopleFile, parsePeopleFile } from '../../../src/people/people-file.ts';
import { bareRecord } from '../../../src/people/records.ts';
import type { Rosters } from '../../../src/people/rosters.ts';
import type { PersonRecord, User } from '../../../src/people/user.ts';
import { inOneGo } from '../../../src/time/pieces.ts';

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** A listed record with a key such as `calcom:1`. */
export function record(key: string, known: Partial<PersonRecord> = {}): PersonRecord {
  const [source = '', sourceId = ''] = key.split(':');
  return { ...bareRecord(source === 'calcom' ? 'CALCOM' : 'SALESHANDY', sourceId), isListed: true, ...known };
}

export const named = (key: string, name: string | null, email: string | null = null): PersonRecord =>
  record(key, { name, email });

/** A file from its lines. */
export const fileOf = (...lines: readonly string[]): PeopleFile => parsePeopleFile(lines.join('\n'));

interface Circumstances {
  readonly file?: PeopleFile;
  readonly isWhole?: boolean;
}

export const link = (
  records: readonly PersonRecord[],
  { file = EMPTY_PEOPLE_FILE, isWhole = true }: Circumstances = {},
): LinkedPeople => inOneGo(linkPeople(records, { file, isWhole }));

export const gather = (rosters: Rosters, file: PeopleFile): People => inOneGo(gatherPeople(rosters, file));

export const usersOf = ({ people }: LinkedPeople): User[] => people.flatMap(({ user }) => user ?? []);

export const keyOf = ({ source, sourceId }: { readonly source: string; readonly sourceId: string | null }): string =>
  `${source.toLowerCase()}:${sourceId}`;

/** The records of a user: `calcom:1 + saleshandy:a EMAIL`. The rule DIRECTORY is left out. */
export const joinedFrom = ({ identities }: User): string =>
  identities
    .filter(({ sourceId }) => sourceId !== null)
    .map((identity) => (identity.rule === 'DIRECTORY' ? keyOf(identity) : `${keyOf(identity)} ${identity.rule}`))
    .join(' + ');

/** Every user, in the format of `joinedFrom`. */
export const links = (records: readonly PersonRecord[], circumstances?: Circumstances): string[] =>
  usersOf(link(records, circumstances)).map(joinedFrom);

/** Conflicts as `SAME_NAME calcom:1 calcom:2`. */
export const conflicts = (records: readonly PersonRecord[], circumstances?: Circumstances): string[] =>
  link(records, circumstances).conflicts.map(({ reason, users }) => [reason, ...users.map(({ key }) => key)].join(' '));

/** The message of the error for a people file; null if the file is valid. */
export function complaintOf(text: string): string | null {
  try {
    parsePeopleFile(text);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message;
  }
}
