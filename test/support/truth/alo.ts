/** Random worlds of ALO: periods, periods of a range, one period; actions of a period and of people; form fields. */
import { startServer } from '../graph.ts';
import { aloResponder, type TrueAction, type TruePeriod } from './alo-vendor.ts';
import { type AloQuestion, aloQuestions, ownerOf, STAFF } from './alo-worlds.ts';
import { ok, startHttpVendor } from './http-vendor.ts';
import { type AnsweredList, draw, judge, kindOf, type Outcome, type Stage, sumOf } from './kind.ts';

const FIELDS = ['department', 'budget', 'status'];
/** The largest page of the graph. */
const FIRST = 100;

const LISTS = `query ($range: DateTimeRange!, $id: ID!) {
  all: periods(first: ${FIRST}) { totalCount complete nodes { sourceId } }
  some: periods(range: $range, first: ${FIRST}) { totalCount complete nodes { sourceId } }
  period(id: $id) {
    sourceId
    actions(first: ${FIRST}) {
      totalCount complete
      nodes { sourceId status formFields(names: ${JSON.stringify(FIELDS)}) { name value found } }
    }
  }
}`;
const PEOPLE = `query ($range: DateTimeRange!, $role: ActionRole) {
  users(first: ${FIRST}) {
    nodes { name actions(range: $range, role: $role, first: ${FIRST}) { totalCount complete nodes { sourceId } } }
  }
  people {
    unlinkedNames(range: $range, first: ${FIRST}) { totalCount complete nodes { name uses } }
    ambiguousNames(range: $range, first: ${FIRST}) { totalCount complete nodes { name uses } }
  }
}`;

interface Connection {
  readonly totalCount: number | null;
  readonly complete: boolean;
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
}

const listOf = (what: string, list: Connection | null, key: string): AnsweredList | null =>
  list && {
    what,
    total: list.totalCount,
    complete: list.complete,
    rows: list.nodes.map((node) => String(node[key])),
    isPage: list.nodes.length === FIRST,
  };

const overlaps = ({ startMs, endMs }: TruePeriod, { fromMs, toMs }: AloQuestion['range']): boolean =>
  startMs < toMs && (endMs ?? Number.POSITIVE_INFINITY) > fromMs;

const namesIn = ({ creator, assignees }: TrueAction, role: AloQuestion['role']): readonly string[] => [
  ...(role === 'ASSIGNED' ? [] : [creator]),
  ...(role === 'CREATED' ? [] : assignees),
];

const problem = (...violations: string[]): Outcome => ({ complete: 0, cut: 0, failed: 0, violations });

/** Judges the form fields of a period's actions. */
function judgeFields(list: Connection | null, { world, periodId }: AloQuestion): Outcome {
  const actions = world.periods.find(({ id }) => id === periodId)?.actions ?? [];
  const wrong = (list?.nodes ?? []).flatMap(({ sourceId, formFields }) => {
    const action = actions.find(({ id }) => String(id) === sourceId);
    const answered = formFields as readonly { name: string; value: unknown; found: boolean }[] | null;
    // A flat form field named status does not replace the status of the action.
    const isShadowed = (name: string): boolean => name === 'status' && world.fieldForm === 'flat';
    return (answered ?? []).filter(
      ({ name, value, found }) =>
        action &&
        !isShadowed(name) &&
        (found !== name in action.fields || JSON.stringify(value) !== JSON.stringify(action.fields[name] ?? null)),
    );
  });
  return wrong.length === 0 ? problem() : problem(`form fields: shows ${JSON.stringify(wrong[0])}`);
}

function judgeLists(data: Record<'all' | 'some' | 'period', never>, question: AloQuestion, failed: boolean): Outcome {
  const { world, range, periodId } = question;
  const { all, some, period } = data as {
    all: Connection | null;
    some: Connection | null;
    period: { actions: Connection | null } | null;
  };
  const ids = (periods: readonly TruePeriod[]): string[] => periods.map(({ id }) => String(id));
  const truth = world.periods.find(({ id }) => id === periodId);
  const isDenied = period === null && !failed;
  // The second row of a period may have other times, so any period may lie in the range.
  const mayBeIn = world.periodDoubles?.more.end_date === undefined ? [] : world.periods.filter(({ id }) => id > 0);
  const inRange = world.periods.filter((one) => overlaps(one, range));
  const rangeTruth = some?.complete === false && mayBeIn.length > 0 ? mayBeIn : inRange;
  return sumOf([
    judge(listOf('periods', all, 'sourceId'), ids(world.periods)),
    judge(listOf('periods of a range', some, 'sourceId'), ids(rangeTruth)),
    judge(
      period && listOf('actions of a period', period.actions, 'sourceId'),
      (truth?.actions ?? []).map(({ id }) => String(id)),
    ),
    judgeFields(period?.actions ?? null, question),
    ...(isDenied && truth ? [problem(`period: says that ${periodId} does not exist`)] : []),
    ...(period && !truth ? [problem(`period: shows ${periodId}`)] : []),
  ]);
}

interface PeopleData {
  readonly users: { readonly nodes: readonly { readonly name: string; readonly actions: Connection | null }[] };
  readonly people: Readonly<Record<'unlinkedNames' | 'ambiguousNames', Connection | null>>;
}

function judgePeople({ users, people }: PeopleData, { world, range, role }: AloQuestion): Outcome {
  const within = world.periods.filter((period) => overlaps(period, range)).flatMap(({ actions }) => actions);
  const created = within.filter(({ createdMs }) => range.fromMs <= createdMs && createdMs < range.toMs);
  const uses = Map.groupBy(
    within.flatMap((action) => namesIn(action, null)),
    (name) => name,
  );
  const ofNames = (list: Connection | null, owners: (name: string) => boolean, what: string): Outcome => {
    const truth = [...uses].filter(([name]) => owners(name));
    const answered = listOf(what, list, 'name');
    const rows = list?.nodes.map(({ name, uses }) => `${name} ${uses}`) ?? [];
    // A part of the list may have fewer uses of a name.
    if (!list?.complete)
      return judge(
        answered,
        truth.map(([name]) => name),
      );
    return judge(
      answered && { ...answered, rows },
      truth.map(([name, all]) => `${name} ${all.length}`),
    );
  };
  return sumOf([
    ...users.nodes.flatMap(({ name, actions }) => {
      // A person whose name others share has no list.
      if (actions === null && AMBIGUOUS.has(name)) return [];
      const theirs = created.filter((action) =>
        namesIn(action, role).some((shown) => STAFF[ownerOf(shown) ?? -1] === name),
      );
      return judge(
        listOf(`actions of ${name}, ${role}`, actions, 'sourceId'),
        theirs.map(({ id }) => String(id)),
      );
    }),
    ofNames(people.unlinkedNames, (name) => ownerOf(name) === null, 'unlinkedNames'),
    ofNames(people.ambiguousNames, (name) => AMBIGUOUS.has(name), 'ambiguousNames'),
  ]);
}

/** While a person with any name may be missing in the directory, no action is linked to a person. */
const judgeBlind = ({ users }: PeopleData): Outcome =>
  sumOf(
    users.nodes.map(({ name, actions }) =>
      actions ? problem(`actions of ${name}: shown, although the directory is not complete`) : judge(null, []),
    ),
  );

/** Names that several people may have, since ALO may leave diacritics out. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['Sam Reed', 'Jose Núñez', 'Jose Nunez']);

async function open(): Promise<Stage> {
  const alo = await startHttpVendor(() => ok({ periods: [] }));
  const members = STAFF.map((name, index) => ({ id: `m${index}`, firstName: name, email: `m${index}@example.com` }));
  const saleshandy = await startHttpVendor(() => ok({ payload: [{ id: 't1', name: 'Team', members }] }));
  const settings = {
    ALO_API_URL: alo.url,
    ALO_API_KEY: 'alo_invented',
    SALESHANDY_API_URL: saleshandy.url,
    SALESHANDY_API_KEY: 'sh_invented',
  };
  const server = await startServer(settings);
  await server.ask('{ users { totalCount } }');
  // A server that has never read the whole staff. It keeps its directory, so that it needs no second reading.
  saleshandy.respond = () =>
    ok({ payload: [{ id: 't1', name: 'Team', members: members.slice(0, -1) }], hasMore: true });
  const blind = await startServer(settings);
  await blind.ask('{ users { totalCount } }');
  return {
    run: async (seed) => {
      const question = draw(aloQuestions, seed);
      const { world, range, role, periodId } = question;
      alo.respond = aloResponder(world);
      const variables = {
        range: { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() },
        id: String(periodId),
        role,
      };
      const lists = await server.ask(LISTS, variables);
      const people = await (seed % 10 === 0 ? blind : server).ask(PEOPLE, variables);
      const isPeriodFailed = (lists.errors ?? []).some(({ path }) => path?.length === 1 && path[0] === 'period');
      return sumOf([
        judgeLists(lists.data, question, isPeriodFailed),
        seed % 10 === 0 ? judgeBlind(people.data) : judgePeople(people.data, question),
      ]);
    },
    close: async () => {
      await Promise.all([server.close(), blind.close()]);
      await Promise.all([alo.close(), saleshandy.close()]);
    },
  };
}

export const alo = kindOf('ALO', open);
