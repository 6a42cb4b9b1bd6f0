/** A people file that is no YAML, or more of it than is good: refused in one line that names the place and quotes nothing. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { complaintOf } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('text that is no YAML', () => {
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
  ])('is refused with its line: %s', (_, text, line) => {
    const complaint = complaintOf(text);
    expect(complaint).toMatch(new RegExp(`^line ${line}: `));
    expect(complaint).not.toMatch(/Zebedee|Long/);
  });

  it('is refused, with a line, where aliases make much out of little', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [at, name] of [...'bcdefghi'].entries()) {
      const inner = `*${'abcdefgh'[at]}`;
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => inner).join()}]`);
    }
    expect(complaintOf([...bomb, 'people: *i'].join('\n'))).toMatch(/^line \d+: /);
  });

  it('is not quoted in a warning of Node’s either', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    expect(complaintOf('people:\n  - {Zebedee Long}: 1\n    name: A\n')).toMatch(/^line 2: /);
    expect(complaintOf('people:\n  - ? {Zebedee: Long}\n    : 1\n')).toMatch(/^line 2: /);
    expect(warned).not.toHaveBeenCalled();
  });

  it('is refused in one line that quotes nothing, or read', () => {
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
