/** The rosters as they came out, and what is missing from them. */
import { type Source, SourceError } from '../errors.ts';
import type { CalcomRoster } from '../sources/calcom/directories.ts';
import type { SaleshandyMember } from '../sources/saleshandy/model.ts';
import type { Roster } from '../sources/values.ts';

/** How a roster came out; null where its source is not configured. */
export type RosterReading<Roster> = PromiseSettledResult<Roster> | null;

export interface Rosters {
  readonly calcom: RosterReading<CalcomRoster>;
  readonly saleshandy: RosterReading<Roster<SaleshandyMember>>;
}

/** The positions of the rows of a directory that could not be read. */
export interface UnreadRows {
  readonly source: Source;
  readonly rejected: readonly number[];
}

/** A directory that has never been seen whole, and why. */
export interface UnseenDirectory {
  readonly source: Source;
  readonly directory: 'TEAM_MEMBERS' | 'ORGANIZATION_USERS' | 'SALESHANDY_MEMBERS';
  readonly error: SourceError;
}

interface Directory extends Pick<UnseenDirectory, 'source' | 'directory'> {
  /** Why there is none, or what there is. */
  readonly content: SourceError | Roster<unknown>;
}

/** Every directory of a source that is configured. */
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

export const unseenDirectories = (rosters: Rosters): UnseenDirectory[] =>
  directoriesOf(rosters).flatMap(({ content, ...directory }) => {
    if (content instanceof SourceError) return { ...directory, error: content };
    if (content.wasWhole) return [];
    const [row] = content.rejected;
    const error = new SourceError(directory.source, row === undefined ? 'TRUNCATED' : 'CONTRACT', { row });
    return { ...directory, error };
  });

export const unreadRows = (rosters: Rosters): UnreadRows[] =>
  directoriesOf(rosters).flatMap(({ source, content }) =>
    content instanceof SourceError ? [] : { source, rejected: content.rejected },
  );

/** The directories whose people are listed: organization users are not. */
export const listedAlone = (unseen: readonly UnseenDirectory[]): UnseenDirectory[] =>
  unseen.filter(({ directory }) => directory !== 'ORGANIZATION_USERS');

/** Why a source's people are not known as they should be, one failure a source. Organization users may be done without. */
export const failuresOf = (rosters: Rosters): SourceError[] =>
  directoriesOf(rosters).flatMap(({ directory, content }) =>
    content instanceof SourceError && directory !== 'ORGANIZATION_USERS' ? content : [],
  );
