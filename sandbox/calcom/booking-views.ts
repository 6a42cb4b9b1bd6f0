// Bookings in every order and of every owner, each kept once it was asked for, so that a page of a large world takes no full scan.

import type { Booking } from '../world/model.ts';

export type SortKey = 'startMs' | 'endMs' | 'createdMs' | 'updatedMs';

interface ViewWish {
  /** null: everybody's. */
  teamId: number | null;
  key: SortKey;
  direction: 'asc' | 'desc';
  /** Bounds on the start, inclusive. */
  fromMs: number;
  toMs: number;
}

export function createBookingViews(bookings: readonly Booking[]): (wish: ViewWish) => readonly Booking[] {
  const views = new Map<string, readonly Booking[]>();
  const keep = (name: string, make: () => readonly Booking[]) => {
    const view = views.get(name) ?? make();
    views.set(name, view);
    return view;
  };

  return ({ teamId, key, direction, fromMs, toMs }) => {
    const ofOwner = keep(`${teamId}`, () =>
      (teamId === null ? [...bookings] : bookings.filter((booking) => booking.teamId === teamId)).sort(
        byKey('startMs', 'asc'),
      ),
    );
    const first = firstFrom(ofOwner, fromMs);
    const end = firstFrom(ofOwner, toMs + 1);
    if (first === 0 && end === ofOwner.length) {
      return keep(`${teamId} ${key} ${direction}`, () => ofOwner.toSorted(byKey(key, direction)));
    }
    return ofOwner.slice(first, end).sort(byKey(key, direction));
  };
}

/** UNDOCUMENTED: what follows where the keys are equal (here the id), and that "never updated" is latest. */
export function byKey(key: SortKey, direction: 'asc' | 'desc'): (a: Booking, b: Booking) => number {
  const sign = direction === 'asc' ? 1 : -1;
  const place = (booking: Booking) => booking[key] ?? Number.MAX_SAFE_INTEGER;
  return (a, b) => sign * (place(a) - place(b)) || a.id - b.id;
}

/** The index of the first booking that starts at `fromMs` or later. */
function firstFrom(byStart: readonly Booking[], fromMs: number): number {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byStart[middle]?.startMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
