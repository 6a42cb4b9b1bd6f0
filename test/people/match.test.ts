/** Names that ALO shows: what links them, what does not, and which candidates they have instead. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aloNameKey } from '../../src/people/identifiers.ts';
import { createMatcher, type NameMatch } from '../../src/people/match.ts';
import { nameKey, plainNameKey } from '../../src/people/names.ts';
import { EMPTY_PEOPLE_FILE, type PeopleFile } from '../../src/people/people-file.ts';
import type { PersonRecord } from '../../src/people/user.ts';
import { inOneGo } from '../../src/time/pieces.ts';
import { peopleFiles, recordLists } from '../support/people/arbitraries.ts';
import { fileOf, link, links, named, usersOf } from '../support/people/support.ts';

/** A match as text: `calcom:1 NAME`, or `AMBIGUOUS calcom:1 calcom:2` with the candidates. */
const format = ({ user, rule, reason, candidates }: NameMatch): string =>
  user ? `${user.key} ${rule}` : [reason, ...candidates.map(({ key }) => key)].join(' ');

function matcherOf(
  records: readonly PersonRecord[],
  file: PeopleFile = EMPTY_PEOPLE_FILE,
  isWhole = true,
): (name: string) => string {
  const match = inOneGo(createMatcher(link(records, { file, isWhole }).people, { file, isWhole }));
  return (name) => format(match(name));
}

const ANN = named('calcom:1', 'Ann Lee', 'ann@example.com');

describe('a name that exactly one person has', () => {
  it.each([
    ['Ann Lee', 'Ann Lee'],
    ['Ann Lee', '  ann   LEE '],
    ['Ann Lee', 'Ann\u00a0Lee'],
    ['Ann Lee', 'Ann\tLee\n'],
    ['José Álvarez', 'Jose\u0301 A\u0301lvarez'],
    ['Jose\u0301 A\u0301lvarez', 'José Álvarez'],
    ['José Álvarez', 'JOSE ALVAREZ'],
    ['Jose Alvarez', 'José Álvarez'],
    ['Jürgen Groß', 'JÜRGEN GROSS'],
    ['JURGEN GROSS', 'Jürgen Groß'],
    ['Łukasz Wałęsa', 'Lukasz Walesa'],
    ['Søren Đorđić', 'Soren Dordic'],
    ['Νίκος Παπαδόπουλος', 'ΝΊΚΟΣ ΠΑΠΑΔΌΠΟΥΛΟΣ'],
    ['İpek Işık', 'IPEK IŞIK'],
    ['王小明', '王小明'],
    ['田中　太郎', '田中 太郎'],
    ['김민준', '김민준'],
    ['김민준'.normalize('NFD'), '김민준'],
    ['Zoë', 'zoe'],
  ])('links: "%s" is "%s"', (own, shown) => {
    expect(matcherOf([named('calcom:1', own)])(shown)).toBe('calcom:1 NAME');
  });

  it.each([
    ['たなか だいき', 'たなか たいき'],
    ['タナカ ダイキ', 'タナカ タイキ'],
    ['राम शर्मा', 'रमा शर्मा'],
    ['สมชัย', 'สมชาย'],
    ['王小明', '王小朋'],
    ['김민준', '김민중'],
  ])('does not link if it is a different name in its script: "%s" is not "%s"', (own, shown) => {
    expect(matcherOf([named('calcom:1', own)])(shown)).toMatch(/^UNKNOWN/);
  });

  it.each([
    ['Bob Lang2', 'Bob Lang²'],
    ['Bob Lang²', 'Bob Lang2'],
    ['Bob Lang1', 'Bob Lang①'],
    ['Bob Lang II', 'Bob Lang Ⅱ'],
    ['Sofia Marchetti', 'Soﬁa Marchetti'],
    ['Taro Tanaka', 'Ｔａｒｏ Tanaka'],
    ['Taro Tanaka', '𝐓aro Tanaka'],
  ])('has a candidate if it merely looks the same: "%s" is not "%s"', (own, shown) => {
    expect(matcherOf([named('calcom:1', own)])(shown)).toBe('UNKNOWN calcom:1');
    expect(links([named('calcom:1', own), named('saleshandy:a', shown)])).toEqual(['calcom:1', 'saleshandy:a']);
  });

  it('links in every spelling that a source or the file has', () => {
    const file = fileOf('people:', '  - {name: Annie Lee, same: ["calcom:1", "alo:Ann L."]}');
    const match = matcherOf([ANN, named('saleshandy:a', 'Anna Lee', 'ann@example.com')], file);
    expect(['Ann Lee', 'Anna Lee', 'Annie Lee', 'Ann L.'].map(match)).toEqual([
      'calcom:1 NAME',
      'calcom:1 NAME',
      'calcom:1 NAME',
      'calcom:1 PEOPLE_FILE',
    ]);
  });

  it('links to a person who left, because the name is still theirs', () => {
    const file = fileOf('people:', '  - {name: Victor Hale, same: ["calcom:9"], left: true}');
    expect(matcherOf([ANN], file)('victor hale')).toBe('calcom:9 NAME');
  });

  it('does not link to a person whom only the file knows, without an id', () => {
    const file = fileOf('people:', '  - {name: Victor Hale, same: ["alo:Vic"], left: true}');
    expect(matcherOf([ANN], file)('Victor Hale')).toBe('UNKNOWN');
    expect(matcherOf([ANN], file)('Vic')).toBe('UNKNOWN');
  });
});

describe('a name that several people have', () => {
  it('is ambiguous, and has them as candidates', () => {
    expect(matcherOf([ANN, named('calcom:2', 'ANN LEE')])('ann lee')).toBe('AMBIGUOUS calcom:1 calcom:2');
  });

  it('has at most five candidates', () => {
    const many = [1, 2, 3, 4, 5, 6, 7].map((id) => named(`calcom:${id}`, 'Ann Lee'));
    expect(matcherOf(many)('Ann Lee')).toBe('AMBIGUOUS calcom:1 calcom:2 calcom:3 calcom:4 calcom:5');
    expect(matcherOf(many)('Ann Marie Lee')).toBe('UNKNOWN calcom:1 calcom:2 calcom:3 calcom:4 calcom:5');
  });

  it.each([
    ['in another source, with another e-mail', [ANN, named('saleshandy:a', 'Ann Lee', 'lee@example.com')], []],
    [
      'by another spelling in another source',
      [ANN, named('calcom:2', 'Bo', 'b@example.com'), named('saleshandy:a', 'Ann Lee', 'b@example.com')],
      [],
    ],
    ['by a name in the file', [ANN, named('calcom:2', 'Bo')], ['people:', '  - {name: Ann Lee, same: ["calcom:2"]}']],
    ['though they left', [ANN], ['people:', '  - {name: Ann Lee, same: ["calcom:9"], left: true}']],
    ['though no source knows them', [ANN], ['people:', '  - {name: Ann Lee, same: ["alo:A. L."], left: true}']],
  ])('is ambiguous if the other person has it %s', (_, records, lines) => {
    expect(matcherOf(records, fileOf(...lines))('Ann Lee')).toMatch(/^AMBIGUOUS calcom:1\b/);
  });

  it('counts with its diacritics, and is ambiguous if no person has them or they are left out', () => {
    const match = matcherOf([named('calcom:1', 'José Álvarez'), named('calcom:2', 'Jose Alvarez')]);
    expect(
      ['JOSÉ ÁLVAREZ', 'Jose\u0301 A\u0301lvarez', 'jose  alvarez', 'Josè Alvarez', 'José Alvarez'].map(match),
    ).toEqual([
      'calcom:1 NAME',
      'calcom:1 NAME',
      'AMBIGUOUS calcom:1 calcom:2',
      'AMBIGUOUS calcom:1 calcom:2',
      'AMBIGUOUS calcom:1 calcom:2',
    ]);
  });

  it('is ambiguous if two people have its diacritics', () => {
    const three = [named('calcom:1', 'José Ruiz'), named('calcom:2', 'JOSÉ RUIZ'), named('calcom:3', 'Jose Ruiz')];
    expect(['José Ruiz', 'Jose Ruiz'].map(matcherOf(three))).toEqual([
      'AMBIGUOUS calcom:1 calcom:2 calcom:3',
      'AMBIGUOUS calcom:1 calcom:2 calcom:3',
    ]);
  });

  it('differs if a letter has different diacritics, and is equal if some are left out', () => {
    const match = matcherOf([named('calcom:1', 'Nguyễn Văn Hùng'), named('calcom:2', 'José Álvarez')]);
    expect(['Nguyễn Văn Hưng', 'Josè Álvarez'].map(match)).toEqual(['UNKNOWN calcom:1', 'UNKNOWN calcom:2']);
    expect(['Nguyen Van Hung', 'Nguyễn Van Hung', 'Jose Álvarez'].map(match)).toEqual([
      'calcom:1 NAME',
      'calcom:1 NAME',
      'calcom:2 NAME',
    ]);
  });

  it('is kept apart in every spelling', () => {
    const file = fileOf('apart:', '  - ["calcom:1", "alo:José Álvarez"]');
    const match = matcherOf([named('calcom:1', 'José Álvarez')], file);
    expect(['José Álvarez', 'jose alvarez'].map(match)).toEqual(['KEPT_APART', 'KEPT_APART']);
  });
});

describe('a name that no person has', () => {
  const people = [
    ANN,
    named('calcom:2', 'Bob Lang'),
    named('calcom:3', 'Beth Lang'),
    named('calcom:4', 'Maria de la Cruz'),
    named('calcom:5', 'Łukasz Ólafsson'),
    named('calcom:6', '王小明'),
  ];

  it.each([
    ['in another order of words', 'Lee, Ann', 'UNKNOWN calcom:1'],
    ['with an initial and the surname, then with the surname', 'B. Lang', 'UNKNOWN calcom:2 calcom:3'],
    ['with the surname', 'Robert Lang', 'UNKNOWN calcom:2 calcom:3'],
    ['with the surname alone', 'lang', 'UNKNOWN calcom:2 calcom:3'],
    ['with the last of many words', 'Maria Cruz', 'UNKNOWN calcom:4'],
    ['without its diacritics', 'olafsson, lukasz', 'UNKNOWN calcom:5'],
    ['in nothing', 'Zoe Zimmer', 'UNKNOWN'],
    ['in nothing, in a script without words', '王大明', 'UNKNOWN'],
    ['in signs', '???', 'UNKNOWN'],
    ['not at all', '', 'UNKNOWN'],
  ])('has candidates whose name is similar %s: "%s"', (_, name, expected) => {
    expect(matcherOf(people)(name)).toBe(expected);
  });

  it('has the most likely candidate first', () => {
    const langs = [named('calcom:1', 'Zed Lang'), named('calcom:2', 'Bob Lang'), named('calcom:3', 'Lang Robert')];
    expect(matcherOf(langs)('Robert Lang')).toBe('UNKNOWN calcom:3 calcom:1 calcom:2');
    expect(matcherOf(langs)('B Lang')).toBe('UNKNOWN calcom:2 calcom:1');
  });

  it('is never linked to a similar name, not even to the only one', () => {
    const names = [
      'Lee Ann',
      'A Lee',
      'A. Lee',
      'Lee',
      'Ann',
      'Ann L.',
      'Ann-Lee',
      'AnnLee',
      'Ann Lee Jr',
      'Dr Ann Lee',
    ];
    expect(names.map(matcherOf([ANN])).filter((match) => !match.startsWith('UNKNOWN'))).toEqual([]);
  });
});

describe('a name that is too long', () => {
  const long = `${'Zoë '.repeat(49)}ZoëZ`;
  const longer = `${long}Z`;

  it('belongs to no person, has no candidates, and joins nothing', () => {
    expect(matcherOf([named('calcom:1', long)])(long)).toBe('calcom:1 NAME');
    expect(matcherOf([named('calcom:1', longer)])(longer)).toBe('UNKNOWN');
    expect(matcherOf([named('calcom:1', longer)], EMPTY_PEOPLE_FILE, false)(longer)).toBe('UNSEEN');
    expect(links([named('calcom:1', long), named('saleshandy:a', long)])).toEqual(['calcom:1 + saleshandy:a NAME']);
    expect(links([named('calcom:1', longer), named('saleshandy:a', longer)])).toEqual(['calcom:1', 'saleshandy:a']);
  });

  it('is shown as it is, and its person is found by other identifiers', () => {
    const records = [named('calcom:1', longer, 'z@x.io'), named('saleshandy:a', 'Zoë', 'Z@x.io')];
    expect(links(records)).toEqual(['calcom:1 + saleshandy:a EMAIL']);
    expect(matcherOf(records)('zoe')).toBe('calcom:1 NAME');
    expect(usersOf(link(records))[0]?.name).toBe(longer);
  });
});

describe('an e-mail that is too long', () => {
  const address = (length: number): string => `${'a'.repeat(length - 5)}@x.io`;

  it('joins nothing, and still counts as an e-mail: no name joins people whom it could distinguish', () => {
    const both = (email: string) => [named('calcom:1', 'Ann', email), named('saleshandy:a', 'Ann', email)];
    expect(links(both(address(320)))).toEqual(['calcom:1 + saleshandy:a EMAIL']);
    expect(links(both(address(321)))).toEqual(['calcom:1', 'saleshandy:a']);
  });
});

describe('the people file', () => {
  const twins = [named('calcom:7', 'Alex Kim', 'a@example.com'), named('calcom:8', 'Alex Kim', 'k@example.com')];

  it.each(['Alex K.', 'ALEX  k.', ' alex\u00a0k. '])('links a name that it gives to a person, spelled "%s"', (name) => {
    const file = fileOf('people:', '  - {name: Alex Kim, same: ["calcom:7", "alo:Alex K."]}');
    expect(matcherOf(twins, file)(name)).toBe('calcom:7 PEOPLE_FILE');
  });

  it('links a name that several people have', () => {
    const file = fileOf('people:', '  - {name: Alex Kim, same: ["calcom:8", "alo:Alex Kim"]}');
    expect(matcherOf(twins, file)('alex kim')).toBe('calcom:8 PEOPLE_FILE');
  });

  it('links a name while a directory is unseen', () => {
    const file = fileOf('people:', '  - {name: Alex Kim, same: ["email:K@example.com", "alo:Alex Kim"]}');
    expect(matcherOf(twins, file, false)('alex kim')).toBe('calcom:8 PEOPLE_FILE');
  });

  it('keeps a name apart from the only person who has it, who is then no candidate', () => {
    const file = fileOf('apart:', '  - ["calcom:1", "alo:ANN LEE"]');
    expect(matcherOf([ANN], file)('Ann Lee')).toBe('KEPT_APART');
  });

  it('keeps a name apart by any identifier of the person', () => {
    const file = fileOf('apart:', '  - ["saleshandy:z", "email:Ann@example.com", "alo:Ann Lee"]');
    expect(matcherOf([ANN], file)('Ann Lee')).toBe('KEPT_APART');
  });

  it('keeps apart only the name that it lists', () => {
    const file = fileOf('apart:', '  - ["calcom:1", "alo:Ann L."]', '  - ["calcom:9", "alo:Ann Lee"]');
    expect(matcherOf([ANN], file)('Ann Lee')).toBe('calcom:1 NAME');
  });

  it('keeps a name apart from one of two people, and still links it to neither', () => {
    const file = fileOf('apart:', '  - ["calcom:7", "alo:Alex Kim"]');
    expect(matcherOf(twins, file)('Alex Kim')).toBe('AMBIGUOUS calcom:8');
  });

  it('keeps a name apart from people with a similar one', () => {
    const file = fileOf('apart:', '  - ["calcom:1", "alo:Lee, Ann"]');
    expect(matcherOf([ANN], file)('Lee, Ann')).toBe('UNKNOWN');
  });
});

describe('while a directory is unseen', () => {
  it('no name links, and the people who have it are candidates', () => {
    const match = matcherOf([ANN, named('calcom:2', 'Bo Li')], EMPTY_PEOPLE_FILE, false);
    expect(['Ann Lee', 'Zoe Zimmer', 'Lee, Ann'].map(match)).toEqual(['UNSEEN calcom:1', 'UNSEEN', 'UNSEEN']);
  });
});

describe('a match', () => {
  const names = fc.constantFrom(
    'José Álvarez',
    'jose alvarez',
    'Josè Alvarez',
    'JOSÉ ÁLVAREZ',
    'Ann Lee',
    'Lee',
    'Zoe',
  );

  it('comes from the file, or from the only person who has the name, with or without its diacritics', () => {
    fc.assert(
      fc.property(recordLists, peopleFiles, fc.boolean(), names, (records, file, isWhole, name) => {
        const { people } = link(records, { file, isWhole });
        const match = inOneGo(createMatcher(people, { file, isWhole }))(name);
        const claimed = people.filter(({ identifiers }) => identifiers.has(aloNameKey(name)));
        const [equal, alike] = [nameKey, plainNameKey].map((fold) =>
          people.filter((person) => person.names.some((own) => fold(own) === fold(name))),
        );
        if (match.rule === 'PEOPLE_FILE') expect(claimed.map(({ user }) => user?.key)).toEqual([match.user.key]);
        else if (match.rule === 'NAME') {
          const owners = equal?.length === 1 ? equal : alike;
          expect(isWhole && claimed.length === 0).toBe(true);
          expect(owners?.map(({ user }) => user?.key)).toEqual([match.user.key]);
          const sets = file.apart.filter((set) => set.includes(aloNameKey(name)));
          expect(sets.flat().filter((identifier) => owners?.[0]?.identifiers.has(identifier))).toEqual([]);
        }
        expect(match.candidates.length).toBeLessThanOrEqual(5);
        expect(new Set(match.candidates).size).toBe(match.candidates.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
