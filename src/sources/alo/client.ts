/**
 * The endpoints of the ALO Platform API that this graph reads, one declaration each.
 *
 * Docs: https://docs.alo.ai/doc/dev/alo-platform-api/api/actions ("Actions and Periods"). The vendor publishes neither a
 * base URL nor limits. Auth: a developer key as `Authorization: Bearer`, UNDOCUMENTED for these paths. Times are in UTC.
 * Errors are `{ message }`; 404 means that there is no such period.
 */
import type { VendorConfig } from '../../config/config.ts';
import { type Endpoint, type Parameters, pathWithQuery } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Period } from './model.ts';
import { type ActionsPage, type AloPage, actionsWire, periodsWire } from './wire.ts';

export const aloProtocol = (config: VendorConfig): VendorProtocol => ({
  source: 'ALO',
  apiUrl: config.apiUrl,
  headers: { authorization: `Bearer ${config.apiKey}` },
  account: '',
  errorKeys: ['message'],
});

/** Pages count from 1; the first is asked for without a number, as documented. */
interface Page extends Parameters {
  readonly page: number;
}

interface PeriodsQuery extends Page {
  /** In ISO 8601. */
  readonly start?: string;
  readonly end?: string;
}

/**
 * Periods: all of them, or those of a range. UNDOCUMENTED: whether ALO's own range means overlap, containment or start; so
 * what it brings is never the whole of a range. Sandbox: alo-range-contained, alo-range-starts-in
 */
export const periodsEndpoint: Endpoint<PeriodsQuery, AloPage<Period>> = {
  source: 'ALO',
  name: 'periods',
  method: 'GET',
  request: ({ start, end, page }) => ({
    path: pathWithQuery('/periods', { start_date: start, end_date: end, ...pageQuery(page) }),
  }),
  wire: periodsWire,
  rowsIn: ({ rows }) => rows.length,
};

interface ActionsQuery extends Page {
  readonly periodId: string;
  /** Names of custom form fields. */
  readonly formFields: readonly string[];
}

/** The actions of one period, with these form fields where an action has them; null if there is no such period. */
export const actionsEndpoint = (
  periodId: string,
  formFields: readonly string[],
): Endpoint<ActionsQuery, ActionsPage | null> => ({
  source: 'ALO',
  name: 'period-actions',
  method: 'GET',
  sets: ['formFields'],
  request: (asked) => ({
    path: pathWithQuery(`/periods/${encodeURIComponent(asked.periodId)}/actions`, {
      form_fields: asked.formFields.length === 0 ? undefined : JSON.stringify(asked.formFields),
      ...pageQuery(asked.page),
    }),
  }),
  wire: actionsWire(periodId, formFields),
  rowsIn: (page) => page?.rows.length ?? null,
  missing: null,
});

const pageQuery = (page: number) => ({ page: page === 1 ? undefined : page });
