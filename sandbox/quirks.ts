/**
 * The quirks: one named switch for each place where a vendor's documentation is silent or contradicts its code. The vendors'
 * own files say, at `// UNDOCUMENTED:`, what the sandbox does while a switch is off.
 */

export const QUIRKS = [
  {
    name: 'calcom-old-server',
    vendor: 'calcom',
    description:
      'A server from before the newer booking filters: bookingUid, the four created/updated filters and sortUpdatedAt are silently ignored, and the pagination block says itemsReturned instead of returnedItems.',
  },
  {
    name: 'calcom-no-event-types',
    vendor: 'calcom',
    description:
      "The team has no event types, so the bookings endpoint drops its team filter: other teams' and personal bookings leak into the list.",
  },
  {
    name: 'calcom-absent-cancellation',
    vendor: 'calcom',
    description: 'cancellationReason and cancelledByEmail are absent, not "", on bookings that were not cancelled.',
  },
  {
    name: 'calcom-shuffled-ties',
    vendor: 'calcom',
    description:
      'Bookings with an equal sort key change their order within a page from call to call; over all pages each still comes once.',
  },
  {
    name: 'calcom-loose-totals',
    vendor: 'calcom',
    description:
      'On a full page totalItems (and what follows from it) is counted without the created and updated filters.',
  },
  {
    name: 'calcom-total-past-end',
    vendor: 'calcom',
    description: 'A page past the end says totalItems = skip instead of the number of bookings there are.',
  },
  {
    name: 'calcom-lowered-pages',
    vendor: 'calcom',
    description: 'Pages of bookings, memberships and users hold 100 rows at most, whatever take says.',
  },
  {
    name: 'calcom-past-steps',
    vendor: 'calcom',
    description:
      'Past bookings alone are looked for from the newest on; each page is then put into the order asked for by itself.',
  },
  {
    name: 'calcom-awaiting-host',
    vendor: 'calcom',
    description: 'Pending bookings carry the status awaiting_host, which the published enum does not have.',
  },
  {
    name: 'calcom-recent-upcoming',
    vendor: 'calcom',
    description: 'The status "upcoming" also asks for a start no more than an hour ago.',
  },
  {
    name: 'calcom-all-hosts',
    vendor: 'calcom',
    description: 'Bookings of collective event types list every host, not the organizer alone.',
  },
  {
    name: 'calcom-unreadable-texts',
    vendor: 'calcom',
    description:
      'What was stored and cannot be read any more is the text "unknown": locations, reasons and the answers of forms. Reasons of cancelled bookings begin with $RCH$.',
  },
  {
    name: 'calcom-insights-403',
    vendor: 'calcom',
    description:
      'Both insights endpoints refuse every request with 403, where the default answers, with empty lists if need be.',
  },
  {
    name: 'calcom-bad-filters-ignored',
    vendor: 'calcom',
    description: 'A columnFilters array with one malformed entry is ignored as a whole instead of answered with 400.',
  },
  {
    name: 'calcom-routing-created-at',
    vendor: 'calcom',
    description:
      'routed-to-per-period honours a createdAt column filter beside startDate and endDate, as the published example suggests.',
  },
  {
    name: 'calcom-monday-weeks',
    vendor: 'calcom',
    description: 'perWeek widens the range to weeks from Monday, so no extra first bucket appears.',
  },
  {
    name: 'calcom-directories-403',
    vendor: 'calcom',
    description: 'The key may read bookings only: memberships, organization users and event types answer 403.',
  },
  {
    name: 'calcom-version-pinned',
    vendor: 'calcom',
    description:
      'Event types answer 404 without cal-api-version 2024-06-14; bookings and insights without 2024-08-13 or later.',
  },
  {
    name: 'calcom-rfc-seconds',
    vendor: 'calcom',
    description: 'Times come without milliseconds: 2026-03-18T12:00:00Z.',
  },
  { name: 'calcom-string-ids', vendor: 'calcom', description: 'Every numeric id comes as a string.' },
  {
    name: 'calcom-reset-epoch',
    vendor: 'calcom',
    description: 'X-RateLimit-Reset-Default is a Unix time in seconds instead of the seconds that remain.',
  },
  { name: 'calcom-retry-after', vendor: 'calcom', description: 'A 429 carries Retry-After, in seconds.' },
  {
    name: 'alo-markers-array',
    vendor: 'alo',
    description: "A period's markers are an array (empty where there are none) instead of one object.",
  },
  {
    name: 'alo-range-contained',
    vendor: 'alo',
    description: 'start_date and end_date select the periods that lie wholly inside, instead of those that overlap.',
  },
  {
    name: 'alo-range-starts-in',
    vendor: 'alo',
    description: 'start_date and end_date select the periods that start inside, instead of those that overlap.',
  },
  {
    name: 'alo-nested-form-fields',
    vendor: 'alo',
    description: 'Requested form fields come in an object form_fields on the action instead of flat beside its keys.',
  },
  { name: 'alo-notes-string', vendor: 'alo', description: 'notes is one string at the top instead of an array.' },
  { name: 'alo-notes-per-action', vendor: 'alo', description: 'notes is a string on each action that lacks a field.' },
  {
    name: 'alo-paging',
    vendor: 'alo',
    description:
      "Both lists are paged like the vendor's other lists (page, per_page, total_pages, response_count, total_count); ten rows a page unless per_page (at most 100) is given.",
  },
  {
    name: 'alo-text-totals',
    vendor: 'alo',
    description: 'Both lists are paged, and say so in camel case and with the numbers as texts.',
  },
  {
    name: 'alo-page-ignored',
    vendor: 'alo',
    description: 'Both lists tell of pages like alo-paging, and every page is the first one again.',
  },
  {
    name: 'alo-action-per-assignee',
    vendor: 'alo',
    description: 'An action of several assignees comes as several rows, each with one of them.',
  },
  {
    name: 'alo-running-periods',
    vendor: 'alo',
    description: 'A period that has not ended has no end: end_date is null.',
  },
  {
    name: 'alo-form-fields-list',
    vendor: 'alo',
    description: 'form_fields is a list of { name, value } on the action.',
  },
  {
    name: 'alo-form-fields-text',
    vendor: 'alo',
    description: 'form_fields is the JSON text of an object on the action.',
  },
  { name: 'alo-no-created-times', vendor: 'alo', description: 'Actions do not tell createdTime.' },
  { name: 'alo-text-flags', vendor: 'alo', description: 'aiDispatched is a text: "true" or "false".' },
  { name: 'alo-empty-times', vendor: 'alo', description: 'Times not reached yet are "" instead of null.' },
  {
    name: 'alo-zero-dates',
    vendor: 'alo',
    description: 'Times not reached yet are the first of January of the year 1 instead of null.',
  },
  { name: 'alo-absent-times', vendor: 'alo', description: 'Times not reached yet are absent instead of null.' },
  { name: 'alo-string-ids', vendor: 'alo', description: 'Numeric ids come as strings.' },
  { name: 'alo-unauthorized-403', vendor: 'alo', description: 'A missing or wrong key is 403 instead of 401.' },
  {
    name: 'alo-bad-date-ignored',
    vendor: 'alo',
    description: 'A malformed date is ignored instead of answered with 400.',
  },
  {
    name: 'alo-throttle-html-502',
    vendor: 'alo',
    description: 'Too many calls (perMinute.alo) get an HTML page with 502 instead of 429 with Retry-After.',
  },
  { name: 'saleshandy-numeric-strings', vendor: 'saleshandy', description: 'Counts come as strings: "25".' },
  {
    name: 'saleshandy-bare-array',
    vendor: 'saleshandy',
    description: 'payload is the array of rows itself; no hasMore.',
  },
  {
    name: 'saleshandy-double-wrapped',
    vendor: 'saleshandy',
    description: 'payload holds a second { message, payload }, and that one the rows.',
  },
  {
    name: 'saleshandy-human-label-keys',
    vendor: 'saleshandy',
    description: 'Row keys are labels: "Prospect Added", "Un Subscribed", "User Id".',
  },
  {
    name: 'saleshandy-no-identity-keys',
    vendor: 'saleshandy',
    description: 'Rows carry metrics alone: no id, name or e-mail.',
  },
  { name: 'saleshandy-no-has-more', vendor: 'saleshandy', description: 'payload has no hasMore.' },
  {
    name: 'saleshandy-missing-metrics',
    vendor: 'saleshandy',
    description: 'Metrics that are 0 are absent, and every row lacks bounced.',
  },
  {
    name: 'saleshandy-cumulative-engagement',
    vendor: 'saleshandy',
    description: 'opened, clicked and replied are counted from startDate through today, whatever endDate says.',
  },
  {
    name: 'saleshandy-limit-capped',
    vendor: 'saleshandy',
    description: 'A limit over 5 is silently lowered to 5.',
  },
  { name: 'saleshandy-page-ignored', vendor: 'saleshandy', description: 'Every page is the first one again.' },
  {
    name: 'saleshandy-empty-user-ids',
    vendor: 'saleshandy',
    description: 'userIds [] means everyone instead of 400.',
  },
  { name: 'saleshandy-empty-200', vendor: 'saleshandy', description: 'team/stats answers 200 with an empty body.' },
  { name: 'saleshandy-html-502', vendor: 'saleshandy', description: 'team/stats answers an HTML page with 502.' },
  {
    name: 'saleshandy-throttle-400',
    vendor: 'saleshandy',
    description: 'Too many calls (perMinute.saleshandy) get 400 with code 40000 instead of 429.',
  },
  { name: 'saleshandy-unauthorized-401', vendor: 'saleshandy', description: 'A bad key is 401 instead of 400.' },
  {
    name: 'saleshandy-thousands-separators',
    vendor: 'saleshandy',
    description: 'Counts come as text in groups of three: "1,234".',
  },
  {
    name: 'saleshandy-short-figure-names',
    vendor: 'saleshandy',
    description: 'Rows call their figures open, click, reply, bounce and contacted.',
  },
  {
    name: 'saleshandy-total-row',
    vendor: 'saleshandy',
    description: 'The first row is the sum of all, named "Total", without an id or an e-mail.',
  },
  {
    name: 'saleshandy-row-numbers',
    vendor: 'saleshandy',
    description: 'The userId of a row is its running number; the e-mail alone tells whose it is.',
  },
  {
    name: 'saleshandy-several-ids',
    vendor: 'saleshandy',
    description:
      'A row has a running number as id and as userId, the id of the member list as memberId, and no e-mail.',
  },
  {
    name: 'saleshandy-foreign-row-ids',
    vendor: 'saleshandy',
    description: 'The userId of a row is its running number, and nothing else tells whose it is.',
  },
  {
    name: 'saleshandy-rows-differ',
    vendor: 'saleshandy',
    description: 'Every member has two rows, as in two teams, and their figures differ.',
  },
  {
    name: 'saleshandy-more-beside-total',
    vendor: 'saleshandy',
    description: 'The report says hasMore beside a total that equals its rows.',
  },
  {
    name: 'saleshandy-short-of-total',
    vendor: 'saleshandy',
    description: 'The report says hasMore: false beside a total that is larger than its rows.',
  },
  {
    name: 'saleshandy-team-members-key',
    vendor: 'saleshandy',
    description: 'The people of a team stand under teamMembers.',
  },
  {
    name: 'saleshandy-empty-teams',
    vendor: 'saleshandy',
    description: 'The member list has teams of nobody: members null, and an empty userList.',
  },
  { name: 'saleshandy-members-cut', vendor: 'saleshandy', description: 'The member list says hasMore.' },
  {
    name: 'saleshandy-flat-members',
    vendor: 'saleshandy',
    description: 'The member list is one flat array of people instead of teams with members.',
  },
  {
    name: 'saleshandy-members-no-email',
    vendor: 'saleshandy',
    description: 'The member list has ids and names, but no e-mail.',
  },
  {
    name: 'saleshandy-no-member-list',
    vendor: 'saleshandy',
    description: 'There is no member list: 404.',
  },
] as const satisfies readonly { name: string; vendor: 'calcom' | 'alo' | 'saleshandy'; description: string }[];

export type Quirk = (typeof QUIRKS)[number]['name'];

export function isQuirk(name: string): name is Quirk {
  return QUIRKS.some((quirk) => quirk.name === name);
}
