/**
 * Bookings sorted in every order and by owner. Each view is kept once it was made, so that a page of a large world needs no
 * full scan.
 */
import type { Booking } from '../world/model.ts';

export type SortKey = 'startMs' | 'endMs' | 'createdMs' | 'updatedMs';

interface ViewWish {
  /** null: the bookings of all users. */
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

/** UNDOCUMENTED: the order of equal keys (here by id), and that "never updated" sorts as latest. */
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
