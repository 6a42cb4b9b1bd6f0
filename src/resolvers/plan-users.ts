/** The calls that find people, by what a query knows of them. */
import type { Demand } from '../sources/demand.ts';
import type { CheckedConditions } from './action-filter.ts';
import { exactly, maybe, ofEach, type PlanContext, type Planned, type PlannedObjects, perhaps } from './plan-rule.ts';

/** A person of whom nothing is known but that a directory, or the people file, has them. */
export const DIRECTORY_USER = { isInDirectory: true };

/** People of the directories. */
export const directoryUsers = (atMost: number): PlannedObjects => maybe([DIRECTORY_USER], atMost);

/** The person with a key, as `userByKey` finds them. */
export async function planUserByKey(key: string, context: PlanContext): Promise<Planned> {
  const { demands, people } = await context.people();
  const known = people?.byKey(key);
  if (known) return { demands, objects: exactly([known]) };
  const calcom = key.startsWith('calcom:') ? context.planners.calcom() : undefined;
  if (!calcom) return { demands, objects: people ? exactly([]) : directoryUsers(1) };
  const past = await calcom.pastHost();
  return { demands: [...demands, ...(people ? past : perhaps(past))], objects: ONE_PERSON };
}

/** The person with an e-mail, as `userByEmail` finds them. */
export async function planUserByEmail(email: string, context: PlanContext): Promise<Planned> {
  const { demands, people } = await context.people();
  const known = people?.byEmail(email);
  if (known !== undefined) return { demands, objects: exactly(known ? [known] : []) };
  const past = (await context.planners.calcom()?.pastHost()) ?? [];
  return { demands: [...demands, ...(people ? past : perhaps(past))], objects: ONE_PERSON };
}

/** The people whom conditions name. They are looked up once the actions are read. */
export async function planUsersIn(
  conditions: CheckedConditions | null,
  context: PlanContext,
): Promise<readonly Demand[]> {
  const { assignees, creators } = conditions ?? {};
  if (!context.planners.alo() || (!assignees && !creators)) return [];
  const { demands: people } = await context.people();
  const keys = [...(assignees ?? []), ...(creators ?? [])];
  const found = await ofEach(keys, async (key) => (await planUserByKey(key, context)).demands);
  return perhaps([...people, ...found]);
}

const ONE_PERSON: PlannedObjects = { known: null, isCertain: false, atMost: 1 };
