import { describe, expect, it } from 'vitest';
import { EXPIRED_CALCOM_KEY } from '../../sandbox/calcom/calcom.ts';
import { BOOKINGS, type Failure } from '../support/sandbox/calcom-rows.ts';
import { ask, askCalcom, start } from '../support/sandbox/start.ts';

type Person = Record<string, unknown> & { id: number; userId: number; email: string; user: Record<string, unknown> };
interface People {
  data: Person[];
}

describe('Cal.com refuses', () => {
  it.each([
    [{}, /^ApiAuthStrategy - No authentication method provided\./],
    [{ 'x-cal-client-id': 'one' }, /^ApiAuthStrategy - Only 'x-cal-client-id' header provided\./],
    [{ authorization: 'Bearer cal_wrong' }, /^CustomThrottlerGuard - Invalid API Key$/],
    [{ authorization: `Bearer ${EXPIRED_CALCOM_KEY}` }, /^ApiAuthStrategy - api key - Your api key is expired$/],
  ])('%o with 401', async (headers, message) => {
    const sandbox = await start();
    const { status, body } = await ask<Failure>(`${sandbox.calcom.url}${BOOKINGS}?take=1`, { headers });
    expect(status).toBe(401);
    expect(body).toMatchObject({ status: 'error', path: `${BOOKINGS}?take=1`, timestamp: '2026-03-18T12:00:00.000Z' });
    expect(body.error.code).toBe('UnauthorizedException');
    expect(body.error.message).toMatch(message);
  });

  it.each([
    ['/v2/organizations/9/teams/4210/bookings', 403, 'IsOrgGuard - provided organization id=9 does not represent'],
    ['/v2/organizations/x/users', 403, 'IsOrgGuard - provided organization id=x does not represent'],
    ['/v2/organizations/4100/teams/9/memberships', 404, 'IsTeamInOrg - Team (9) not found.'],
    ['/v2/nowhere', 404, 'Cannot GET /v2/nowhere'],
  ])('%s with %i', async (path, status, message) => {
    const answer = await askCalcom<Failure>(await start(), path);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  it('the call after the last of a minute, and says when to come back', async () => {
    const sandbox = await start({ perMinute: { calcom: 2 } });
    const first = await askCalcom(sandbox, '/v2/me');
    await askCalcom(sandbox, '/v2/me');
    const third = await askCalcom<Failure>(sandbox, '/v2/me');
    expect(first.status).toBe(200);
    expect(first.headers.get('x-ratelimit-limit-default')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining-default')).toBe('1');
    expect(third.status).toBe(429);
    expect(third.headers.get('x-ratelimit-remaining-default')).toBe('0');
    expect(Number(third.headers.get('x-ratelimit-reset-default'))).toBeLessThanOrEqual(60);
    expect(third.headers.get('retry-after')).toBeNull();
    expect(third.body.error).toEqual({
      code: 'ThrottlerException',
      message: 'CustomThrottlerGuard - Too many requests. Please try again later.',
      details: 'CustomThrottlerGuard - Too many requests. Please try again later.',
    });
  });
});

describe('the directories', () => {
  it('list the members of the team, of the organization, and its users', async () => {
    const sandbox = await start();
    const team = await askCalcom<People>(sandbox, '/v2/organizations/4100/teams/4210/memberships');
    const org = await askCalcom<People>(sandbox, '/v2/organizations/4100/memberships');
    const users = await askCalcom<People>(sandbox, '/v2/organizations/4100/users');
    expect(team.body.data).toHaveLength(12);
    expect(team.body.data[0]?.user).not.toHaveProperty('id');
    expect(org.body.data.map(({ userId }) => userId)).toEqual(users.body.data.map(({ id }) => id));
    const outsiders = users.body.data.filter(({ id }) => !team.body.data.some(({ userId }) => userId === id));
    expect(outsiders.map(({ email }) => email)).toEqual(['lena.fischer@example.com', 'omar.haddad@example.com']);
    expect(users.body.data.some(({ email }) => email === 'victor.hale@example.com')).toBe(false);
    expect(Object.keys(users.body)).toEqual(['status', 'data']);
  });

  it('are paged with take and skip, and filter users by e-mail and team', async () => {
    const sandbox = await start();
    const page = await askCalcom<People>(sandbox, '/v2/organizations/4100/teams/4210/memberships?take=5&skip=10');
    const some = await askCalcom<People>(sandbox, '/v2/organizations/4100/users?emails=bob@example.com&teamIds=4210');
    const bad = await askCalcom<Failure>(sandbox, '/v2/organizations/4100/memberships?take=251');
    expect(page.body.data).toHaveLength(2);
    expect(some.body.data.map(({ id }) => id)).toEqual([1042]);
    expect(bad.body.error.details?.errors?.[0]?.constraints).toEqual({ max: 'take must not be greater than 250' });
  });

  it("list the team's event types without the copies of the managed one", async () => {
    const path = '/v2/organizations/4100/teams/4210/event-types';
    const sandbox = await start();
    const all = await askCalcom<People>(sandbox, `${path}?sortCreatedAt=desc`);
    const one = await askCalcom<People>(sandbox, `${path}?eventSlug=office-hours&hostsLimit=1`);
    expect(all.body.data.map(({ id }) => id)).toEqual([506, 505, 504, 503, 502, 501]);
    expect(one.body.data).toHaveLength(1);
    expect(one.body.data[0]).toMatchObject({ id: 505, schedulingType: 'managed', hosts: [{ userId: 1002 }] });
  });

  it('say whose key it is', async () => {
    const { body } = await askCalcom<{ data: Person }>(await start(), '/v2/me');
    expect(body.data).toMatchObject({ id: 1001, email: 'maya.okafor@example.com', organizationId: 4100 });
  });
});
