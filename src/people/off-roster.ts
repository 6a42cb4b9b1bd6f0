/**
 * People whom Cal.com shows and whom its roster does not have, such as hosts who left. Their id is the one that Cal.com shows,
 * whatever else can be read. Records of other sources join them by the people file, an equal e-mail, or its hash.
 */
import { inOneGo, type Pieces } from '../time/pieces.ts';
import { emailHashesOf, keyOf, recordIdentifiers } from './cluster.ts';
import { identifierKey } from './identifiers.ts';
import { groupByKeys } from './join-clusters.ts';
import { linkPeople } from './link.ts';
import type { PeopleFile } from './people-file.ts';
import type { PersonRecord, User } from './user.ts';

/**
 * Returns a function that makes a user of such a record. `others` are the records of other sources that no one in the roster
 * has.
 */
export function* createOffRosterLinker(
  others: readonly PersonRecord[],
  { people, apart }: PeopleFile,
): Pieces<(record: PersonRecord) => User> {
  const byIdentifier = yield* groupByKeys(others, keysOf);
  const entriesOf = yield* groupByKeys(people, ({ identifiers }) => identifiers.map(identifierKey));
  const apartOf = yield* groupByKeys(apart, (keys) => keys);
  const known = new Map<string, User>();

  function link(record: PersonRecord): User {
    const own = keysOf(record);
    const entries = [...new Set(own.flatMap((key) => entriesOf.get(key) ?? []))];
    const keys = [...own, ...entries.flatMap(({ identifiers }) => identifiers.map(identifierKey))];
    const isFree = (other: PersonRecord): boolean =>
      (entriesOf.get(keyOf(other)) ?? []).every((entry) => entries.includes(entry));
    const partners = [...new Set(keys.flatMap((key) => byIdentifier.get(key) ?? []))].filter(isFree);
    const all = [...keys, ...partners.flatMap(recordIdentifiers)];
    const linking = linkPeople([record, ...partners], {
      file: { people: entries, apart: [...new Set(all.flatMap((key) => apartOf.get(key) ?? []))] },
      isWhole: false,
    });
    const { people: linked } = inOneGo(linking);
    const user = linked.find((person) => person.identifiers.has(keyOf(record)))?.user;
    if (!user) throw new Error('a record makes a user');
    return { ...user, isListed: false };
  }

  return (record) => {
    const content = JSON.stringify(record);
    const user = known.get(content) ?? link(record);
    known.set(content, user);
    return user;
  };
}

const keysOf = (record: PersonRecord): string[] => [...recordIdentifiers(record), ...emailHashesOf(record)];
