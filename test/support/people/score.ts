/** How well an organization whose truth is known is linked: what is right, what is wrong, and what could not be known. */

import { identifierKey } from '../../../src/people/identifiers.ts';
import { linkPeople } from '../../../src/people/link.ts';
import { createMatcher } from '../../../src/people/match.ts';
import { nameKey, plainNameKey } from '../../../src/people/names.ts';
import type { IdentityRule, User } from '../../../src/people/user.ts';
import { inOneGo } from '../../../src/time/pieces.ts';
import { HAZARDS, type Organization, type Somebody } from './organization.ts';
import { SPELLINGS, type Spelling } from './organization-names.ts';
import { keyOf } from './support.ts';

/** What could link the two records of somebody; `NONE` where nothing could, by these rules. */
const EVIDENCE = ['PEOPLE_FILE', 'EMAIL', 'EMAIL_HASH', 'NAME', 'NONE'] as const;
type Evidence = (typeof EVIDENCE)[number];

export interface Share {
  /** How many there are. */
  readonly of: number;
  /** How many are linked to who they are. */
  readonly right: number;
  /** Of those that are not linked, how many have who they are among the candidates. */
  readonly offered: number;
}

export interface Score {
  /** Of those with two records, by the best evidence there is. */
  readonly records: Readonly<Record<Evidence, Share>>;
  /** Of names in ALO whose owner alone has the name and is in a directory or the file, by how they are spelled. */
  readonly names: Readonly<Record<Spelling, Share>>;
  /** Of the other names: homonyms', guests', and those of people who are two users for want of evidence. */
  readonly others: Share;
  /** How often each rule linked something to who it is. */
  readonly rules: ReadonlyMap<IdentityRule, number>;
  /** What is linked to somebody else, in words that name the kind of people. */
  readonly wrong: readonly string[];
}

/** Of two whose names differ by diacritics alone, the one without any: whoever is shown so may be the other. */
const isPlainTwin = ({ kind, calcom }: Somebody): boolean =>
  kind === 'COLLIDING' && calcom?.name != null && nameKey(calcom.name) === plainNameKey(calcom.name);

/** What could be known of how the two records of somebody belong together. */
function evidenceFor(somebody: Somebody): Evidence {
  const { kind, calcom, saleshandy, entry } = somebody;
  const claimed = entry?.identifiers.map(identifierKey) ?? [];
  if ([calcom, saleshandy].every((record) => record && claimed.includes(keyOf(record)))) return 'PEOPLE_FILE';
  if (calcom?.email && calcom.email === saleshandy?.email) return 'EMAIL';
  if (calcom?.emailMd5 && saleshandy?.email?.endsWith('.com')) return 'EMAIL_HASH';
  const isOnly = kind === 'MEMBER' || kind === 'COLLIDING';
  return isOnly && !isPlainTwin(somebody) && !(saleshandy?.email && (calcom?.email || calcom?.emailMd5))
    ? 'NAME'
    : 'NONE';
}

class Tally implements Share {
  of = 0;
  right = 0;
  offered = 0;

  count(isRight: boolean, isOffered = false): void {
    this.of++;
    if (isRight) this.right++;
    else if (isOffered) this.offered++;
  }
}

const talliesOf = <Key extends string>(keys: readonly Key[]): Record<Key, Tally> =>
  Object.fromEntries(keys.map((key) => [key, new Tally()])) as Record<Key, Tally>;

export function scoreOf({ people, records, file }: Organization): Score {
  const options = { file, isWhole: true };
  const linked = inOneGo(linkPeople(records, options)).people;
  const match = inOneGo(createMatcher(linked, options));
  const users = linked.flatMap(({ user }) => user ?? []);

  const truth = new Map(people.flatMap((somebody) => keysOf(somebody).map((key) => [key, somebody] as const)));
  const peopleIn = (user: User): Somebody[] => [
    ...new Set(user.identities.flatMap((one) => (one.sourceId === null ? [] : (truth.get(keyOf(one)) ?? [])))),
  ];
  const userOf = new Map(users.flatMap((user) => user.identities.map((one) => [keyOf(one), user] as const)));

  const wrong: string[] = [];
  const rules = new Map<IdentityRule, number>();
  const note = (rule: IdentityRule): void => void rules.set(rule, (rules.get(rule) ?? 0) + 1);
  for (const user of users) {
    const theirs = peopleIn(user);
    if (theirs.length > 1) wrong.push(`records ${[...new Set(theirs.map(({ kind }) => kind))].join(' and ')}`);
    else for (const { rule } of user.identities.slice(1)) note(rule);
  }

  const recordShares = talliesOf(EVIDENCE);
  const nameShares = talliesOf(SPELLINGS);
  const others = new Tally();
  for (const somebody of people) {
    const { calcom, saleshandy, kind, aloNames } = somebody;
    const evidence = calcom && saleshandy ? evidenceFor(somebody) : null;
    if (evidence && calcom && saleshandy) {
      recordShares[evidence].count(userOf.get(keyOf(calcom)) === userOf.get(keyOf(saleshandy)));
    }
    for (const { name, spelling } of aloNames) {
      const { user, rule, candidates } = match(name);
      const isRight = user !== null && peopleIn(user).every((one) => one === somebody);
      if (user && !isRight) wrong.push(`name ${kind} ${spelling}`);
      if (isRight) note(rule);
      const isKnown = keysOf(somebody).length > 0 && evidence !== 'NONE';
      const isOnly =
        (kind === 'MEMBER' || kind === 'COLLIDING' || kind === 'LEFT') && isKnown && !isPlainTwin(somebody);
      const tally = isOnly ? nameShares[spelling] : others;
      tally.count(isRight, candidates.flatMap(peopleIn).includes(somebody));
    }
  }
  return { records: recordShares, names: nameShares, others, rules, wrong };
}

/** By whatever a source or the file knows them. */
const keysOf = ({ calcom, saleshandy, entry }: Somebody): string[] => [
  ...[calcom, saleshandy].flatMap((record) => (record ? keyOf(record) : [])),
  ...(entry?.identifiers ?? []).filter(({ kind }) => kind === 'record').map(identifierKey),
];

export const isHazard = (complaint: string): boolean => HAZARDS.some((hazard) => complaint.includes(hazard));
