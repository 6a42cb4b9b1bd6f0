/** What links people, what does not, and which conflicts are reported: each promise on its smallest example. */
import { describe, expect, it } from 'vitest';
import { conflicts, fileOf, link, links, md5, named, record, usersOf } from '../support/people/support.ts';

describe('an equal e-mail', () => {
  it('links, ignoring case and surrounding spaces', () => {
    expect(links([named('saleshandy:a', 'A', ' Ada@Example.com'), named('calcom:1', 'B', 'ada@example.com ')])).toEqual(
      ['calcom:1 + saleshandy:a EMAIL'],
    );
  });

  it.each(['ada+x@example.com', 'a.da@example.com', 'ada@example.org', 'ada@example.com.example.com'])(
    'is not %s beside ada@example.com, even under one name',
    (other) => {
      expect(links([named('calcom:1', 'Ada', other), named('saleshandy:a', 'Ada', 'ada@example.com')])).toEqual([
        'calcom:1',
        'saleshandy:a',
      ]);
    },
  );

  it('of two records in one source links nothing, and is a conflict', () => {
    const desk = ['calcom:1', 'calcom:2', 'saleshandy:a'].map((key) => named(key, null, 'desk@example.com'));
    expect(links(desk)).toEqual(['calcom:1', 'calcom:2', 'saleshandy:a']);
    expect(conflicts(desk)).toEqual(['SHARED_EMAIL calcom:1 calcom:2 saleshandy:a']);
  });

  it('that may not link is not replaced by an equal name', () => {
    const desk = [
      named('calcom:1', 'Ann Lee', 'desk@example.com'),
      named('calcom:2', 'Bo Li', 'desk@example.com'),
      named('saleshandy:a', 'Ann Lee', 'desk@example.com'),
    ];
    expect(links(desk)).toEqual(['calcom:1', 'calcom:2', 'saleshandy:a']);
  });
});

describe('an equal hash of the e-mail', () => {
  const hashed = record('calcom:1', { name: 'Ann Lee', emailMd5: md5('ann@example.com') });

  it('links a record without an e-mail to the one with that e-mail', () => {
    expect(links([hashed, named('saleshandy:a', 'Other Name', 'ann@example.com')])).toEqual([
      'calcom:1 + saleshandy:a EMAIL_HASH',
    ]);
  });

  it.each([md5('Ann@Example.com'), md5('ann@example.com')])(
    'counts whether made before or after folding: %s',
    (hash) => {
      expect(links([record('calcom:1', { emailMd5: hash }), named('saleshandy:a', null, 'Ann@Example.com')])).toEqual([
        'calcom:1 + saleshandy:a EMAIL_HASH',
      ]);
    },
  );

  it('is ignored if the record has an e-mail', () => {
    const both = record('calcom:1', { email: 'other@example.com', emailMd5: md5('ann@example.com') });
    expect(links([both, named('saleshandy:a', null, 'ann@example.com')])).toEqual(['calcom:1', 'saleshandy:a']);
  });

  it('of two records in one source links nothing', () => {
    const two = [hashed, record('calcom:2', { emailMd5: md5('ann@example.com') })];
    expect(links([...two, named('saleshandy:a', null, 'ann@example.com')])).toHaveLength(3);
  });

  it('links nothing in a chain that would join two records of one source, and is a conflict', () => {
    const spelled = [
      named('calcom:1', null, 'Ann@example.com'),
      record('saleshandy:a', { emailMd5: md5('Ann@example.com') }),
      record('saleshandy:b', { emailMd5: md5('ann@example.com') }),
    ];
    expect(links(spelled)).toEqual(['calcom:1', 'saleshandy:a', 'saleshandy:b']);
    expect(conflicts(spelled)).toEqual(['CHAIN calcom:1 saleshandy:a saleshandy:b']);
  });

  it('counts as an e-mail: no person with another one is linked by name', () => {
    expect(links([hashed, named('saleshandy:a', 'Ann Lee', 'lee@example.com')])).toHaveLength(2);
  });
});

describe('an equal name', () => {
  it.each([
    ['Ann Lee', 'ann  LEE'],
    [' Ann Lee', 'Ann\u00a0Lee'],
    ['José Álvarez', 'Jose\u0301 A\u0301lvarez'],
    ['José Álvarez', 'Jose Alvarez'],
    ['Jürgen Groß', 'JURGEN GROSS'],
    ['Łukasz Nowak', 'Lukasz Nowak'],
    ['王小明', '王小明'],
  ])('links if no other person has it: "%s" and "%s"', (one, other) => {
    const expected = ['calcom:1 + saleshandy:a NAME'];
    expect(links([named('calcom:1', one, 'ann@example.com'), named('saleshandy:a', other)])).toEqual(expected);
    expect(links([named('calcom:1', one), named('saleshandy:a', other, 'ann@example.com')])).toEqual(expected);
  });

  it.each([
    ['Ann Lee', 'Lee, Ann'],
    ['Ann Lee', 'A. Lee'],
    ['Ann Lee', 'Ann'],
    ['Ann Lee', 'Ann Maria Lee'],
    ['Ann Lee', 'Anne Lee'],
    ['王小明', '王小朋'],
  ])('is more than a similar one: "%s" is not "%s"', (one, other) => {
    expect(links([named('calcom:1', one), named('saleshandy:a', other)])).toHaveLength(2);
  });

  it.each([
    ['たなか だいき', 'たなか たいき'],
    ['タナカ ダイキ', 'タナカ タイキ'],
    ['राम शर्मा', 'रमा शर्मा'],
  ])('keeps the marks that make a different letter: "%s" is not "%s"', (one, other) => {
    expect(links([named('calcom:1', one), named('saleshandy:a', other)])).toHaveLength(2);
  });

  it('links no people whose e-mails differ', () => {
    expect(
      links([named('calcom:1', 'Ann Lee', 'a@example.com'), named('saleshandy:a', 'Ann Lee', 'b@example.com')]),
    ).toHaveLength(2);
  });

  it('that a third person has links nothing, and is a conflict', () => {
    const three = [
      named('calcom:1', 'Ann Lee', 'a@example.com'),
      named('calcom:2', 'Ann Lee'),
      named('saleshandy:a', 'Ann Lee'),
    ];
    expect(links(three)).toEqual(['calcom:1', 'calcom:2', 'saleshandy:a']);
    expect(conflicts(three)).toEqual(['SAME_NAME calcom:1 calcom:2 saleshandy:a']);
  });

  it('of two records in only one source is no conflict, because nothing would join them', () => {
    expect(conflicts([named('calcom:1', 'Ann Lee'), named('calcom:2', 'Ann Lee')])).toEqual([]);
  });

  it('belongs to a third person in every spelling that a source or the file has', () => {
    const pair = [named('calcom:1', 'Ann Lee', 'a@example.com'), named('saleshandy:a', 'Ann Lee')];
    const other = [named('calcom:2', 'Anna Li', 'b@example.com'), named('saleshandy:b', 'ANN LEE', 'b@example.com')];
    expect(links(pair)).toHaveLength(1);
    expect(links([...pair, ...other])).toEqual(['calcom:1', 'calcom:2 + saleshandy:b EMAIL', 'saleshandy:a']);
    const third = fileOf('people:', '  - {name: Bo Li, same: ["calcom:3", "alo:Ann Lee"]}');
    expect(links(pair, { file: third })).toEqual(['calcom:1', 'calcom:3 PEOPLE_FILE', 'saleshandy:a']);
  });

  it('counts with its diacritics if without them two people would have it', () => {
    const spelled = [
      named('calcom:1', 'José Álvarez', 'a@example.com'),
      named('calcom:2', 'Jose Alvarez', 'b@example.com'),
      named('saleshandy:a', 'JOSÉ ÁLVAREZ'),
    ];
    expect(links(spelled)).toEqual(['calcom:1 + saleshandy:a NAME', 'calcom:2']);
    const third = [...spelled.slice(0, 2), named('saleshandy:a', 'Josè Alvarez')];
    expect(links(third)).toEqual(['calcom:1', 'calcom:2', 'saleshandy:a']);
    expect(conflicts(third)).toEqual(['SAME_NAME calcom:1 calcom:2 saleshandy:a']);
  });

  it('that several people have does not link two of them through another name', () => {
    const file = fileOf(
      'people:',
      '  - {name: Max Muster, same: ["calcom:1", "alo:Jose Alvarez"]}',
      '  - {name: José Alvarez, same: ["saleshandy:a", "alo:Max Muster"]}',
    );
    const records = [
      named('calcom:1', 'Max Muster', 'a@example.com'),
      named('calcom:2', 'Max Muster', 'b@example.com'),
      named('calcom:3', 'Jose Alvarez', 'c@example.com'),
      named('saleshandy:a', 'José Alvarez'),
    ];
    expect(links(records, { file })).toEqual(['calcom:1', 'calcom:2', 'calcom:3', 'saleshandy:a']);
  });

  it('links nothing while a directory is unseen', () => {
    const records = [
      named('calcom:1', 'Ann Lee', 'a@example.com'),
      named('saleshandy:a', 'Ann Lee'),
      named('calcom:2', 'Bo Li', 'b@example.com'),
      named('saleshandy:b', 'Bo Li', 'b@example.com'),
    ];
    expect(links(records, { isWhole: false })).toEqual(['calcom:1', 'calcom:2 + saleshandy:b EMAIL', 'saleshandy:a']);
  });
});

describe('the people file', () => {
  const pair = [named('calcom:1', 'Ann Lee', 'a@example.com'), named('saleshandy:a', 'Bo Li', 'b@example.com')];

  it('links what no other evidence would, and is reported as the rule', () => {
    const file = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:1", "saleshandy:a"]}');
    expect(links(pair, { file })).toEqual(['calcom:1 + saleshandy:a PEOPLE_FILE']);
  });

  it('can name a record by its e-mail', () => {
    const file = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:1", "email:B@example.com"]}');
    expect(links(pair, { file })).toEqual(['calcom:1 + saleshandy:a PEOPLE_FILE']);
  });

  it('links by an id before it links by an e-mail of another person', () => {
    const file = fileOf('people:', '  - {name: Annie, same: ["calcom:1", "email:b@example.com", "alo:Annie L."]}');
    const records = [named('calcom:1', 'Ann Lee', 'a@example.com'), named('calcom:2', 'Bo Li', 'b@example.com')];
    const [ann, bo] = link(records, { file }).people;
    expect([ann?.identifiers.has('alo:annie l.'), bo?.identifiers.has('alo:annie l.')]).toEqual([true, false]);
    expect([ann?.identifiers.has('email:b@example.com'), bo?.identifiers.has('email:b@example.com')]).toEqual([
      false,
      true,
    ]);
    expect(conflicts(records, { file })).toEqual(['CHAIN calcom:1 calcom:2']);
  });

  it('overrides an equal e-mail', () => {
    const file = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:1", "saleshandy:a"]}');
    const records = [...pair, named('calcom:2', 'Bo Li', 'b@example.com')];
    expect(links(records, { file })).toEqual(['calcom:1 + saleshandy:a PEOPLE_FILE', 'calcom:2']);
  });

  it.each([
    ['an equal e-mail', 'a@example.com', 'a@example.com', '["calcom:1", "saleshandy:a"]'],
    ['an equal e-mail that it names', 'a@example.com', 'a@example.com', '["calcom:1", "email:a@example.com"]'],
    ['an equal name', 'a@example.com', null, '["saleshandy:a", "calcom:1"]'],
    ['an equal name, by e-mail', 'a@example.com', null, '["saleshandy:a", "email:a@example.com"]'],
  ])('keeps people apart against %s', (_, one, other, apart) => {
    const records = [named('calcom:1', 'Ann Lee', one), named('saleshandy:a', 'Ann Lee', other)];
    expect(links(records)).toHaveLength(1);
    expect(links(records, { file: fileOf('apart:', `  - ${apart}`) })).toEqual(['calcom:1', 'saleshandy:a']);
    expect(conflicts(records, { file: fileOf('apart:', `  - ${apart}`) })).toEqual([]);
  });

  it('keeps people apart whom it would itself link by an e-mail', () => {
    const file = fileOf(
      'people:',
      '  - {name: A, same: ["calcom:1", "email:b@example.com"]}',
      'apart:',
      '  - ["calcom:1", "saleshandy:a"]',
    );
    expect(links(pair, { file })).toEqual(['calcom:1', 'saleshandy:a']);
  });

  it('knows people whom no source shows', () => {
    const file = fileOf('people:', '  - {name: Victor Hale, same: ["calcom:9"], left: true}');
    const [user] = usersOf(link([], { file }));
    expect(user).toMatchObject({ key: 'calcom:9', name: 'Victor Hale', isListed: false });
  });

  it('links no person who left by name, and their name stays theirs', () => {
    const left = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:1"], left: true}');
    const records = [named('calcom:1', null), named('saleshandy:a', 'Ann Lee')];
    expect(links(records, { file: left })).toEqual(['calcom:1', 'saleshandy:a']);
    const third = fileOf('people:', '  - {name: Ann Lee, same: ["alo:Ann L."], left: true}');
    expect(links([named('calcom:1', 'Ann Lee'), named('saleshandy:a', 'Ann Lee')], { file: third })).toHaveLength(2);
  });

  it('keeps two entries with one name apart', () => {
    const file = fileOf(
      'people:',
      '  - {name: Alex Kim, same: ["calcom:1"]}',
      '  - {name: Alex Kim, same: ["saleshandy:a"]}',
    );
    const records = [named('calcom:1', 'Alex Kim', 'a@example.com'), named('saleshandy:a', 'Alex Kim')];
    expect(links(records, { file })).toEqual(['calcom:1', 'saleshandy:a']);
  });

  it('gives an entry’s identifiers to no other person of that name', () => {
    const file = fileOf(
      'people:',
      '  - {name: Alex Kim, same: ["calcom:1"]}',
      '  - {name: Alex Kim, same: ["alo:Al"]}',
    );
    const { people } = link([named('calcom:1', 'Alex Kim', 'a@example.com')], { file });
    expect(people.find(({ user }) => user !== null)?.identifiers).not.toContain('alo:al');
  });
});
