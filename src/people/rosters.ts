/** The rosters: each source's directories of people as far as they could be read, and what is missing from them. */
import { type Source, SourceError } from '../errors.ts';
import type { CalcomRoster } from '../sources/calcom/directories.ts';
import type { Roster } from '../sources/rosters.ts';
import type { SaleshandyMember } from '../sources/saleshandy/model.ts';

/** The result of reading a roster; null if its source is not configured. */
export type RosterReading<Roster> = PromiseSettledResult<Roster> | null;

export interface Rosters {
  readonly calcom: RosterReading<CalcomRoster>;
  readonly saleshandy: RosterReading<Roster<SaleshandyMember>>;
}

/** The positions of the rows of a directory that could not be read. */
export interface UnreadRows {
  readonly source: Source;
  readonly unreadable: readonly number[];
}

/** A directory that has never been read completely, and why. */
export interface UnseenDirectory {
  readonly source: Source;
  readonly directory: 'TEAM_MEMBERS' | 'ORGANIZATION_USERS' | 'SALESHANDY_MEMBERS';
  readonly error: SourceError;
}

/** The directories of configured sources that have never been read completely. */
export const unseenDirectories = (rosters: Rosters): UnseenDirectory[] =>
  directoriesOf(rosters).flatMap(({ content, ...directory }) => {
    if (content instanceof SourceError) return { ...directory, error: content };
    if (content.wasWhole) return [];
    const [row] = content.unreadable;
    const error = new SourceError(directory.source, row === undefined ? 'TRUNCATED' : 'CONTRACT', { row });
    return { ...directory, error };
  });

/** Those of them whose people are listed: organization users are not. */
export const onlyListed = (unseen: readonly UnseenDirectory[]): UnseenDirectory[] =>
  unseen.filter(({ directory }) => directory !== 'ORGANIZATION_USERS');

/** The unread rows of each directory that could be read. */
export const unreadRows = (rosters: Rosters): UnreadRows[] =>
  directoriesOf(rosters).flatMap(({ source, content }) =>
    content instanceof SourceError ? [] : { source, unreadable: content.unreadable },
  );

/** Why directories could not be read, except that of organization users, which is optional: at most one error a source. */
export const failuresOf = (rosters: Rosters): SourceError[] =>
  directoriesOf(rosters).flatMap(({ directory, content }) =>
    content instanceof SourceError && directory !== 'ORGANIZATION_USERS' ? content : [],
  );

interface Directory extends Pick<UnseenDirectory, 'source' | 'directory'> {
  /** The rows, or why there are none. */
  readonly content: SourceError | Roster<unknown>;
}

function directoriesOf({ calcom, saleshandy }: Rosters): Directory[] {
  const directories: Directory[] = [];
  if (calcom) {
    const content = contentOf(calcom);
    const roster = content instanceof SourceError ? { teamMembers: content, organizationUsers: content } : content;
    const members = 'membersRefused' in roster ? (roster.membersRefused ?? roster.teamMembers) : roster.teamMembers;
    directories.push({ source: 'CALCOM', directory: 'TEAM_MEMBERS', content: members });
    directories.push({ source: 'CALCOM', directory: 'ORGANIZATION_USERS', content: roster.organizationUsers });
  }
  if (saleshandy) {
    directories.push({ source: 'SALESHANDY', directory: 'SALESHANDY_MEMBERS', content: contentOf(saleshandy) });
  }
  return directories;
}

function contentOf<Roster>(reading: PromiseSettledResult<Roster>): Roster | SourceError {
  if (reading.status === 'fulfilled') return reading.value;
  if (reading.reason instanceof SourceError) return reading.reason;
  throw reading.reason;
}
