/**
 * The endpoints of the ALO Platform API that the graph reads.
 *
 * Page: "Actions and Periods", https://docs.alo.ai/doc/dev/alo-platform-api/api/actions. Times are in UTC. Errors are
 * `{ message }`; 404 means that there is no such period. The vendor publishes neither a base URL nor rate limits.
 * UNDOCUMENTED for these paths: authentication. The SDK page shows a developer key as `Authorization: Bearer`.
 */
import type { VendorConfig } from '../../config/config.ts';
import { oncePerObject } from '../../once.ts';
import { type Endpoint, type Parameters, pathWithQuery } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Period } from './model.ts';
import { type ActionsPage, type AloPage, actionsWire, periodsWire } from './wire.ts';

/** How calls to ALO are authenticated and how its errors look. */
export const aloProtocol = (config: VendorConfig): VendorProtocol => ({
  source: 'ALO',
  apiUrl: config.apiUrl,
  headers: { authorization: `Bearer ${config.apiKey}` },
  account: '',
  errorKeys: ['message'],
});

/** Pages count from 1. The first is requested without a number, as documented. */
interface PageParameters extends Parameters {
  readonly page: number;
}

export interface PeriodsParameters extends PageParameters {
  /** In ISO 8601. */
  readonly start?: string;
  readonly end?: string;
}

/**
 * GET /periods: all periods, or those of a range. UNDOCUMENTED: whether a range means overlap, containment or start, so
 * an answer for a range never proves that it has all periods of that range. Sandbox: alo-range-contained, alo-range-starts-in
 */
export const periodsEndpoint: Endpoint<PeriodsParameters, AloPage<Period>> = {
  source: 'ALO',
  name: 'periods',
  method: 'GET',
  laws: { start: 'RANGE', end: 'RANGE', page: 'PAGE' },
  request: ({ start, end, page }) => ({
    path: pathWithQuery('/periods', { start_date: start, end_date: end, ...pageQuery(page) }),
  }),
  wire: periodsWire,
  rowsIn: ({ rows }) => rows.length,
};

interface ActionsParameters extends PageParameters {
  readonly periodId: string;
  /** Names of custom form fields. */
  readonly formFields: readonly string[];
}

/** GET /periods/{id}/actions: the actions of a period with these form fields. The model is null if there is no such period. */
export const actionsEndpoint = (
  periodId: string,
  formFields: readonly string[],
): Endpoint<ActionsParameters, ActionsPage | null> => ({
  source: 'ALO',
  name: 'period-actions',
  method: 'GET',
  laws: { periodId: 'FILTER', formFields: 'PROJECTION', page: 'PAGE' },
  narrow,
  request: (asked) => ({
    path: pathWithQuery(`/periods/${encodeURIComponent(asked.periodId)}/actions`, {
      // The vendor wants a JSON array that is percent-encoded as a whole.
      form_fields: asked.formFields.length === 0 ? undefined : JSON.stringify(asked.formFields),
      ...pageQuery(asked.page),
    }),
  }),
  wire: actionsWire(periodId, formFields),
  rowsIn: (page) => page?.rows.length ?? null,
  missing: null,
});

/** ALO's notes say which of the requested form fields are missing, in words: nothing tells those on fewer fields from them. */
function narrow(wider: ActionsPage | null, asked: ActionsParameters): ActionsPage | null | undefined {
  if (wider === null || wider.notes.length === 0) return wider;
  return asked.formFields.length === 0 ? withoutNotes(wider) : undefined;
}

const withoutNotes = oncePerObject((page: ActionsPage): ActionsPage => ({ ...page, notes: [] }));

const pageQuery = (page: number) => ({ page: page === 1 ? undefined : page });
