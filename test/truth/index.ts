/** Every kind of random world. */
import { alo } from './alo.ts';
import { calcomBookings } from './calcom-bookings.ts';
import { calcomMembers } from './calcom-members.ts';
import type { Kind } from './kind.ts';
import { saleshandy } from './saleshandy.ts';

export const KINDS: readonly Kind[] = [calcomBookings, calcomMembers, alo, saleshandy];
