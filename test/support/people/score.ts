/** Scores the links of an organization against its truth. */
import { identifierKey } from '../../../src/people/identifiers.ts';
import { linkPeople } from '../../../src/people/link.ts';
import { createMatcher } from '../../../src/people/match.ts';
import { nameKey, plainNameKey } from '../../../src/people/names.ts';
import type { IdentityRule, User } from '../../../src/people/user.ts';
import { inOneGo } from '../../../src/time/pieces.ts';
import { HAZARDS, type Organization, type OrganizationPerson } from './organization.ts';
import { SPELLINGS, type Spelling } from './organization-names.ts';
import { keyOf } from './support.ts';

/** The best evidence that links the two records of a person; `NONE` if no rule links them. */
const EVIDENCE = ['PEOPLE_FILE', 'EMAIL', 'EMAIL_HASH', 'NAME', 'NONE'] as const;
type Evidence = (typeof EVIDENCE)[number];

export interface Share {
  /** How many there are. */
  readonly of: number;
  /** How many are linked correctly. */
  readonly right: number;
  /** Of those that are not linked, how many have the right person among the candidates. */
  readonly offered: number;
}

export interface Score {
  /** Of people with two records, by the best evidence. */
  readonly records: Readonly<Record<Evidence, Share>>;
  /** Of names in ALO that only one person has, who is in a directory or the file, by spelling. */
  readonly names: Readonly<Record<Spelling, Share>>;
  /** Of the other names: of namesakes, of guests, and of people who are two users for lack of evidence. */
  readonly others: Share;
  /** How often each rule linked correctly. */
  readonly rules: ReadonlyMap<IdentityRule, number>;
  /** The wrong links, each as a text with the kind of people. */
  readonly wrong: readonly string[];
}

/** Of two people whose names differ only in diacritics, the one without any: the name may belong to the other. */
const isPlainTwin = ({ kind, calcom }: OrganizationPerson): boolean =>
  kind === 'COLLIDING' && calcom?.name != null && nameKey(calcom.name) === plainNameKey(calcom.name);

/** The best evidence for the two records of a person. */
function evidenceFor(person: OrganizationPerson): Evidence {
  const { kind, calcom, saleshandy, entry } = person;
  const claimed = entry?.identifiers.map(identifierKey) ?? [];
  if ([calcom, saleshandy].every((record) => record && claimed.includes(keyOf(record)))) return 'PEOPLE_FILE';
  if (calcom?.email && calcom.email === saleshandy?.email) return 'EMAIL';
  if (calcom?.emailMd5 && saleshandy?.email?.endsWith('.com')) return 'EMAIL_HASH';
  const isOnly = kind === 'MEMBER' || kind === 'COLLIDING';
  return isOnly && !isPlainTwin(person) && !(saleshandy?.email && (calcom?.email || calcom?.emailMd5))
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

  const truth = new Map(people.flatMap((person) => keysOf(person).map((key) => [key, person] as const)));
  const peopleIn = (user: User): OrganizationPerson[] => [
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
  for (const person of people) {
    const { calcom, saleshandy, kind, aloNames } = person;
    const evidence = calcom && saleshandy ? evidenceFor(person) : null;
    if (evidence && calcom && saleshandy) {
      recordShares[evidence].count(userOf.get(keyOf(calcom)) === userOf.get(keyOf(saleshandy)));
    }
    for (const { name, spelling } of aloNames) {
      const { user, rule, candidates } = match(name);
      const isRight = user !== null && peopleIn(user).every((one) => one === person);
      if (user && !isRight) wrong.push(`name ${kind} ${spelling}`);
      if (isRight) note(rule);
      const isKnown = keysOf(person).length > 0 && evidence !== 'NONE';
      const isOnly = (kind === 'MEMBER' || kind === 'COLLIDING' || kind === 'LEFT') && isKnown && !isPlainTwin(person);
      const tally = isOnly ? nameShares[spelling] : others;
      tally.count(isRight, candidates.flatMap(peopleIn).includes(person));
    }
  }
  return { records: recordShares, names: nameShares, others, rules, wrong };
}

/** The keys of a person's records, in sources and in the file. */
const keysOf = ({ calcom, saleshandy, entry }: OrganizationPerson): string[] => [
  ...[calcom, saleshandy].flatMap((record) => (record ? keyOf(record) : [])),
  ...(entry?.identifiers ?? []).filter(({ kind }) => kind === 'record').map(identifierKey),
];

export const isHazard = (complaint: string): boolean => HAZARDS.some((hazard) => complaint.includes(hazard));
