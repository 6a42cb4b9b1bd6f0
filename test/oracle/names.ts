/** The person of a name that ALO shows. */
import type { Person } from './people.ts';

/** A name, ignoring case and spacing. */
export function isNamedExactly(one: string, other: string): boolean {
  return tidy(one) === tidy(other);
}

/** A name, ignoring case, spacing and diacritics. */
export function isNamed(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function tidy(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}

function bare(name: string): string {
  return tidy(name).normalize('NFD').replace(/\p{M}/gu, '');
}

export function hasDiacritics(name: string): boolean {
  return tidy(name) !== bare(name);
}

/** Whether names differ only in omitted diacritics: no letter has two different ones. */
export function mayBeOneName(one: string, other: string): boolean {
  const letters = (name: string) => [...tidy(name).normalize('NFC')];
  const others = letters(other);
  return letters(one).every((letter, place) => {
    const twin = others[place] ?? '';
    return letter === twin || [letter, twin].some((any) => any.normalize('NFD').length === 1);
  });
}

/**
 * The only person with this name; null if there is none, or several. Diacritics count if they distinguish people; a name
 * without any distinguishes no one.
 */
export function personNamed(people: Person[], name: string): Person | null {
  const [equal, ...others] = people.filter(({ names }) => names.some((one) => isNamedExactly(one, name)));
  if (equal && others.length === 0 && hasDiacritics(name)) return equal;
  const [alike, ...more] = people.filter(({ names }) => names.some((one) => isNamed(one, name)));
  if (!alike || more.length > 0) return null;
  const theirs = [name, ...alike.names.filter((one) => isNamed(one, name))];
  return theirs.every((one) => theirs.every((other) => mayBeOneName(one, other))) ? alike : null;
}
