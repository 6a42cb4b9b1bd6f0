/** Whose name it is that ALO shows. */
import type { Person } from './people.ts';

/** Equal but for case and spacing. */
export function isNamedExactly(one: string, other: string): boolean {
  return tidy(one) === tidy(other);
}

/** Equal but for case, spacing and diacritics. */
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

/** The one person of this name; null where there is nobody, or somebody else. Diacritics count where they tell people apart. */
export function personNamed(people: Person[], name: string): Person | null {
  const [equal, ...others] = people.filter(({ names }) => names.some((one) => isNamedExactly(one, name)));
  if (equal && others.length === 0) return equal;
  const [alike, ...more] = people.filter(({ names }) => names.some((one) => isNamed(one, name)));
  return alike && more.length === 0 ? alike : null;
}
