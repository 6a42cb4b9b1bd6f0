/** What this graph takes from Saleshandy, in its own words. */

export interface SaleshandyMember {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
}

export const PROSPECT_METRICS = [
  'added',
  'contacted',
  'opened',
  'clicked',
  'replied',
  'unsubscribed',
  'bounced',
  'uncategorized',
  'interested',
  'notInterested',
  'meetingBooked',
  'outOfOffice',
  'closed',
  'notNow',
  'doNotContact',
] as const;
export const EMAIL_METRICS = ['contacted', 'sent', 'opened', 'clicked', 'replied', 'bounced'] as const;

export type ProspectMetric = (typeof PROSPECT_METRICS)[number];
export type EmailMetric = (typeof EMAIL_METRICS)[number];

/** One member's figures; null where Saleshandy sent no number. */
export interface StatsRow<Metric extends string> {
  /** Null where Saleshandy does not say whose row it is. */
  readonly userId: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly metrics: Readonly<Record<Metric, number | null>>;
}

export type ProspectMetrics = StatsRow<ProspectMetric>['metrics'];
export type ProspectStats = StatsRow<ProspectMetric>;
export type EmailStats = StatsRow<EmailMetric>;
