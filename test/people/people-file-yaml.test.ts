/** People files that are not valid YAML, or too large: the error is one line that names the place and quotes nothing. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { complaintOf } from '../support/people/support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('text that is not valid YAML', () => {
  it.each([
    ['a list that does not end', 'people: [\n', 2],
    ['a quote that does not end', 'people:\n  - name: "Zebedee\n', 3],
    ['a tab', 'people:\n\t- name: Zebedee\n', 2],
    ['a key twice', 'people:\n  - name: Zebedee\n    name: Zebedee\n', 3],
    ['two documents', 'people: []\n---\napart: []\n', 2],
    ['a colon in a name', 'people:\n  - name: Zebedee: Long\n', 2],
    ['a name that looks like an alias', 'people:\n  - name: *Zebedee\n', 2],
    ['a name in a block', 'people:\n  - name: |Zebedee Long\n', 2],
    ['a bracket too many', 'people: []]\n', 1],
  ])('is rejected with its line: %s', (_, text, line) => {
    const complaint = complaintOf(text);
    expect(complaint).toMatch(new RegExp(`^line ${line}: `));
    expect(complaint).not.toMatch(/Zebedee|Long/);
  });

  it('is rejected with a line if aliases expand to too much', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [at, name] of [...'bcdefghi'].entries()) {
      const inner = `*${'abcdefgh'[at]}`;
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => inner).join()}]`);
    }
    expect(complaintOf([...bomb, 'people: *i'].join('\n'))).toMatch(/^line \d+: /);
  });

  it('is rejected if it has too many aliases', () => {
    const lines = (count: number): string[] => [...Array(count).keys()].map((at) => `  - {name: &a${at} A, same: []}`);
    const aliases = (count: number): string[] => [...Array(count).keys()].map((at) => `  - {name: *a${at}}`);
    expect(complaintOf(['people:', ...lines(900), ...aliases(900)].join('\n'))).toBeNull();
    expect(complaintOf(['people:', ...lines(15_000), ...aliases(15_000)].join('\n'))).toBe(
      'line 15002: is not valid YAML (an alias without an anchor, or too many aliases)',
    );
  });

  it('is rejected for each duplicate key, in the order of the lines', () => {
    const text = 'people:\n  - name: A\n    name: B\n    same: [x]\n    name: C\npeople: []\n"people": []\n';
    expect(complaintOf(text)).toBe(
      [3, 5, 6, 7].map((line) => `line ${line}: is not valid YAML (duplicate key)`).join('; '),
    );
  });

  it('is not quoted in a warning of Node.js either', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    expect(complaintOf('people:\n  - {Zebedee Long}: 1\n    name: A\n')).toMatch(/^line 2: /);
    expect(complaintOf('people:\n  - ? {Zebedee: Long}\n    : 1\n')).toMatch(/^line 2: /);
    expect(warned).not.toHaveBeenCalled();
  });

  it('is read, or rejected in one line that quotes nothing', () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    const pieces = fc.constantFrom(
      ...['people:', 'apart:', '  - ', 'name: ', 'same: ', 'left: ', '\n', '\n    ', ' ', ', ', ': ', '"', "'"],
      ...['[', ']', '{', '}', '|', '>', '&', '*', '!', '%', '@', '#', '? ', '\t', '---\n', '\\', '\r', '\0', '<<: '],
      ...['Zebedee', 'calcom:1', 'alo:Zebedee', 'email:zebedee@x.io', 'true', '1'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
        const complaint = complaintOf(parts.join(''));
        if (complaint === null) return;
        expect(complaint).not.toMatch(/zebedee|\n|\r/i);
        for (const problem of complaint.split('; ')) expect(problem).toMatch(/^line [1-9]\d*: |^please use YAML/);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Files of nearly a megabyte, of every shape. A quadratic algorithm would take minutes, and the test would time out. */
describe('a large file', () => {
  const many = (count: number, line: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => line(at)).join('');

  it.each([
    ['one flat map', many(70_000, (at) => `k${at}: 1\n`), /^line 1: has an unknown key.*; and 69980 more$/],
    [
      'one flat map in braces',
      `{${many(70_000, (at) => `k${at}: 1, `)}}`,
      /^line 1: has an unknown key.*; and 69980 more$/,
    ],
    [
      'the keys of one person',
      `people:\n  - name: A\n${many(60_000, (at) => `    k${at}: 1\n`)}`,
      /^line 3: .*; and 59980 more$/,
    ],
    [
      'the same key',
      many(60_000, () => 'people: []\n'),
      /^line 2: is not valid YAML \(duplicate key\).*; and 59979 more$/,
    ],
    ['people', `people:\n${many(16_000, (at) => `  - {name: P ${at}, same: ["calcom:${at + 1}"]}\n`)}`, null],
    [
      'people of one record',
      `people:\n${many(16_000, (at) => `  - {name: P ${at}, same: ["calcom:1"]}\n`)}`,
      /; and 15979 more$/,
    ],
    ['people apart', `apart:\n${many(16_000, (at) => `  - ["calcom:1", "calcom:${at + 2}"]\n`)}`, null],
    ['one list of people apart', `apart:\n  - [${many(60_000, (at) => `"calcom:${at + 1}",`)}]`, null],
    ['the names of one person', `people:\n  - name: A\n    same: [${many(60_000, (at) => `"alo:n${at}",`)}]`, null],
    [
      'one identifier',
      `apart:\n  - ["calcom:1", "alo:${'\u0301\u0316'.repeat(250_000)}"]`,
      /^line 2: apart\[0\]\[1\]: expected a name/,
    ],
    ['one name', `people:\n  - name: ${'x'.repeat(1_000_000)}`, /^line 2: people\[0\].name: expected a name/],
    ['lists in lists', `people: ${'['.repeat(50_000)}`, /^line 1: is not valid YAML/],
    ['lists of lists', `people:\n ${'- '.repeat(50_000)}x`, /^line 2: is not valid YAML/],
    ['maps in maps', `people: ${'{a: '.repeat(50_000)}${'}'.repeat(50_000)}`, /^line 1: is not valid YAML/],
  ])('of %s is read, or rejected', (_, text, expected) => {
    const complaint = complaintOf(text);
    if (expected === null) expect(complaint).toBeNull();
    else expect(complaint).toMatch(expected);
  });
});
