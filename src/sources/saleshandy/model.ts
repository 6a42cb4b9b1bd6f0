/** What the graph takes from Saleshandy, in the graph's words. */

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

/** The figures of a row; null where Saleshandy sent no number. */
interface Figures<Metric extends string> {
  readonly name: string | null;
  readonly email: string | null;
  readonly metrics: Readonly<Record<Metric, number | null>>;
}

/** A row of a report as Saleshandy sent it. */
export interface SentRow<Metric extends string> extends Figures<Metric> {
  /** Each id of a person in the row. The ids of reports may be of another kind than those of the directory. */
  readonly ids: readonly string[];
}

/** The figures of one member. */
export interface StatsRow<Metric extends string> extends Figures<Metric> {
  /** The member's id in the directory; null if Saleshandy does not say whose row it is. */
  readonly userId: string | null;
}

export type ProspectMetrics = StatsRow<ProspectMetric>['metrics'];
export type EmailMetrics = StatsRow<EmailMetric>['metrics'];
export type ProspectStats = StatsRow<ProspectMetric>;
export type EmailStats = StatsRow<EmailMetric>;
