/** Whether a server's answer is right. */
import { isDeepStrictEqual } from 'node:util';
import { hideCursors } from '../../test/oracle/examples.ts';
import { withoutCounts } from './recording.ts';
import type { RunningServer } from './servers.ts';
import type { Work } from './works.ts';

/** Throws an Error where the server's answer to a work is not what is expected. Returns its text. */
export async function checkAnswer(server: RunningServer, work: Work, expected: object): Promise<string> {
  const text = (await server.post(work)).toString();
  const { data, errors } = JSON.parse(withoutCounts(text));
  if (!errors && isDeepStrictEqual(hideCursors(data), expected)) return text;
  const reason = JSON.stringify(errors)?.slice(0, 500) ?? differenceOf(expected, hideCursors(data));
  throw new Error(`${server.name} answers ${work.name} wrongly: ${reason}`);
}

/** The same while the upstream changes a value in each answer: where the value is shown, no two answers are equal. */
export async function checkVaryingAnswers(server: RunningServer, work: Work, expected: object): Promise<void> {
  const first = await checkAnswer(server, work, expected);
  const second = await checkAnswer(server, work, expected);
  const showsCount = withoutCounts(first) !== first;
  if (showsCount && first === second) throw new Error(`${server.name} repeats an answer to ${work.name}`);
}

/** The first place where two values differ. */
function differenceOf(expected: unknown, actual: unknown, path = 'data'): string | undefined {
  if (isDeepStrictEqual(expected, actual)) return undefined;
  if (isTree(expected) && isTree(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = differenceOf(expected[key], actual[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path} is ${JSON.stringify(actual)?.slice(0, 200)}, not ${JSON.stringify(expected)?.slice(0, 200)}`;
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
