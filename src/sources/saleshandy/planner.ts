/** What the things that a query asks of Saleshandy cost in calls. Runs the code of the loaders on what is held. */
import { memoize, memoizeBy } from '../../provenance.ts';
import type { AsOfMinute } from '../../time/present.ts';
import type { Directory } from '../../upstream/cache/directory.ts';
import type { Endpoint } from '../../upstream/endpoint.ts';
import type { Held } from '../../upstream/read.ts';
import type { Demand } from '../demand.ts';
import { demandOfFreshRead, demandOfPages, demandsOfDirectory, ifAtAll, listOf, walkHeld } from '../held-reads.ts';
import { jsonOf } from '../keys.ts';
import type { Roster } from '../rosters.ts';
import { type ChunkRows, chunkParameters, PAGE_CAP, readChunk, type StatsRequest } from './chunk.ts';
import { emailStatsEndpoint, membersEndpoint, prospectStatsEndpoint, type StatsParameters } from './client.ts';
import { CHUNK, mayProveOwners, ownersIn } from './loaders.ts';
import type { SaleshandyMember } from './model.ts';
import type { FindOwner } from './row-owners.ts';
import type { StatsPage } from './wire.ts';

/** The calls of one request to Saleshandy, by what it asks. Named as the loaders; makes no call. */
export interface SaleshandyPlanner {
  members(): Promise<readonly Demand[]>;
  prospectReport(request: StatsRequest): Promise<readonly Demand[]>;
  emailReport(request: StatsRequest): Promise<readonly Demand[]>;
  /** The report, and what unnamed rows cost beside it. */
  prospectStatsOf(request: StatsRequest): Promise<readonly Demand[]>;
  emailStatsOf(request: StatsRequest): Promise<readonly Demand[]>;
}

const UNNAMED = 'one more call for each user if Saleshandy does not say whose its rows are';

/** Plans with what is held now. */
export function createSaleshandyPlanner(
  directory: Pick<Directory<Roster<SaleshandyMember>>, 'held'>,
  held: Held,
  asOfMinute: AsOfMinute,
): SaleshandyPlanner {
  const members = memoize(() =>
    demandsOfDirectory(directory.held(), [listOf(membersEndpoint, {})], async () => [
      await demandOfFreshRead(held, membersEndpoint, {}),
    ]),
  );
  const prospects = planReports(prospectStatsEndpoint);
  const emails = planReports(emailStatsEndpoint);
  return {
    members,
    prospectReport: prospects.report,
    emailReport: emails.report,
    prospectStatsOf: prospects.statsOf,
    emailStatsOf: emails.statsOf,
  };

  function planReports<Metric extends string>(endpoint: Endpoint<StatsParameters, StatsPage<Metric>>) {
    const report = memoizeBy(planReport, jsonOf);
    return {
      report: async (request: StatsRequest): Promise<readonly Demand[]> => [
        ...(await members()),
        ...(await report(request)).demands,
      ],
      statsOf: memoizeBy(async (request: StatsRequest): Promise<readonly Demand[]> => {
        const { demands, parts } = await report(request);
        const withUnnamed = parts
          ? [...demands, ...(await planUnnamed(parts, request))]
          : demands.map((demand) => ({ ...demand, bound: [demand.bound ?? [], UNNAMED].flat().join('; ') }));
        return [...(await members()), ...withUnnamed];
      }, jsonOf),
    };

    /** The demands of a report, and its parts if all of them are held. */
    async function planReport(request: StatsRequest) {
      const known = directory.held();
      if (!known) return { demands: [ofUnknownMembers(request)], parts: null };
      const { chunks, findOwner } = ownersIn(known.content);
      const walks = await Promise.all(chunks.map((chunk) => walkChunk(chunk, request, findOwner)));
      const parts = walks.flatMap(({ found }) => found ?? []);
      return { demands: walks.map(({ demand }) => demand), parts: parts.length === walks.length ? parts : null };
    }

    async function walkChunk(chunk: readonly SaleshandyMember[], selected: StatsRequest, findOwner: FindOwner) {
      const request = { ...selected, range: asOfMinute(selected.range) };
      const walk = await walkHeld(held, (read) => readChunk(chunk, request, { endpoint, read, findOwner }));
      const list = listOf(endpoint, { ...chunkParameters(chunk, request), page: 1 });
      return { demand: demandOfPages(walk, { ...list, pageCap: PAGE_CAP }), found: walk.found };
    }

    function ofUnknownMembers({ countBy, range }: StatsRequest): Demand {
      return {
        ...{ source: 'SALESHANDY', endpoint: endpoint.name, key: JSON.stringify([countBy, asOfMinute(range)]) },
        ...{ min: 0, max: PAGE_CAP, cached: 0 },
        bound: `a call for every ${CHUNK} members, whose number is not known yet; up to ${PAGE_CAP} pages`,
      };
    }

    /** A call for each member if the rows of a report are unnamed. */
    async function planUnnamed(parts: readonly ChunkRows<Metric>[], request: StatsRequest): Promise<Demand[]> {
      const known = directory.held();
      const rows = parts.flatMap((part) => part.rows);
      if (!known || rows.every(({ userId }) => userId !== null)) return [];
      const { roster, findOwner } = ownersIn(known.content);
      const isWhole = known.content.wasWhole && known.content.unreadable.length === 0;
      if (!mayProveOwners({ rows, roster, isWhole })) return [];
      const walks = await Promise.all(roster.map((member) => walkChunk([member], request, findOwner)));
      return ifAtAll(
        walks.map(({ demand }) => demand),
        'only for the users whose figures are selected',
      );
    }
  }
}
