/** The rows of ALO's lists, and the other forms that their values may take. */
import type { Quirk } from './quirks.ts';
import { toIso } from './time.ts';
import type { Action, Period } from './world/model.ts';

/** UNDOCUMENTED: the end of a period that still runs: here the planned one. Quirk alo-running-periods. */
export function periodRow(period: Period, nowMs: number, quirks: ReadonlySet<Quirk>): Record<string, unknown> {
  const markers = period.markers.map(({ name, atMs }) => ({ name, timestamp: toIso(atMs) }));
  return {
    id: period.id,
    name: period.name,
    start_date: toIso(period.startMs),
    end_date: quirks.has('alo-running-periods') && period.endMs > nowMs ? null : toIso(period.endMs),
    created_at: toIso(period.createdMs),
    updated_at: toIso(period.updatedMs),
    // UNDOCUMENTED: the form of several markers. The published sample has one object; here it is the first marker. Quirk alo-markers-array.
    markers: quirks.has('alo-markers-array') ? markers : markers[0],
  };
}

export function actionRow(
  action: Action,
  period: Period,
  fields: readonly string[],
  quirks: ReadonlySet<Quirk>,
): Record<string, unknown> {
  const row = {
    periodId: period.id,
    periodName: period.name,
    periodActionId: action.number,
    actionId: action.id,
    classification: action.classification,
    subClassification: action.subClassification,
    status: action.status,
    createdTime: quirks.has('alo-no-created-times') ? undefined : toIso(action.createdMs),
    assignedTime: timeOrNot(action.assignedMs, quirks),
    doingTime: timeOrNot(action.doingMs, quirks),
    closedTime: timeOrNot(action.closedMs, quirks),
    createdByUserName: action.createdBy,
    periodMarker: action.marker,
    assignedUserNames: action.assignees,
    channel: action.channel,
    formType: action.formType,
    latestChannel: action.latestChannel,
    // UNDOCUMENTED: the type. Quirk alo-text-flags.
    aiDispatched: quirks.has('alo-text-flags') ? String(action.aiDispatched) : action.aiDispatched,
  };
  const found = Object.fromEntries(
    fields.filter((name) => name in action.fields).map((name) => [name, action.fields[name]]),
  );
  return { ...row, ...formFields(found, row, quirks) };
}

/** UNDOCUMENTED: the place of the values, and that a built-in key wins over a field of the same name. Quirks alo-nested-form-fields, alo-form-fields-list, alo-form-fields-text. */
function formFields(found: object, row: object, quirks: ReadonlySet<Quirk>): object {
  if (quirks.has('alo-nested-form-fields')) return { form_fields: found };
  if (quirks.has('alo-form-fields-text')) return { form_fields: JSON.stringify(found) };
  if (quirks.has('alo-form-fields-list')) {
    return { form_fields: Object.entries(found).map(([name, value]) => ({ name, value })) };
  }
  return Object.fromEntries(Object.entries(found).filter(([name]) => !(name in row)));
}

/** UNDOCUMENTED: the form of a time that was not reached. Quirks alo-absent-times, alo-empty-times, alo-zero-dates. */
function timeOrNot(instantMs: number | null, quirks: ReadonlySet<Quirk>): string | null | undefined {
  if (instantMs !== null) return toIso(instantMs);
  if (quirks.has('alo-empty-times')) return '';
  if (quirks.has('alo-zero-dates')) return '0001-01-01T00:00:00Z';
  return quirks.has('alo-absent-times') ? undefined : null;
}
