/** The names of people in an invented organization, and how sources spell them. */
import type { Dice } from './dice.ts';

/** First names with their nicknames. No nickname is also a first name. */
const NICKNAMED: readonly (readonly [name: string, nickname: string])[] = [
  ['Robert', 'Bob'],
  ['William', 'Bill'],
  ['Elizabeth', 'Liz'],
  ['Katherine', 'Kate'],
  ['Alexander', 'Sasha'],
  ['Benjamin', 'Ben'],
  ['Christopher', 'Chris'],
  ['Daniel', 'Dan'],
  ['Edward', 'Ted'],
  ['José', 'Pepe'],
  ['Giuseppe', 'Beppe'],
  ['Margaret', 'Peggy'],
  ['Michael', 'Mike'],
  ['Nicholas', 'Nick'],
  ['Patrick', 'Paddy'],
  ['Susanna', 'Sue'],
  ['Victoria', 'Vicky'],
  ['Zbigniew', 'Zbyszek'],
];
const NAMES = `Søren Łukasz Zoë Chloé Jürgen Björn Ángel Inés Renée Małgorzata François Émile Ömer Jiří Nuño
  Ada Aisha Akira Alma Amir Ana Anders Arjun Astrid Bao Beatriz Carla Chen Dmitri Elena Emeka Esra Farah Fatima Freya
  Greta Hana Hiro Ibrahim Ivan Jamal Jana Kamal Karim Kenji Laila Leo Linh Lucia Maja Marco Mei Mina Nadia Nikhil Noor
  Olga Oscar Paulo Petra Priya Rania Ravi Rosa Sami Selma Sofia Tariq Teresa Tomas Uma Vera Wei Yasmin Yuki Yusuf Zainab`;
const FIRST_NAMES: readonly (readonly [name: string, nickname?: string])[] = [
  ...NICKNAMED,
  ...NAMES.split(/\s+/).map((name) => [name] as const),
];

const STARTS =
  `Al Bal Bren Cor Dal Ek Fen Gar Hal Hol Ing Jor Kel Kor Lar Lund Mar Mer Nor Ny Ost Pel Quin Ros Sand Sel Tor
  Ulv Val Vin West Wol Yar Zel Ål Bé Dvoř Gómez Hér Łu Mü Ná Ør Pé Šim`.split(/\s+/);
const ENDS = `berg man son en ova ini ley ton ström ić quist feld ard aro escu idis ski wicz ura moto adze oglu nen sen
  dahl vik é ía ñez ér`.split(/\s+/);
/** The most common ones come first. */
const SURNAMES = ENDS.flatMap((end) => STARTS.map((start) => start + end));

export interface FullName {
  readonly first: string;
  readonly surname: string;
  readonly nickname: string | null;
}

export const inFull = ({ first, surname }: FullName): string => `${first} ${surname}`;

/** A text without diacritics, computed independently of the code under test. */
export const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łŁøØ]/g, (letter) => ({ ł: 'l', Ł: 'L', ø: 'o', Ø: 'O' })[letter] ?? letter);

/**
 * Returns a function that makes names which are unique even without diacritics. Some surnames are much more common than others.
 */
export function namesFrom(dice: Dice): (isFit?: (name: string) => boolean) => FullName {
  const taken = new Set<string>();
  return (isFit = () => true) => {
    for (;;) {
      const [first, nickname = null] = dice.among(FIRST_NAMES);
      const known = { first, surname: SURNAMES[Math.floor(dice.roll() ** 2 * SURNAMES.length)] ?? '', nickname };
      const key = plain(inFull(known)).toLowerCase();
      if (taken.has(key) || !isFit(inFull(known))) continue;
      taken.add(key);
      return known;
    }
  };
}

/** How a source spells a name. An alias is a nickname that the people file has. */
export const SPELLINGS = ['SAME', 'CASE', 'SPACING', 'PLAIN', 'NICKNAME', 'ALIAS', 'LAST_FIRST'] as const;
export type Spelling = (typeof SPELLINGS)[number];

export function spelled({ first, surname, nickname }: FullName, spelling: Spelling): string {
  const name = `${first} ${surname}`;
  switch (spelling) {
    case 'SAME':
      return name;
    case 'CASE':
      return name.toUpperCase();
    case 'SPACING':
      return ` ${first}\u00a0 ${surname}`;
    case 'PLAIN':
      return plain(name);
    case 'NICKNAME':
    case 'ALIAS':
      return nickname === null ? `${first.slice(0, 1)}. ${surname}` : `${nickname} ${surname}`;
    case 'LAST_FIRST':
      return `${surname}, ${first}`;
  }
}
