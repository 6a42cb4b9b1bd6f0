/** Saleshandy's part of the world: two teams, their members, and what each member did on each day. */
import type { Random } from '../random.ts';
import { DAY_MS, dayOf } from '../time.ts';
import type { Character } from './cast.ts';
import type { Activity, OutreachMember, OutreachTeam } from './model.ts';

/** Of the days up to now. */
const DAYS = 2 * 365;

interface Span {
  readonly nowMs: number;
  readonly untilMs: number;
}

export function inventOutreach(
  characters: readonly Character[],
  random: Random,
  span: Span,
): { teams: OutreachTeam[]; members: OutreachMember[] } {
  const members = characters.flatMap(({ saleshandy }) => {
    if (!saleshandy) return [];
    const { active, ...person } = saleshandy;
    return [{ ...person, activity: active ? inventActivity(random, span) : null }];
  });
  const half = Math.ceil(members.length / 2);
  return {
    members,
    teams: [
      { id: 'tK9wQ2xB5m', name: 'Outbound North', memberIds: members.slice(0, half).map(({ id }) => id) },
      { id: 'tR3nV8cL1z', name: 'Outbound South', memberIds: members.slice(half).map(({ id }) => id) },
    ],
  };
}

/** The share of a day's new or contacted prospects in each count; rounded at random. */
function inventActivity(random: Random, { nowMs, untilMs }: Span): Activity {
  const firstDayMs = dayOf(nowMs) - (DAYS - 1) * DAY_MS;
  const count = (dayOf(untilMs) - firstDayMs) / DAY_MS + 1;
  const activity = emptyActivity(firstDayMs, count);
  const { prospect, email } = activity;
  const diligence = random.int(3, 14);
  const share = (whole: number, part: number) => Math.floor(whole * part + random.next());
  for (let day = 0; day < count; day++) {
    const weekday = new Date(firstDayMs + day * DAY_MS).getUTCDay();
    const added = weekday === 0 || weekday === 6 ? 0 : random.int(0, diligence);
    const contacted = share(added, 0.8);
    const replied = share(contacted, 0.15);
    const sent = share(contacted, 1.6);
    prospect.prospectAdded[day] = added;
    prospect.prospectContacted[day] = contacted;
    prospect.opened[day] = share(contacted, 0.55);
    prospect.clicked[day] = share(contacted, 0.12);
    prospect.replied[day] = replied;
    prospect.unSubscribed[day] = share(contacted, 0.01);
    prospect.bounced[day] = share(contacted, 0.03);
    prospect.Uncategorized[day] = share(replied, 0.2);
    prospect.Interested[day] = share(replied, 0.3);
    prospect['Not Interested'][day] = share(replied, 0.2);
    prospect['Meeting Booked'][day] = share(replied, 0.15);
    prospect['Out of Office'][day] = share(replied, 0.1);
    prospect.Closed[day] = share(replied, 0.03);
    prospect['Not Now'][day] = share(replied, 0.05);
    prospect['Do Not Contact'][day] = share(replied, 0.02);
    email.prospectContacted[day] = contacted;
    email.emailSent[day] = sent;
    email.opened[day] = share(sent, 0.6);
    email.clicked[day] = share(sent, 0.1);
    email.replied[day] = share(sent, 0.11);
    email.bounced[day] = share(sent, 0.03);
  }
  return activity;
}

function emptyActivity(firstDayMs: number, count: number): Activity {
  const days = () => new Uint16Array(count);
  return {
    firstDayMs,
    prospect: {
      prospectAdded: days(),
      prospectContacted: days(),
      opened: days(),
      clicked: days(),
      replied: days(),
      unSubscribed: days(),
      bounced: days(),
      Uncategorized: days(),
      Interested: days(),
      'Not Interested': days(),
      'Meeting Booked': days(),
      'Out of Office': days(),
      Closed: days(),
      'Not Now': days(),
      'Do Not Contact': days(),
    },
    email: {
      prospectContacted: days(),
      emailSent: days(),
      opened: days(),
      clicked: days(),
      replied: days(),
      bounced: days(),
    },
  };
}
