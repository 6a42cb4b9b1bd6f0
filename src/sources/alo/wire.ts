/**
 * What the ALO Platform API sends, parsed into the model. The documentation has one sample for each endpoint, so only ids
 * are required, and a value of another form is null. Page: "Actions and Periods",
 * https://docs.alo.ai/doc/dev/alo-platform-api/api/actions
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/schema/marks.ts';
import { maybeInstant } from '../instants.ts';
import { nestedList, type Rows, rowsOf } from '../rows.ts';
import { flag, int32OrText, isPlaceholder, numericId, readable, text } from '../scalars.ts';
import { type FormFields, formFieldsWire } from './form-fields.ts';
import type { Action, ActionState, Period } from './model.ts';
import { type PageInfo, pageInfoKeys, pageInfoOf } from './page-info.ts';

/** Rows of a list. A list may come as one page, whatever page was requested. */
const MAX_ROWS = 10_000;

/** In these years an instant means that there is no time. */
const noTime = z
  .string()
  .regex(/^\s*$|^000[01]-/)
  .transform(() => null);

/** An instant; null if it is absent, blank or a zero date, such as the first of January of the year 1. */
const time = z
  .union([maybeInstant, noTime])
  .transform((at): Date | null => (at !== null && at.getTime() > 0 ? at : null));

const lenientText = text.catch(null);
const lenientTime = time.catch(null);

const markerWire = z
  .object({ name: lenientText, timestamp: lenientTime })
  .transform(({ name, timestamp }) => ({ name, at: timestamp }));

// UNDOCUMENTED: the page shows one object under a plural name; a list is read as well. Sandbox: alo-markers-array
const markersWire = z
  .union([
    markerWire.transform((marker) => [marker]),
    nestedList(
      z.union([markerWire, z.string().transform((name) => ({ name: name.trim() === '' ? null : name, at: null }))]),
    ),
  ])
  .nullish()
  .transform((markers) => (markers ?? []).filter(({ name, at }) => name !== null || at !== null))
  .catch([]);

const periodWire = z
  .object({
    id: numericId,
    name: lenientText,
    start_date: lenientTime,
    end_date: readable(time),
    created_at: lenientTime,
    updated_at: lenientTime,
    markers: markersWire,
  })
  .transform(
    (wire): Period => ({
      sourceId: wire.id,
      name: wire.name,
      start: wire.start_date,
      end: wire.end_date ?? null,
      isEndUnread: wire.end_date === undefined,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      markers: wire.markers,
      isUnlisted: false,
    }),
  );

/** A page of a list. */
export interface AloPage<Row> extends Rows<Row> {
  readonly info: PageInfo;
}

/** An answer of GET /periods. */
export const periodsWire: z.ZodType<AloPage<Period>> = z
  .object({ periods: rowsOf(periodWire, MAX_ROWS), ...pageInfoKeys })
  .transform(({ periods, ...answer }) => ({ ...periods, info: pageInfoOf(answer) }));

/** A page of the actions of a period. */
export interface ActionsPage extends AloPage<Action> {
  /** ALO's notes as it wrote them: first those of the answer, then those of single actions. */
  readonly notes: readonly string[];
}

/** The schema for an answer of GET /periods/{id}/actions to a request with these form fields. */
export const actionsWire = (periodId: string, fieldNames: readonly string[]): z.ZodType<ActionsPage> =>
  remembered(wires, JSON.stringify([periodId, fieldNames]), () => makeActionsWire(periodId, fieldNames));

const makeActionsWire = (periodId: string, fieldNames: readonly string[]): z.ZodType<ActionsPage> =>
  z
    .object({
      actions: rowsOf(
        actionRowWire(fieldNames).transform((wire, context) => {
          if ((wire.periodId ?? periodId) === periodId) {
            return { action: toAction(wire, periodId, fieldNames), notes: wire.notes };
          }
          context.addIssue({ code: 'custom', message: 'belongs to another period' });
          return z.NEVER;
        }),
        MAX_ROWS,
      ),
      notes: notesWire,
      ...pageInfoKeys,
    })
    .transform(({ actions, notes, ...answer }) => ({
      rows: actions.rows.map(({ action }) => action),
      unreadable: actions.unreadable,
      notes: [...notes, ...actions.rows.flatMap((row) => row.notes)],
      info: pageInfoOf(answer),
    }));

/** More than the requests in progress need at once. */
const MAX_WIRES = 100;
const wires = new Map<string, z.ZodType<ActionsPage>>();
const rowWires = new Map<string, ActionRowWire>();

/** A schema costs more than an answer that it reads, so the latest are kept. */
function remembered<Wire>(known: Map<string, Wire>, key: string, make: () => Wire): Wire {
  const wire = known.get(key);
  if (wire) return wire;
  if (known.size === MAX_WIRES) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

/** The schema of a row, which all periods share: its code is made once for each set of form fields. */
const actionRowWire = (fieldNames: readonly string[]): ActionRowWire =>
  remembered(rowWires, JSON.stringify(fieldNames), () =>
    z.looseObject(actionShape).register(KEYS, { known: fieldNames }),
  );

// UNDOCUMENTED: a text, a list or objects, of the answer or of an action. Sandbox: alo-notes-string, alo-notes-per-action
const notesWire = z
  .unknown()
  .optional()
  .transform(notesOf)
  // The answer may have one note for each action.
  .refine((notes) => notes.length <= MAX_ROWS);

const actionShape = {
  periodId: z.union([numericId.nullish(), z.literal('').transform(() => null)]),
  periodName: lenientText,
  periodActionId: int32OrText.catch(null),
  actionId: numericId,
  classification: lenientText,
  subClassification: lenientText,
  status: lenientText,
  createdTime: lenientTime,
  assignedTime: lenientTime,
  doingTime: lenientTime,
  closedTime: lenientTime,
  createdByUserName: readable(text.transform((name) => name && (isPlaceholder(name) ? null : name))),
  periodMarker: lenientText,
  assignedUserNames: readable(
    nestedList(z.string())
      .nullish()
      .transform((names) => names ?? null),
  ),
  channel: lenientText,
  formType: lenientText,
  latestChannel: lenientText,
  aiDispatched: flag.catch(null),
  form_fields: formFieldsWire,
  formFields: formFieldsWire,
  notes: notesWire,
};
type ActionRowWire = z.ZodObject<typeof actionShape, z.core.$loose>;
type ActionRow = z.output<ActionRowWire>;

function toAction(wire: ActionRow, periodId: string, fieldNames: readonly string[]): Action {
  const state = stateOf(wire.status);
  const isUnassigned = state === 'CREATED' && wire.assignedTime === null;
  return {
    sourceId: wire.actionId,
    periodId,
    periodName: wire.periodName,
    number: wire.periodActionId,
    status: wire.status,
    state,
    classification: wire.classification,
    subClassification: wire.subClassification,
    createdAt: wire.createdTime,
    assignedAt: wire.assignedTime,
    startedAt: wire.doingTime,
    closedAt: wire.closedTime,
    createdByName: wire.createdByUserName ?? null,
    assigneeNames: wire.assignedUserNames?.filter((name) => name.trim() !== '' && !isPlaceholder(name)) ?? null,
    isCreatorKnown: typeof wire.createdByUserName === 'string',
    areAssigneesKnown: Array.isArray(wire.assignedUserNames) || (wire.assignedUserNames === null && isUnassigned),
    marker: wire.periodMarker,
    channel: wire.channel,
    latestChannel: wire.latestChannel,
    formType: wire.formType,
    aiDispatched: wire.aiDispatched,
    ...formFieldsOf(wire, fieldNames),
  };
}

/** The documentation names no list of statuses: the page shows "canceled", the page on webhooks "Doing" and "Completed". */
const STATES = [
  ['CREATED', /^(created|new|open)$/],
  ['ASSIGNED', /^assigned$/],
  ['DOING', /^(doing|inprogress)$/],
  ['COMPLETED', /^(completed|closed|done)$/],
  ['CANCELED', /^cancell?ed$/],
] as const;

function stateOf(status: string | null): ActionState | null {
  if (status === null) return null;
  const word = status.toLowerCase().replace(/[\s_-]/g, '');
  return STATES.find(([, pattern]) => pattern.test(word))?.[0] ?? 'OTHER';
}

/**
 * UNDOCUMENTED: where the values are. A container takes precedence over a key of the row itself, and a documented key of
 * the row is never a form field. Sandbox: alo-nested-form-fields
 */
function formFieldsOf(wire: ActionRow, fieldNames: readonly string[]): Pick<Action, 'formFields' | 'hasUnreadFields'> {
  const containers: readonly FormFields[] = [wire.form_fields, wire.formFields];
  const found = fieldNames.flatMap((name): [string, unknown][] => {
    const container = containers.find(({ values }) => values.has(name));
    if (container) return [[name, container.values.get(name)]];
    if (!Object.hasOwn(actionShape, name) && Object.hasOwn(wire, name)) return [[name, wire[name]]];
    return [];
  });
  return { formFields: new Map(found), hasUnreadFields: containers.some(({ isWhole }) => !isWhole) };
}

function notesOf(notes: unknown): string[] {
  const found: string[] = [];
  const collect = (value: unknown): void => {
    // One note too many is enough for the schema to refuse the list.
    if (value === undefined || value === null || found.length > MAX_ROWS) return;
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value !== 'string') found.push(JSON.stringify(value));
    else if (value.trim() !== '') found.push(value);
  };
  collect(notes);
  return found;
}
