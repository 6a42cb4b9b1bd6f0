/** The examples: queries with variables, which are filled in once their values are known. */

export interface Example {
  /** The name of its file. */
  readonly title: string;
  /** Its name for readers. */
  readonly name: string;
  /** What it asks, in a sentence. */
  readonly about: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

/** Undefined where they cannot be loaded. `authorization` is the value of that header. */
export async function loadExamples(authorization?: string): Promise<Example[] | undefined> {
  try {
    const response = await fetch('/graphiql/tabs.json', { headers: authorization ? { authorization } : {} });
    return response.ok ? ((await response.json()) as Example[]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fills in the variables of an example: those that are blank, or still as they were `given`, get their `known` values. Undefined
 * where nothing changes. All three are JSON.
 */
export function fillIn(written: string, given: string, known: string): string | undefined {
  const [own, before, after] = [variablesIn(written), variablesIn(given), variablesIn(known)];
  if (!own || !before || !after) return undefined;
  const isUntouched = (name: string): boolean => isBlank(own[name]) || isSame(own[name], before[name]);
  const filled = Object.entries(own).map(([name, value]) => [
    name,
    name in after && isUntouched(name) ? after[name] : value,
  ]);
  const next = Object.fromEntries(filled);
  return isSame(next, own) ? undefined : JSON.stringify(next, null, 2);
}

const isBlank = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Undefined for incomplete JSON. */
function variablesIn(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return Object(JSON.parse(json));
  } catch {
    return undefined;
  }
}
