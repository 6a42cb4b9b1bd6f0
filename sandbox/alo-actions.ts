/** What has happened to the actions of a period by an instant: the world also knows what will happen to them. */
import type { Action, Period } from './world/model.ts';

/** The actions made by then, as they were then. */
export function actionsAt(nowMs: number, { actions }: Period): Action[] {
  return actions.filter(({ createdMs }) => createdMs <= nowMs).map((action) => actionAt(nowMs, action));
}

function actionAt(nowMs: number, action: Action): Action {
  const by = (atMs: number | null) => (atMs !== null && atMs <= nowMs ? atMs : null);
  const [assignedMs, doingMs, closedMs] = [by(action.assignedMs), by(action.doingMs), by(action.closedMs)];
  if (assignedMs === action.assignedMs && doingMs === action.doingMs && closedMs === action.closedMs) return action;
  const status = doingMs !== null ? 'Doing' : assignedMs !== null ? 'assigned' : 'Open';
  return { ...action, status, assignedMs, doingMs, closedMs, assignees: assignedMs === null ? [] : action.assignees };
}
