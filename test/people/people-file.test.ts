/** What an operator may write into the people file, and how mistakes are reported: by their line, never by their text. */
import { describe, expect, it } from 'vitest';
import { parsePeopleFile } from '../../src/people/people-file.ts';
import { complaintOf } from '../support/people/support.ts';

const NAME_SHAPE = 'expected the name of the person';
const IDENTIFIER_SHAPES =
  'expected "calcom:" and a number, "saleshandy:" and an id, "email:" and an address, or "alo:" and a name';

const problemsOf = (...lines: readonly string[]): string[] => (complaintOf(lines.join('\n')) ?? '').split('; ');

describe('a people file', () => {
  it('says who is one person, who left and who is kept apart', () => {
    const text = [
      'people:',
      '  - name: Bob Lang',
      '    same: ["calcom:1042", "saleshandy:2dP27N0gZ4", "email:bob@example.com", "alo:Robert Lang"]',
      '  - name: Victor Hale',
      '    same:',
      '      - calcom:1016',
      '    left: true',
      '  - {name: " Cy Young "}',
      'apart:',
      '  - ["calcom:7", "alo: ALEX  Kim ", "email: Kim@Example.com"]',
    ].join('\n');
    expect(parsePeopleFile(text)).toEqual({
      people: [
        {
          name: 'Bob Lang',
          identifiers: [
            { kind: 'record', source: 'CALCOM', sourceId: '1042' },
            { kind: 'record', source: 'SALESHANDY', sourceId: '2dP27N0gZ4' },
            { kind: 'email', email: 'bob@example.com' },
            { kind: 'name', name: 'Robert Lang' },
          ],
          left: false,
        },
        { name: 'Victor Hale', identifiers: [{ kind: 'record', source: 'CALCOM', sourceId: '1016' }], left: true },
        { name: 'Cy Young', identifiers: [], left: false },
      ],
      apart: [['calcom:7', 'alo:alex kim', 'email:kim@example.com']],
    });
    expect(parsePeopleFile(text.replaceAll('\n', '\r\n'))).toEqual(parsePeopleFile(text));
    expect(parsePeopleFile(`\ufeff${text}`)).toEqual(parsePeopleFile(text));
  });

  it.each([
    ['nothing', ''],
    ['blanks', '\n  \n'],
    ['comments only', '# people:\n#   - name: Bob Lang\n'],
    ['an empty document', '---\n...\n'],
    ['null', 'null'],
    ['headings only', 'people:\napart:\n'],
    ['empty lists', 'people: []\napart: []'],
    ['an empty map', '{}'],
  ])('may contain %s', (_, text) => {
    expect(parsePeopleFile(text)).toEqual({ people: [], apart: [] });
  });

  it('may repeat an identifier of one person', () => {
    const text = 'people:\n  - {name: Bob, same: ["calcom:1", "calcom: 1", "email:a@x.io", "email:A@x.io"]}';
    expect(parsePeopleFile(text).people).toHaveLength(1);
  });

  it('may leave the values of a person empty', () => {
    expect(parsePeopleFile('people:\n  - name: Bob\n    same:\n    left:\n').people).toEqual([
      { name: 'Bob', identifiers: [], left: false },
    ]);
  });

  it('may use anchors and aliases', () => {
    const text = 'people:\n  - {name: &bob Bob, same: ["calcom:1"]}\n  - {name: *bob, same: ["calcom:2"]}';
    expect(parsePeopleFile(text).people.map(({ name }) => name)).toEqual(['Bob', 'Bob']);
  });
});

describe('an identifier', () => {
  const problemWith = (identifier: string): string | null =>
    complaintOf(`apart:\n  - ["email:other@x.io", ${JSON.stringify(identifier)}]`);

  it.each([
    'calcom:1',
    'calcom:9223372036854775807',
    'saleshandy:2dP27N0gZ4',
    'saleshandy:a_b-C',
    'saleshandy:a/b:c',
    `saleshandy:${'a'.repeat(128)}`,
    `email:${'a'.repeat(318)}@b`,
    `alo: ${'ä'.repeat(200)} `,
    'email:a@b',
    'email:"odd"@example.com',
    'alo:X',
    'alo: José  Álvarez-Ruiz (Sales)',
    'alo:alo:x',
  ])('may be "%s"', (identifier) => {
    expect(problemWith(identifier)).toBeNull();
  });

  it.each([
    '',
    'calcom:',
    'calcom:0',
    'calcom:01',
    'calcom:-1',
    'calcom:1.5',
    'calcom:1042x',
    'calcom:1 2',
    'calcom:12345678901234567890',
    'Calcom:1',
    'calcom1',
    ' calcom:1',
    'saleshandy:',
    'saleshandy:a b',
    'saleshandy:ä',
    `saleshandy:${'a'.repeat(129)}`,
    'email:',
    'email:a',
    'email:a@',
    'email:@b',
    'email:a@b@c',
    'email:a b@c',
    'alo:',
    'alo:  ',
    'ALO:Bob Lang',
    'Bob Lang',
    'bob@example.com',
  ])('cannot be "%s"', (identifier) => {
    expect(problemWith(identifier)).toBe(`line 2: apart[0][1]: ${IDENTIFIER_SHAPES}`);
  });

  it.each([
    [`alo:${'a'.repeat(201)}`, 'expected a name of at most 200 characters'],
    [`alo:${'\u0301'.repeat(20_000)}`, 'expected a name of at most 200 characters'],
    [`email:${'a'.repeat(319)}@b`, 'expected an address of at most 320 characters'],
  ])('cannot be longer than a name or an e-mail is', (identifier, expected) => {
    expect(problemWith(identifier)).toBe(`line 2: apart[0][1]: ${expected}`);
  });

  it.each(['42', 'null', 'true', '[]', '{calcom: 1}', 'calcom: 1'])('cannot be the value %s', (value) => {
    expect(problemsOf('apart:', `  - ["calcom:1", ${value}]`)).toEqual([`line 2: apart[0][1]: ${IDENTIFIER_SHAPES}`]);
  });
});

describe('a mistake', () => {
  it.each([
    ['a list for the whole', ['- name: Bob'], 'line 1: expected "people" and "apart"'],
    ['a text for the whole', ['', 'Bob'], 'line 2: expected "people" and "apart"'],
    ['people who are no list', ['people:', '  name: Bob'], 'line 1: people: expected a list'],
    ['apart that is no list', ['people: []', 'apart: Bob'], 'line 2: apart: expected a list'],
    ['an unknown key', ['people: []', 'poeple: []'], 'line 2: has an unknown key'],
    ['a name that is missing', ['people:', '  - same: []'], `line 2: people[0].name: ${NAME_SHAPE}`],
    ['a name that is blank', ['people:', '  - left: true', '    name: " "'], `line 3: people[0].name: ${NAME_SHAPE}`],
    [
      'a name that is longer than any',
      ['people:', `  - name: ${'e\u0301'.repeat(101)}`],
      'line 2: people[0].name: expected a name of at most 200 characters',
    ],
    ['a name that is a number', ['people:', '  - name: 42'], `line 2: people[0].name: ${NAME_SHAPE}`],
    [
      'a key of no meaning in a person',
      ['people:', '  - name: A', '    Left: true'],
      'line 3: people[0]: has an unknown key',
    ],
    [
      'identifiers that are no list',
      ['people:', '  - name: A', '    same: calcom:1'],
      'line 3: people[0].same: expected a list',
    ],
    [
      'an identifier in a block',
      ['people:', '  - name: A', '    same:', '      - calcom:1', '      - Bob'],
      `line 5: people[0].same[1]: ${IDENTIFIER_SHAPES}`,
    ],
    [
      'left that is neither true nor false',
      ['people:', '  - name: A', '    left: yes'],
      'line 3: people[0].left: expected true or false',
    ],
    ['a set of one', ['apart:', '  - ["calcom:1"]'], 'line 2: apart[0]: expected two or more'],
    ['apart without identifiers', ['apart:', '  - calcom:1'], 'line 2: apart[0]: expected a list'],
    [
      'a person who is no map',
      ['people:', '  - {name: A}', '  - Bob'],
      expect.stringMatching(/^line 3: people\[1\]: /),
    ],
  ])('is reported with its line: %s', (_, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
  });

  it('is reported beside every other, each with its line', () => {
    expect(
      problemsOf(
        'people:',
        '  - name: ""',
        '    same: [x, "calcom:0"]',
        '  - left: maybe',
        'apart:',
        '  - []',
        'extra: 1',
      ),
    ).toEqual([
      `line 2: people[0].name: ${NAME_SHAPE}`,
      `line 3: people[0].same[0]: ${IDENTIFIER_SHAPES}`,
      `line 3: people[0].same[1]: ${IDENTIFIER_SHAPES}`,
      `line 4: people[1].name: ${NAME_SHAPE}`,
      'line 4: people[1].left: expected true or false',
      'line 6: apart[0]: expected two or more',
      'line 7: has an unknown key',
    ]);
  });

  it('is only counted after twenty others', () => {
    const problems = problemsOf('apart:', ...Array.from({ length: 25 }, () => '  - []'));
    expect(problems).toHaveLength(21);
    expect(problems.slice(-2)).toEqual(['line 21: apart[19]: expected two or more', 'and 5 more']);
  });

  it('is reported for each of several unknown keys', () => {
    expect(problemsOf('people:', '  - name: A', '    lefft: true', '    sane: []')).toEqual([
      'line 3: people[0]: has an unknown key',
      'line 4: people[0]: has an unknown key',
    ]);
  });

  it('of shape is reported beside a contradiction', () => {
    const problems = problemsOf(
      'people:',
      '  - {name: A, same: ["calcom:1"]}',
      '  - {name: B, same: ["calcom:1"]}',
      'apart: 1',
    );
    expect(problems).toEqual(['line 3: people[1].same[0]: is also people[0]', 'line 4: apart: expected a list']);
  });
});

describe('a contradiction', () => {
  it.each([
    ['calcom:1', 'calcom: 1'],
    ['saleshandy:x', 'saleshandy:x'],
    ['email:a@x.io', 'email:A@X.io'],
    ['alo:José  Álvarez', 'alo:jose\u0301 a\u0301lvarez'],
  ])('is an identifier of two people: "%s" and "%s"', (one, other) => {
    expect(problemsOf('people:', `  - {name: A, same: ["${one}"]}`, `  - {name: B, same: ["${other}"]}`)).toEqual([
      'line 3: people[1].same[0]: is also people[0]',
    ]);
  });

  it('is not an equal id in another source, nor a name with other diacritics', () => {
    expect(
      complaintOf(
        'people:\n  - {name: A, same: ["calcom:1", "alo:José"]}\n  - {name: B, same: ["saleshandy:1", "alo:Jose"]}',
      ),
    ).toBeNull();
  });

  it('is a person with two records in a source', () => {
    expect(
      problemsOf('people:', '  - name: A', '    same:', '      - calcom:1', '      - calcom:2', '      - saleshandy:a'),
    ).toEqual(['line 5: people[0].same[1]: is a second record in this source: a person has at most one']);
  });

  it.each([
    ['an identifier apart from itself', '["email:a@x.io", "alo:B", "email:A@x.io"]', 'apart[0][2]'],
    ['two identifiers of one person', '["alo:B", "calcom:1", "alo: bob"]', 'apart[0][2]'],
  ])('is %s', (_, set, place) => {
    expect(problemsOf('people:', '  - {name: Bob, same: ["calcom:1", "alo:Bob"]}', 'apart:', `  - ${set}`)).toEqual([
      `line 4: ${place}: is the same person as another here`,
    ]);
  });

  it('is reported beside every other', () => {
    expect(
      problemsOf(
        'people:',
        '  - {name: A, same: ["calcom:1", "calcom:2"]}',
        '  - {name: B, same: ["calcom:2"]}',
        'apart:',
        '  - ["alo:X", "alo:x"]',
      ),
    ).toEqual([
      'line 2: people[0].same[1]: is a second record in this source: a person has at most one',
      'line 3: people[1].same[0]: is also people[0]',
      'line 5: apart[0][1]: is the same person as another here',
    ]);
  });
});
