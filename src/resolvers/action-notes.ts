/**
 * ALO's remarks on form fields. The call carried the fields of the whole request: a remark on one that was asked for in
 * another place alone is not shown here.
 */

/** More remarks than these of one list are cut: ALO may send one for each action. */
const MOST_NOTES = 20;

/** The form fields that each remark of a list mentions, of those that the request asks for. */
const mentioned = new WeakMap<readonly string[], ReadonlyMap<string, ReadonlySet<string>>>();
/** What was picked of a list for these form fields. */
const picked = new WeakMap<readonly string[], Map<readonly string[], readonly string[]>>();

/** `asked` are the form fields of one place, `request` those of the whole request. Equal questions cost nothing again. */
export function notesFor(
  asked: readonly string[],
  request: readonly string[],
  notes: readonly string[],
): readonly string[] {
  const known = picked.get(notes) ?? new Map<readonly string[], readonly string[]>();
  picked.set(notes, known);
  const found = known.get(asked) ?? pick(new Set(asked), mentionsIn(notes, request));
  known.set(asked, found);
  return found;
}

function pick(asked: ReadonlySet<string>, mentions: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const isForHere = (names: ReadonlySet<string>): boolean =>
    names.size === 0 || [...names].some((name) => asked.has(name));
  return [...mentions].flatMap(([note, names]) => (isForHere(names) ? note : [])).slice(0, MOST_NOTES);
}

function mentionsIn(notes: readonly string[], request: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = mentioned.get(notes);
  if (known) return known;
  const patterns = request.map((name) => ({ name, pattern: patternOf(name) }));
  const mentions = new Map(
    notes.map((note) => [note, new Set(patterns.flatMap(({ name, pattern }) => (pattern.test(note) ? name : [])))]),
  );
  mentioned.set(notes, mentions);
  return mentions;
}

/** The name, where it is no part of a longer word. */
const patternOf = (name: string): RegExp => {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quoted}(?![\\p{L}\\p{N}_])`, 'u');
};
