/** All kinds of random worlds. */
import { alo } from './alo.ts';
import { calcomBookings } from './calcom-bookings.ts';
import { calcomBookingsOf } from './calcom-bookings-of.ts';
import { calcomMembers } from './calcom-members.ts';
import { calcomPeople } from './calcom-people.ts';
import { calcomReports } from './calcom-reports.ts';
import type { Kind } from './kind.ts';
import { saleshandy } from './saleshandy.ts';

export const KINDS: readonly Kind[] = [
  calcomBookings,
  calcomBookingsOf,
  calcomMembers,
  calcomPeople,
  calcomReports,
  alo,
  saleshandy,
];
