/** How long clients may take, in milliseconds, before they are cut off. */
export interface Timeouts {
  /** For the head of a request, */
  readonly headMs: number;
  /** for all of it, */
  readonly requestMs: number;
  /** and for each piece of an answer. */
  readonly pieceMs: number;
  /** How often it is looked who takes too long. */
  readonly lookMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { headMs: 10_000, requestMs: 12_000, pieceMs: 12_000, lookMs: 1_000 };
