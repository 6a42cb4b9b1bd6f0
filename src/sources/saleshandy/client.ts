/**
 * The endpoints of the Saleshandy Open API that this graph reads, one declaration each.
 *
 * Docs: https://developer.saleshandy.com. Auth: `x-api-key` (the Bearer in the vendor's samples is a slip of its
 * generator). Limits: none published for these. UNDOCUMENTED: what either endpoint answers.
 */
import type { VendorConfig } from '../../config/config.ts';
import type { SourceFailureReason } from '../../errors.ts';
import type { Endpoint, Parameters } from '../../upstream/endpoint.ts';
import type { VendorProtocol } from '../../upstream/http/answer.ts';
import type { Listing } from '../values.ts';
import { membersWire } from './members-wire.ts';
import type { EmailMetric, ProspectMetric, SaleshandyMember } from './model.ts';
import { emailStatsWire, prospectStatsWire, type StatsPage } from './wire.ts';

export const saleshandyProtocol = (config: VendorConfig): VendorProtocol => ({
  source: 'SALESHANDY',
  apiUrl: config.apiUrl,
  headers: { 'x-api-key': config.apiKey },
  account: '',
  errorKeys: ['message', 'messages', 'error'],
  explain,
});

/** Saleshandy says what is wrong in the body: a bad key and a spent quota are both a 400. */
function explain(status: number, body: unknown): SourceFailureReason | undefined {
  if (status < 400 || typeof body !== 'object' || body === null) return undefined;
  const { code, message } = body as { code?: unknown; message?: unknown };
  const says = (pattern: RegExp): boolean => typeof message === 'string' && pattern.test(message);
  if (code === 40_000 || says(/rate limit/i)) return 'THROTTLED';
  if (code === 1001 || says(/invalid token/i)) return 'UNAUTHORIZED';
  return code === 5001 ? 'UNAVAILABLE' : undefined;
}

export type CountBy = 'ABSOLUTE' | 'RELATIVE';

export interface StatsQuery extends Parameters {
  /** Never empty: what an empty list means is not documented. */
  readonly userIds: readonly string[];
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
  readonly countBy: CountBy;
  readonly limit: number;
  /** Counted from 1. */
  readonly page: number;
}

const statsEndpoint = <Metric extends string>(
  type: 'prospect' | 'email',
  orderBy: string,
  wire: Endpoint<StatsQuery, StatsPage<Metric>>['wire'],
): Endpoint<StatsQuery, StatsPage<Metric>> => ({
  source: 'SALESHANDY',
  name: `team-stats-${type}`,
  method: 'POST',
  sets: ['userIds'],
  request: ({ userIds, from, to, countBy, limit, page }) => ({
    path: '/v1/analytics/team/stats',
    // All nine fields and no other: the specification requires each, and an unknown one is refused.
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

/** Figures counted by prospect. Opens, clicks and replies count on until today, whatever the end of the range. */
export const prospectStatsEndpoint = statsEndpoint<ProspectMetric>('prospect', 'prospectAdded', prospectStatsWire);
/** Figures counted by e-mail. Opens, clicks and replies count on until today, whatever the end of the range. */
export const emailStatsEndpoint = statsEndpoint<EmailMetric>('email', 'emailSent', emailStatsWire);

/** The account's teams and their members. */
export const membersEndpoint: Endpoint<Parameters, Listing<SaleshandyMember>> = {
  source: 'SALESHANDY',
  name: 'team-member-list',
  method: 'GET',
  request: () => ({ path: '/v1/user/team-member-list' }),
  wire: membersWire,
  rowsIn: ({ rows }) => rows.length,
};

/** The documented form: `2026-01-01T00:00:00.000+00:00`. */
const withOffset = (iso: string): string => iso.replace(/Z$/, '+00:00');
