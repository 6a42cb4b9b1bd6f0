/**
 * Those whom Cal.com shows and no roster of it has: hosts who left, say. Their id is the one that Cal.com shows, whatever
 * else can be asked; records of other sources are theirs by the people file, an equal e-mail, or its hash.
 */
import { inOneGo, type Pieces } from '../time/pieces.ts';
import { groupByKeys } from './clusters.ts';
import { hashesOf, linkPeople } from './link.ts';
import { markKey } from './marks.ts';
import type { PeopleFile } from './people-file.ts';
import { keyOf, ownMarks } from './somebody.ts';
import type { PersonRecord, User } from './user.ts';

/** In pieces; `others` are the records of other sources that are nobody's in a roster of Cal.com. */
export function* createStrangers(
  others: readonly PersonRecord[],
  { people, apart }: PeopleFile,
): Pieces<(stranger: PersonRecord) => User> {
  const byMark = yield* groupByKeys(others, (record) => [...ownMarks(record), ...hashesOf(record)]);
  const entriesByMark = yield* groupByKeys(people, ({ marks }) => marks.map(markKey));
  const apartByMark = yield* groupByKeys(apart, (marks) => marks);
  const known = new Map<string, User>();

  function link(stranger: PersonRecord): User {
    const marks = [...ownMarks(stranger), ...hashesOf(stranger)];
    const entries = [...new Set(marks.flatMap((mark) => entriesByMark.get(mark) ?? []))];
    const theirs = [...marks, ...entries.flatMap((entry) => entry.marks.map(markKey))];
    const isFree = (record: PersonRecord): boolean =>
      (entriesByMark.get(keyOf(record)) ?? []).every((entry) => entries.includes(entry));
    const partners = [...new Set(theirs.flatMap((mark) => byMark.get(mark) ?? []))].filter(isFree);
    const all = [...theirs, ...partners.flatMap(ownMarks)];
    const linking = linkPeople([stranger, ...partners], {
      file: { people: entries, apart: [...new Set(all.flatMap((mark) => apartByMark.get(mark) ?? []))] },
      isWhole: false,
    });
    const { people: linked } = inOneGo(linking);
    const user = linked.find((person) => person.marks.has(keyOf(stranger)))?.user;
    if (!user) throw new Error('a record makes a user');
    return { ...user, isListed: false };
  }

  return (stranger) => {
    const content = JSON.stringify(stranger);
    const user = known.get(content) ?? link(stranger);
    known.set(content, user);
    return user;
  };
}
