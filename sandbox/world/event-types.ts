/** The event types of both teams and of two people, and the copies of the managed one. */
import { CALLER_ID, OTHER_TEAM_ID, TEAM_ID } from './cast.ts';
import type { CalcomUser, EventType } from './model.ts';

export const INTRO_ID = 501;
export const DEMO_ID = 502;
export const WORKSHOP_ID = 503;
export const WEEKLY_SYNC_ID = 504;
export const OFFICE_HOURS_ID = 505;
export const GROUP_CLASS_ID = 506;
export const SUPPORT_ID = 601;
export const PERSONAL_ID = 702;

const OFFICE_HOURS = { slug: 'office-hours', title: 'Office hours', lengthMinutes: 30 };
const OFFICE_HOURS_HOSTS = [1002, 1005, 1013];

export function buildEventTypes(users: readonly CalcomUser[]): EventType[] {
  const team = users.filter((user) => user.teamIds.includes(TEAM_ID)).map((user) => user.id);
  const few = team.slice(0, 4);
  const ofTeam = { teamId: TEAM_ID, parentId: null, seats: null, isRecurring: false };
  return [
    {
      ...ofTeam,
      id: INTRO_ID,
      slug: 'intro-call',
      title: 'Intro call',
      lengthMinutes: 30,
      schedulingType: 'roundRobin',
      hostIds: team,
    },
    {
      ...ofTeam,
      id: DEMO_ID,
      slug: 'product-demo',
      title: 'Product demo',
      lengthMinutes: 45,
      schedulingType: 'collective',
      hostIds: few,
    },
    {
      ...ofTeam,
      id: WORKSHOP_ID,
      slug: 'workshop',
      title: 'Workshop',
      lengthMinutes: 120,
      schedulingType: 'roundRobin',
      seats: 8,
      hostIds: team,
    },
    {
      ...ofTeam,
      id: WEEKLY_SYNC_ID,
      slug: 'weekly-sync',
      title: 'Weekly sync',
      lengthMinutes: 30,
      schedulingType: 'roundRobin',
      isRecurring: true,
      hostIds: few,
    },
    { ...ofTeam, id: OFFICE_HOURS_ID, ...OFFICE_HOURS, schedulingType: 'managed', hostIds: OFFICE_HOURS_HOSTS },
    {
      ...ofTeam,
      id: GROUP_CLASS_ID,
      slug: 'group-class',
      title: 'Group class',
      lengthMinutes: 60,
      schedulingType: 'roundRobin',
      seats: 12,
      isRecurring: true,
      hostIds: few,
    },
    ...OFFICE_HOURS_HOSTS.map((hostId, index) => ({
      ...ofTeam,
      id: 551 + index,
      ...OFFICE_HOURS,
      teamId: null,
      parentId: OFFICE_HOURS_ID,
      schedulingType: null,
      hostIds: [hostId],
    })),
    {
      ...ofTeam,
      id: SUPPORT_ID,
      slug: 'support-call',
      title: 'Support call',
      lengthMinutes: 20,
      teamId: OTHER_TEAM_ID,
      schedulingType: 'roundRobin',
      hostIds: users.filter((user) => user.teamIds.includes(OTHER_TEAM_ID)).map((user) => user.id),
    },
    {
      ...ofTeam,
      id: PERSONAL_ID,
      slug: 'one-on-one',
      title: 'One on one',
      lengthMinutes: 25,
      teamId: null,
      schedulingType: null,
      hostIds: [CALLER_ID, 1002],
    },
  ];
}
