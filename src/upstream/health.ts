/** What the calls to one source have met so far. Remembers, judges nothing and calls nobody. */
import type { SourceError } from '../errors.ts';
import type { Quota } from './retry-after.ts';

export interface Health {
  readonly quota?: Quota;
  readonly lastSuccessAtMs?: number;
  readonly lastFailure?: { readonly error: SourceError; readonly atMs: number };
  /** Whether the call that ended last went well; undefined before the first. */
  readonly lastCallWentWell?: boolean;
}

export interface HealthRecord {
  read(): Health;
  quota(quota: Quota): void;
  success(): void;
  /** A refusal of one request says nothing about the source and is told apart by its reason. */
  failure(error: SourceError): void;
}

export function createHealthRecord(nowMs: () => number): HealthRecord {
  let health: Health = {};
  return {
    read: () => health,
    quota: (quota) => {
      health = { ...health, quota };
    },
    success: () => {
      health = { ...health, lastSuccessAtMs: nowMs(), lastCallWentWell: true };
    },
    failure: (error) => {
      const answered = error.reason === 'REFUSED';
      health = { ...health, lastFailure: { error, atMs: nowMs() }, lastCallWentWell: answered };
    },
  };
}
