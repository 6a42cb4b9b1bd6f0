/** Counts of actions, and the dimensions by which they are grouped. Pure. */
import type { ActionDimension } from '../generated/resolvers.ts';
import type { Action } from '../sources/alo/model.ts';
import type { OpenRange } from '../sources/instants.ts';
import { createZonedCalendar } from './calendar.ts';
import type { Dimension, Tally } from './grouping.ts';
import type { ActionCounts, ActionKey } from './models.ts';
import { timeDimension } from './time-dimension.ts';

export type ActionGrouping = Dimension<Action, ActionKey>;

const MINUTE_MS = 60_000;

export function createActionTally(): Tally<Action, ActionCounts> {
  const counts = { actions: 0, open: 0, closed: 0, canceled: 0 };
  const toStart: number[] = [];
  const toClose: number[] = [];
  return {
    add: ({ state, createdAt, startedAt, closedAt }) => {
      counts.actions++;
      if (state === 'COMPLETED') counts.closed++;
      else if (state === 'CANCELED') counts.canceled++;
      else counts.open++;
      if (createdAt && startedAt) toStart.push((startedAt.getTime() - createdAt.getTime()) / MINUTE_MS);
      if (createdAt && closedAt) toClose.push((closedAt.getTime() - createdAt.getTime()) / MINUTE_MS);
    },
    counts: () => ({ ...counts, medianMinutesToStart: medianOf(toStart), medianMinutesToClose: medianOf(toClose) }),
    size: () => counts.actions,
  };
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

const NONE: ActionKey = { id: '', label: '' };

const textKey = (text: string | null): ActionKey => (text === null ? NONE : { id: text, label: text });
const nameKey = (name: string | null): ActionKey => (name === null ? NONE : { id: name, label: name, name });

/** `timeZone` is needed for a time only. */
export function actionGrouping(dimension: ActionDimension, timeZone: string, range: OpenRange | null): ActionGrouping {
  const by = (keyOf: (action: Action) => ActionKey): ActionGrouping => ({
    isTime: false,
    keysOf: (action) => [keyOf(action)],
  });
  switch (dimension) {
    case 'STATE':
      return by(({ state }) => (state === null ? NONE : { id: state, label: state, state }));
    case 'STATUS':
      return by(({ status }) => textKey(status));
    case 'CLASSIFICATION':
      return by(({ classification }) => textKey(classification));
    case 'CHANNEL':
      return by(({ channel }) => textKey(channel));
    case 'MARKER':
      return by(({ marker }) => textKey(marker));
    case 'PERIOD':
      return by(({ periodId, periodName }) => ({ id: periodId, label: periodName ?? periodId, periodId }));
    case 'CREATOR':
      return by(({ createdByName }) => nameKey(createdByName));
    case 'ASSIGNEE':
      return {
        isTime: false,
        keysOf: ({ assigneeNames }) => (assigneeNames?.length ? [...new Set(assigneeNames)].map(nameKey) : [NONE]),
      };
    default:
      return timeDimension(dimension, createZonedCalendar(timeZone), ({ createdAt }: Action) => createdAt, range);
  }
}
