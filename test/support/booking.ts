/** A booking as the sources' model has it. */
import type { Booking } from '../../src/sources/calcom/model.ts';

/** An accepted booking with these values; everything else is absent. */
export const bookingOf = (values: Partial<Booking> = {}): Booking => ({
  uid: 'u1',
  title: null,
  description: null,
  status: 'ACCEPTED',
  start: new Date(0),
  end: new Date(1),
  durationMinutes: null,
  location: null,
  rating: null,
  createdAt: null,
  updatedAt: null,
  absentHost: null,
  icsUid: null,
  recurringBookingUid: null,
  hosts: [],
  attendees: [],
  guests: null,
  eventType: null,
  cancellation: null,
  rescheduling: null,
  fieldResponses: null,
  metadata: null,
  ...values,
});
