/** The heaviest queries within the limits, each heavy in its own way. They run on both sizes of the sandbox. */

export interface HeavyQuery {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether the request is traced. */
  readonly isTraced?: boolean;
}

const YEAR = '{ from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z" }';
const QUARTER = '{ from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }';
const ALIASES = 28;
/** A different range for each seed. */
const ranges = (seed: number): string =>
  `{ from: "2026-01-01T00:00:00.${String(seed % 1000).padStart(3, '0')}Z", to: "2026-04-01T00:00:00Z" }`;
const repeat = (times: number, part: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ');
const BOOKING = 'uid title start end status hosts { name } attendees { name } eventType { slug } location';
const MARKS = '\ufb03\u0301'.repeat(150);

export const HEAVY_QUERIES: Readonly<Record<string, HeavyQuery>> = {
  'counts of bookings a person': {
    query: `{ users(first: 100) { nodes { bookings(range: ${YEAR}, first: 1) { totalCount } } } }`,
  },
  'many counts of bookings a person': {
    query: `{ users(first: 100) { nodes { ${repeat(ALIASES, (index) => `b${index}: bookings(range: ${ranges(index)}, first: 1) { totalCount }`)} } } }`,
  },
  'rows of bookings a person': {
    query: `{ users(first: 100) { nodes { name bookings(first: 240) { nodes { uid start end status title } } } } }`,
  },
  'lists of bookings': {
    query: `{ ${repeat(ALIASES, (index) => `b${index}: bookings(first: 90, filter: { range: ${ranges(index)} }) { totalCount nodes { ...B } }`)} } fragment B on Booking { ${BOOKING} }`,
  },
  'bookings in another order': {
    query: `{ ${repeat(ALIASES, (index) => `b${index}: bookings(first: 1, orderBy: { field: ${['END', 'CREATED_AT', 'UPDATED_AT'][index % 3]}, direction: ${index % 2 ? 'ASC' : 'DESC'} }, filter: { range: ${ranges(index)} }) { totalCount }`)} }`,
  },
  'bookings of periods': {
    query: '{ periods(first: 100) { nodes { bookings(first: 1) { totalCount complete } } } }',
  },
  'many counts of actions a person': {
    query: `{ users(first: 100) { nodes { ${repeat(ALIASES, (index) => `a${index}: actions(range: ${ranges(index)}, first: 1) { totalCount notes }`)} } } }`,
  },
  'actions a person with their periods': {
    query: `{ users(first: 60) { nodes { actions(range: ${QUARTER}, first: 60) { notes nodes { status period { name } createdBy { name user { name } match { rule } } } } } } }`,
  },
  'form fields with remarks': {
    query:
      `{ periods(first: 40) { nodes { actions(first: 10) { notes nodes { formFields(names: $names) { name found value } } } } } }`
        .replace('{', 'query ($names: [String!]!) {')
        .replace('query ($names: [String!]!) { {', 'query ($names: [String!]!) {'),
    variables: { names: Array.from({ length: 20 }, (_, index) => (index === 0 ? 'department' : `nothing ${index}`)) },
  },
  'searches for ligatures and marks': {
    query: `query (${repeat(ALIASES, (index) => `$s${index}: String`)}) { ${repeat(ALIASES, (index) => `u${index}: users(first: 1, search: $s${index}) { totalCount }`)} }`,
    variables: Object.fromEntries(
      Array.from({ length: ALIASES }, (_, index) => [`s${index}`, `${index}${MARKS}`.slice(0, 318)]),
    ),
  },
  'names and who they are': {
    query: `{ people { ${repeat(14, (index) => `n${index}: unlinkedNames(range: ${ranges(index)}, first: 100) { totalCount nodes { name match { reason candidates { name } } } } a${index}: ambiguousNames(range: ${ranges(index)}, first: 1) { totalCount }`)} } }`,
  },
  'evidence of each person': {
    query: `{ users(first: 100) { nodes { ${repeat(ALIASES, (index) => `i${index}: identities { rule name source }`)} actions(range: ${QUARTER}, first: 1) { totalCount } } } }`,
  },
  'outreach a person': {
    query: `{ users(first: 100) { nodes { ${repeat(10, (index) => `p${index}: prospectStats(range: ${ranges(index)}) { added outcomes { interested } } e${index}: emailStats(range: ${ranges(index)}) { sent }`)} } } }`,
  },
  'things by id': {
    query: `query ($ids: [ID!]!) { ${repeat(ALIASES, (index) => `n${index}: nodes(ids: $ids) { id }`)} }`,
    variables: {
      ids: Array.from({ length: 100 }, (_, index) =>
        Buffer.from(`User:calcom:${90_000 + index}`).toString('base64url'),
      ),
    },
  },
  'the schema': {
    query:
      '{ __schema { types { name description fields { name description args { name description type { name kind ofType { name } } } type { name kind ofType { name kind ofType { name } } } } enumValues { name description } } } }',
  },
  'rows of bookings a person, traced': {
    query: `{ users(first: 100) { nodes { name bookings(first: 80) { nodes { uid start hosts { name user { name } } } } } } }`,
    isTraced: true,
  },
  'many fields of a booking, traced': {
    query: `{ users(first: 95) { nodes { bookings(first: 240) { nodes { ${repeat(29, (index) => `l${index}: location`)} } } } } }`,
    isTraced: true,
  },
};
