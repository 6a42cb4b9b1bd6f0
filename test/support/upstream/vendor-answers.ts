/** What the sandbox's vendors send for one question at each endpoint, and the schemas that read it. */
import type { z } from 'zod';
import type { Sandbox } from '../../../sandbox/index.ts';
import { readConfig } from '../../../src/config/config.ts';
import { actionsEndpoint, periodsEndpoint } from '../../../src/sources/alo/client.ts';
import { declareCalcomEndpoints } from '../../../src/sources/calcom/client.ts';
import { emailStatsEndpoint, membersEndpoint, prospectStatsEndpoint } from '../../../src/sources/saleshandy/client.ts';
import type { Endpoint, Parameters } from '../../../src/upstream/endpoint.ts';
import { askAlo, askCalcom, askSaleshandy } from '../sandbox/start.ts';

type Json = Record<string, unknown>;

export interface VendorAnswer {
  readonly wire: z.ZodType;
  readonly json: Json;
}

const WEEK = { from: '2026-03-09T00:00:00.000Z', to: '2026-03-15T23:59:59.999Z' };

/** Asks the vendors of the sandbox that runs when a function is called. */
export function vendorAnswers(running: () => Sandbox) {
  const bookings = (direction: 'asc' | 'desc' = 'asc', skip = 0) =>
    sent(calcom().bookings, { sort: 'sortStart', direction, skip, take: 250 });
  const teamMembers = () => sent(calcom().teamMembers, { skip: 0, take: 250 });
  const organizationUsers = () => sent(calcom().organizationUsers, { skip: 0, take: 1000 });
  const eventTypes = () => sent(calcom().teamEventTypes, {});
  const me = () => sent(calcom().me, {});
  const memberStats = () =>
    sent(calcom().memberStats, { scope: 'TEAM', timeZone: 'UTC', rangeOf: 'startTime', ...WEEK });
  const routedTo = () => sent(calcom().routedTo, { scope: 'ORG', every: 'DAY', search: null, ...WEEK });
  const periods = () => sent(periodsEndpoint, { page: 1 });
  const actions = (name = '2026-W11', formFields: readonly string[] = []) => {
    const periodId = String(running().world.alo.periods.find((period) => period.name === name)?.id);
    return sent(actionsEndpoint(periodId, formFields), { periodId, formFields, page: 1 });
  };
  const prospectStats = () => sent(prospectStatsEndpoint, report());
  const emailStats = () => sent(emailStatsEndpoint, report());
  const members = () => sent(membersEndpoint, {});
  return {
    ...{ bookings, teamMembers, organizationUsers, eventTypes, me, memberStats, routedTo },
    ...{ periods, actions, prospectStats, emailStats, members },
  };

  /** What the vendor sends for a question, as it comes, and the schema that reads it. */
  async function sent<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
  ): Promise<VendorAnswer> {
    const { path, body } = endpoint.request(asked);
    const answers = {
      CALCOM: () => askCalcom<Json>(running(), path, body, endpoint.headers),
      ALO: () => askAlo<Json>(running(), path),
      SALESHANDY: () => askSaleshandy<Json>(running(), path, body),
    };
    const { status, body: json } = await answers[endpoint.source]();
    if (status !== 200) throw new Error(`${endpoint.name}: ${status}`);
    return { wire: endpoint.wire, json };
  }

  function calcom() {
    const { calcom: config } = readConfig({ PORT: '0', ...running().settings }).sources;
    if (!config) throw new Error('no Cal.com');
    return declareCalcomEndpoints(config);
  }

  function report() {
    const userIds = running().world.saleshandy.members.map(({ id }) => id);
    return { userIds, ...WEEK, countBy: 'ABSOLUTE', limit: 50, page: 1 } as const;
  }
}
