/** Pictures, wherever Cal.com shows them, are web addresses or null. */
import { describe, expect, it } from 'vitest';
import { coldServer, graph, inject, RANGE } from '../support/who.ts';

const QUERY = `query ($range: DateTimeRange!) {
  users(first: 100) { nodes { avatarUrl } }
  memberStats(range: $range, timeZone: "UTC") { mostBookings { avatarUrl } }
  routedTo(range: $range, every: WEEK) { users { avatarUrl } }
}`;

/** Every picture in the graph while Cal.com sends this value for each. */
async function shown(avatarUrl: string): Promise<(string | null)[]> {
  inject(graph.sandbox.calcom, {
    match: /memberships$|\/users$|insights/,
    transform: (json) => JSON.parse(JSON.stringify(json), (key, value) => (key === 'avatarUrl' ? avatarUrl : value)),
  });
  const { data, errors } = await (await coldServer()).ask(QUERY, { range: RANGE });
  expect(errors).toBeUndefined();
  const rows = [data.users.nodes, data.memberStats.mostBookings, data.routedTo.users];
  for (const list of rows) expect(list.length).toBeGreaterThan(0);
  return [...new Set<string | null>(rows.flat().map((row) => row.avatarUrl))];
}

describe('a picture', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \tjavascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'DATA:image/svg+xml,<svg/>',
    'vbscript:msgbox(1)',
    'blob:https://app.cal.com/1',
    'file:///etc/passwd',
    'ftp://example.com/a.png',
    'about:blank',
    'mailto:a@example.com',
  ])('is never %j', async (avatarUrl) => {
    expect((await shown(avatarUrl)).filter((one) => one !== null)).toEqual([]);
  });

  it.each([
    ['https://example.com/a.png', 'https://example.com/a.png'],
    ['HTTP://example.com/a.png', 'http://example.com/a.png'],
    ['/javascript:alert(1).png', 'https://app.cal.com/javascript:alert(1).png'],
    ['//example.com/a.png', 'https://example.com/a.png'],
  ])('may be %j', async (avatarUrl, expected) => {
    expect(await shown(avatarUrl)).toContain(expected);
  });
});
