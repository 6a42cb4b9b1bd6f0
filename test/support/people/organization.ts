/**
 * An invented organization of any size with a known truth: what each source has of each person, and whom each name in ALO
 * belongs to. The same seed makes the same organization.
 *
 * Unless `hazards` is set, it has no people whom nothing in these sources could distinguish by name: a guest in ALO with a
 * member's name, or one that differs only in diacritics; two namesakes of whom each source has a different one; and a person
 * whom ALO spells without diacritics if that is another person's exact name, or another source's spelling of a namesake.
 */
import type { Identifier } from '../../../src/people/identifiers.ts';
import type { FilePerson, PeopleFile } from '../../../src/people/people-file.ts';
import type { PersonRecord } from '../../../src/people/user.ts';
import { type Dice, diceOf } from './dice.ts';
import { type FullName, inFull, namesFrom, plain, type Spelling, spelled } from './organization-names.ts';
import { md5, named } from './support.ts';

export const HAZARDS = [
  'NAMESAKE_GUEST',
  'DIACRITICS_GUEST',
  'SPLIT_NAMESAKES',
  'PLAIN_NAMESAKE',
  'PLAIN_HOMONYM',
] as const;
type Kind = 'MEMBER' | 'HOMONYM' | 'COLLIDING' | 'GUEST' | 'LEFT' | (typeof HAZARDS)[number];

export interface OrganizationPerson {
  readonly who: number;
  readonly kind: Kind;
  readonly calcom: PersonRecord | null;
  readonly saleshandy: PersonRecord | null;
  /** The entry in the people file, if there is one. */
  readonly entry: FilePerson | null;
  readonly aloNames: readonly { readonly name: string; readonly spelling: Spelling }[];
}

export interface Organization {
  readonly people: readonly OrganizationPerson[];
  readonly records: readonly PersonRecord[];
  readonly file: PeopleFile;
}

/** The fixed traits of a person; the others are random. */
interface Traits {
  readonly calcom?: 'EMAIL' | 'HASH' | 'NAME_ONLY' | 'NONE';
  readonly saleshandy?: 'EMAIL' | 'OTHER_EMAIL' | 'NAME_ONLY' | 'NONE';
  /** The spelling in all sources. Random only for people whom no diacritic must distinguish. */
  readonly spelling?: Spelling;
  readonly aloSpelling?: Spelling;
  readonly left?: boolean;
}

const NOWHERE: Traits = { calcom: 'NONE', saleshandy: 'NONE' };
const LEFT: Traits = { calcom: 'NAME_ONLY', saleshandy: 'NONE', left: true };

const times = <Thing>(count: number, thing: Thing): Thing[] => Array.from({ length: count }, () => thing);
const CALCOM = [...times(31, 'EMAIL' as const), 'HASH', 'NAME_ONLY', ...times(6, 'NONE' as const)] as const;
const SALESHANDY_ALONE = [
  ...times(15, 'EMAIL' as const),
  ...times(3, 'NAME_ONLY' as const),
  ...times(2, 'OTHER_EMAIL' as const),
];
const SALESHANDY = [...SALESHANDY_ALONE, ...times(7, 'NONE' as const)];
const EASY_SPELLINGS = [
  ...times(12, 'SAME' as const),
  ...times(2, 'CASE' as const),
  ...times(2, 'PLAIN' as const),
  'SPACING' as const,
];
/** For people whom diacritics may have to distinguish. */
const SAFE_SPELLINGS = EASY_SPELLINGS.filter((spelling) => spelling !== 'PLAIN');
const HARD_SPELLINGS = ['NICKNAME', 'NICKNAME', 'ALIAS', 'LAST_FIRST'] as const;

interface Options {
  readonly size: number;
  readonly seed: number;
  readonly hazards?: boolean;
}

/** Makes an organization. */
export function organizationOf({ size, seed, hazards = false }: Options): Organization {
  const dice = diceOf(seed);
  const nextName = namesFrom(dice);
  const people: OrganizationPerson[] = [];
  const add = (kind: Kind, known: FullName, traits?: Traits): void => {
    people.push(personOf(dice, people.length + 1, kind, known, traits));
  };

  /** Two people with one name, both in Cal.com; one of them may have left. */
  const addHomonyms = (): void => {
    const name = nextName();
    add('HOMONYM', name, { calcom: 'EMAIL' });
    add('HOMONYM', name, dice.chance(0.1) ? LEFT : { calcom: 'EMAIL' });
  };

  /** Two people whom only diacritics distinguish, always spelled with them. */
  const addColliding = (): void => {
    const [name, other] = collidingNames();
    add('COLLIDING', name, { calcom: 'EMAIL', spelling: dice.among(['SAME', 'CASE', 'SPACING']) });
    add('COLLIDING', other, { calcom: 'EMAIL', spelling: dice.among(['SAME', 'CASE', 'SPACING']) });
  };

  const collidingNames = (): [FullName, FullName] => {
    const name = nextName((full) => plain(full) !== full);
    return [name, { ...name, first: plain(name.first), surname: plain(name.surname) }];
  };

  const addHazard = (): void => {
    const hazard = dice.among(HAZARDS);
    const [name, other] = collidingNames();
    const seen: Traits = { calcom: 'EMAIL', saleshandy: 'NONE', spelling: 'SAME' };
    const [one, another] = {
      NAMESAKE_GUEST: [
        { name, ...seen },
        { name, ...NOWHERE, spelling: 'SAME' },
      ],
      DIACRITICS_GUEST: [
        { name, ...seen },
        { name: other, ...NOWHERE, spelling: 'SAME' },
      ],
      SPLIT_NAMESAKES: [
        { name, ...seen },
        { name, calcom: 'NONE', saleshandy: 'NAME_ONLY', spelling: 'SAME' },
      ],
      PLAIN_NAMESAKE: [
        { name, ...seen, aloSpelling: 'PLAIN' },
        { name: other, ...seen },
      ],
      PLAIN_HOMONYM: [
        { name, ...seen, aloSpelling: 'PLAIN' },
        { name, ...seen, saleshandy: 'EMAIL', spelling: 'PLAIN', aloSpelling: 'SAME' },
      ],
    }[hazard] as [Traits & { name: FullName }, Traits & { name: FullName }];
    add(hazard, one.name, one);
    add(hazard, another.name, another);
  };

  while (people.length < size) {
    const kind = dice.roll();
    if (kind < 0.03) add('GUEST', nextName(), NOWHERE);
    else if (kind < 0.04) add('LEFT', nextName(), NOWHERE);
    else if (kind < 0.06) add('LEFT', nextName(), LEFT);
    else if (kind < 0.085) addHomonyms();
    else if (kind < 0.09) addColliding();
    else if (hazards && kind < 0.11) addHazard();
    else add('MEMBER', nextName());
  }
  return {
    people,
    records: people.flatMap(({ calcom, saleshandy }) => [calcom, saleshandy].filter((record) => record !== null)),
    file: { people: people.flatMap(({ entry }) => entry ?? []), apart: [] },
  };
}

/** A person with the given traits; the others are random. */
function personOf(dice: Dice, who: number, kind: Kind, known: FullName, traits: Traits = {}): OrganizationPerson {
  const spellings = kind === 'MEMBER' ? EASY_SPELLINGS : SAFE_SPELLINGS;
  const easySpelling = (): Spelling => traits.spelling ?? dice.among(spellings);
  const calcom = traits.calcom ?? dice.among(CALCOM);
  const saleshandy = traits.saleshandy ?? dice.among(calcom === 'NONE' ? SALESHANDY_ALONE : SALESHANDY);

  const email = `p${who}@example.com`;
  const emails = { EMAIL: email, HASH: null, OTHER_EMAIL: `p${who}@example.org`, NAME_ONLY: null, NONE: null };
  const inCalcom = {
    ...named(`calcom:${1000 + who}`, inFull(known), emails[calcom]),
    emailMd5: calcom === 'HASH' ? md5(email) : null,
  };
  const inSaleshandy = named(`saleshandy:s${who}`, spelled(known, easySpelling()), emails[saleshandy]);

  const shown = new Set([traits.aloSpelling ?? easySpelling()]);
  if (!traits.spelling && dice.chance(0.3)) shown.add(dice.among(HARD_SPELLINGS));
  // Two people with one name may share a nickname, and the file could not give it to both.
  if (kind !== 'MEMBER' || known.nickname === null) shown.delete('ALIAS');
  const aloNames = [...shown].map((spelling) => ({ name: spelled(known, spelling), spelling }));

  const isInBoth = saleshandy !== 'NONE' && calcom !== 'NONE';
  const claimsBoth = isInBoth && saleshandy === 'OTHER_EMAIL' && dice.chance(0.4);
  const aliases = aloNames.filter(({ spelling }) => spelling === 'ALIAS');
  const claimed = claimsBoth ? [inCalcom, inSaleshandy] : [calcom === 'NONE' ? inSaleshandy : inCalcom];
  const isInFile = claimsBoth || aliases.length > 0 || traits.left === true;
  const identifiers: Identifier[] = [
    ...claimed.map(identifierOf),
    ...aliases.map(({ name }): Identifier => ({ kind: 'name', name })),
  ];
  return {
    who,
    kind,
    calcom: calcom === 'NONE' || traits.left ? null : inCalcom,
    saleshandy: saleshandy === 'NONE' || traits.left ? null : inSaleshandy,
    entry: isInFile ? { name: inFull(known), identifiers, left: traits.left ?? false } : null,
    aloNames,
  };
}

const identifierOf = ({ source, sourceId }: PersonRecord): Identifier => ({ kind: 'record', source, sourceId });
