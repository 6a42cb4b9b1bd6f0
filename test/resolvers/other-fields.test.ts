import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';

const QUERY = readFileSync(new URL('../support/other-fields.graphql', import.meta.url), 'utf8');
const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
const globalId = (text: string): string => Buffer.from(text).toString('base64url');

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

describe('the fields that no canonical query selects', () => {
  it('have values in the sandbox', async () => {
    const { world } = graph.sandbox;
    const [first, second] = world.alo.periods.find(({ id }) => id === 305)?.actions ?? [];
    const { data, errors } = await graph.ask(QUERY, {
      range: RANGE,
      action: globalId(`Action:305/${first?.id}`),
    });
    expect(errors).toBeUndefined();

    expect(data.users.complete).toBe(true);
    expect(
      data.users.edges.map(({ cursor, node }: { cursor: string; node: { id: string } }) => [typeof cursor, node.id]),
    ).toEqual([
      ['string', globalId('User:calcom:1019')],
      ['string', globalId('User:calcom:7')],
    ]);

    const { landmarks } = world;
    const booking = (uid: string) => data.bookings.nodes.find((node: { uid: string }) => node.uid === uid);
    expect(data.bookings.complete).toBe(true);
    expect(
      booking(landmarks.seated).attendees.every(({ seatUid }: { seatUid: string | null }) => seatUid !== null),
    ).toBe(true);
    // Each seat has its own answers; a booking without seats has them itself.
    const answersOf = (uid: string) =>
      booking(uid).attendees.map(({ fieldResponses }: { fieldResponses: { name?: string } | null }) => fieldResponses);
    const rows = (uid: string) => world.calcom.bookings.find((one) => one.uid === uid)?.attendees ?? [];
    expect(answersOf(landmarks.seated)).toEqual(
      rows(landmarks.seated).map(({ name, responses }) => expect.objectContaining({ name, ...responses })),
    );
    expect(answersOf(landmarks.rated)).toEqual(rows(landmarks.rated).map(() => null));
    expect(booking(landmarks.recurring).recurringBookingUid).toEqual(expect.any(String));
    expect(booking(landmarks.rated).recurringBookingUid).toBeNull();
    const { eventType } = booking(landmarks.managedChild);
    expect(eventType.id).toBe(globalId(`EventType:${eventType.sourceId}`));

    expect(data.periods).toMatchObject({ totalCount: 4, complete: true, pageInfo: { hasNextPage: true } });
    expect(data.periods.edges[0]).toMatchObject({
      cursor: expect.any(String),
      node: { id: globalId('Period:305'), sourceId: '305' },
    });

    expect(data.node).toMatchObject({ sourceId: String(first?.id), state: 'DOING' });
    expect(data.node.period.actions).toMatchObject({ complete: true, notes: [] });
    expect(data.node.period.actions.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
      [first, second].map((action) => globalId(`Action:305/${action?.id}`)),
    );

    expect(data.bookingStats.groups).toContainEqual({ status: 'CANCELLED', hostName: expect.any(String) });
    expect(data.bookingStats.total).toMatchObject({ rescheduled: expect.any(Number) });
    expect(data.actionStats.groups.some(({ name, user }: { name: string; user: unknown }) => name && user)).toBe(true);
    expect(data.actions.totalCount).toBeGreaterThan(10);
    expect(data.booking).toBeNull();
    expect(data.eventTypes).toMatchObject({ complete: true, pageInfo: { hasNextPage: true } });
    expect(data.eventTypes.edges.map(({ node }: { node: object }) => node)).toEqual(data.eventTypes.nodes);
    expect(data.routedTo.timeZone).toBe('UTC');
    expect(data.viewer).toEqual({ name: null, scopes: ['attendees', 'performance'] });
    expect(data.timeRange).toEqual({ from: '2026-03-09T00:00:00.000Z', to: '2026-03-16T00:00:00.000Z' });

    for (const report of [data.teamStats.prospect, data.teamStats.email]) {
      expect(report).toMatchObject({ complete: true });
      expect(report.totalCount).toBeGreaterThan(2);
      expect(report.edges).toHaveLength(2);
    }

    const { memberStats, bookingStats, actionStats, eventTypes, teamStats, people } = data;
    for (const { asOf } of [
      ...[data.users, data.bookings, data.routedTo, data.periods, data.node.period.actions, memberStats, bookingStats],
      ...[actionStats, eventTypes, teamStats.prospect, teamStats.email, people.conflicts, people.unlinkedNames],
    ]) {
      expect(asOf).toMatch(/^\d{4}-\d\d-\d\dT/);
    }

    const { conflicts, unlinkedNames, ambiguousNames } = data.people;
    expect(conflicts).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    expect(conflicts.edges[0].node.reason).toBe('SAME_NAME');
    expect(unlinkedNames).toMatchObject({ totalCount: 3, complete: true, pageInfo: { hasNextPage: true } });
    expect(unlinkedNames.edges[0].node).toEqual({ name: 'Oswald Finch' });
    expect(ambiguousNames.nodes).toHaveLength(2);
  });
});
