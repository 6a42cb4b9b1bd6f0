/**
 * The endpoints of the Saleshandy Open API that the graph reads.
 *
 * Docs: https://developer.saleshandy.com. Authentication is the header `x-api-key` (Introduction); the Bearer token in some
 * samples comes from the vendor's docs generator. No rate limit is published for these endpoints.
 * UNDOCUMENTED: the answers of both endpoints.
 */
import type { VendorConfig } from '../../config/config.ts';
import type { SourceFailureReason } from '../../errors.ts';
import type { Endpoint, Parameters } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Listing } from '../rosters.ts';
import { membersWire } from './members-wire.ts';
import type { EmailMetric, ProspectMetric, SaleshandyMember } from './model.ts';
import { emailStatsWire, prospectStatsWire, type StatsPage } from './wire.ts';

/** How calls to Saleshandy are authenticated and how its errors look. */
export const saleshandyProtocol = (config: VendorConfig): VendorProtocol => ({
  source: 'SALESHANDY',
  apiUrl: config.apiUrl,
  headers: { 'x-api-key': config.apiKey },
  account: '',
  errorKeys: ['message', 'messages', 'error'],
  explain,
});

/** The body says what is wrong: both a bad key and a spent quota are a 400. */
function explain(status: number, body: unknown): SourceFailureReason | undefined {
  if (status < 400 || typeof body !== 'object' || body === null) return undefined;
  const { code, message } = body as { code?: unknown; message?: unknown };
  const says = (pattern: RegExp): boolean => typeof message === 'string' && pattern.test(message);
  if (code === 40_000 || says(/rate limit/i)) return 'THROTTLED';
  if (code === 1001 || says(/invalid token/i)) return 'UNAUTHORIZED';
  return code === 5001 ? 'UNAVAILABLE' : undefined;
}

/** The API's `countBy`. Its meaning is not documented. */
export type CountBy = 'ABSOLUTE' | 'RELATIVE';

export interface StatsParameters extends Parameters {
  /** Never empty: the meaning of an empty list is not documented. */
  readonly userIds: readonly string[];
  /** In ISO 8601, in UTC. */
  readonly from: string;
  /** The last instant of the range. */
  readonly to: string;
  readonly countBy: CountBy;
  readonly limit: number;
  /** Counted from 1. */
  readonly page: number;
}

/** POST /v1/analytics/team/stats. Page: https://developer.saleshandy.com/api-reference/analytics/team-stats */
const statsEndpoint = <Metric extends string>(
  type: 'prospect' | 'email',
  orderBy: string,
  wire: Endpoint<StatsParameters, StatsPage<Metric>>['wire'],
): Endpoint<StatsParameters, StatsPage<Metric>> => ({
  source: 'SALESHANDY',
  name: `team-stats-${type}`,
  method: 'POST',
  laws: { userIds: 'KEY', from: 'FILTER', to: 'FILTER', countBy: 'FILTER', limit: 'PAGE', page: 'PAGE' },
  request: ({ userIds, from, to, countBy, limit, page }) => ({
    path: '/v1/analytics/team/stats',
    // The specification requires all nine fields, and Saleshandy refuses unknown ones.
    body: {
      userIds,
      startDate: withOffset(from),
      endDate: withOffset(to),
      countBy: countBy.toLowerCase(),
      limit,
      page,
      sortOrder: 'desc',
      orderBy,
      type,
    },
  }),
  wire,
  rowsIn: ({ rows }) => rows.length,
});

/** Figures counted by prospect. Opens, clicks and replies include those after the end of the range. */
export const prospectStatsEndpoint = statsEndpoint<ProspectMetric>('prospect', 'prospectAdded', prospectStatsWire);
/** Figures counted by e-mail. Opens, clicks and replies include those after the end of the range. */
export const emailStatsEndpoint = statsEndpoint<EmailMetric>('email', 'emailSent', emailStatsWire);

/** GET /v1/user/team-member-list: the members of the account. It has no parameters. */
export const membersEndpoint: Endpoint<Parameters, Listing<SaleshandyMember>> = {
  source: 'SALESHANDY',
  name: 'team-member-list',
  method: 'GET',
  laws: {},
  request: () => ({ path: '/v1/user/team-member-list' }),
  wire: membersWire,
  rowsIn: ({ rows }) => rows.length,
};

/** The documented form of an instant: `2026-01-01T00:00:00.000+00:00`. */
const withOffset = (iso: string): string => iso.replace(/Z$/, '+00:00');
