/**
 * Sends thousands of attacks to a whole server, over persistent connections, and checks each answer. The seed determines the
 * attack, so that each offence can be repeated. It shrinks the body of an offence while the problem remains.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Agent } from 'undici';
import type { Graph } from '../graph.ts';
import type { Attack } from './attack.ts';
import { type Answer, offenceIn } from './judge.ts';

export interface FuzzOptions {
  readonly graph: Pick<Graph, 'url'>;
  /** The attack of a seed. The seeds are `seed` and the whole numbers after it. */
  readonly attack: (seed: number) => Attack;
  readonly seed: number;
  readonly count: number;
  /** The number of connections. */
  readonly parallel: number;
  /** Texts that no answer may contain. */
  readonly secrets: readonly string[];
  /** Called after each attack with the number of attacks so far. */
  onStep?(done: number): void;
}

interface Offence {
  readonly seed: number;
  readonly problem: string;
  /** The attack with the smallest body that has the same problem. */
  readonly attack: Attack;
}

export interface FuzzReport {
  readonly offences: readonly Offence[];
  /** The number of answers with each status, and of errors with each code. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly codes: ReadonlyMap<string, number>;
  /** The number of answers with data. */
  readonly withData: number;
  /** The slowest answer, in milliseconds. */
  readonly slowest: { readonly seed: number; readonly ms: number };
}

/** Stops after so many offences. */
const MAX_OFFENCES = 5;
const MAX_SHRINKS = 200;

/** Sends `count` attacks, and reports the answers. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { graph, seed, count, parallel } = options;
  const agent = new Agent({ connections: parallel, pipelining: 1 });
  const offences: Offence[] = [];
  const statuses = new Map<number, number>();
  const codes = new Map<string, number>();
  let slowest = { seed, ms: 0 };
  let withData = 0;
  let next = 0;

  const judge = async (attack: Attack): Promise<string | undefined> => {
    const answer = await send(agent, graph.url, attack);
    if (typeof answer === 'string') return answer;
    add(statuses, answer.status);
    if (/"data":\{/.test(answer.text)) withData++;
    for (const code of answer.text.match(/"code":"[A-Z_]+"/g) ?? []) add(codes, code.slice(8, -1));
    // The server runs in this process.
    return 'polluted' in {} ? 'a polluted prototype' : offenceIn(answer, options.secrets);
  };

  const client = async (): Promise<void> => {
    while (next < count && offences.length < MAX_OFFENCES) {
      const step = seed + next++;
      const attack = options.attack(step);
      const sinceMs = performance.now();
      const problem = await judge(attack);
      const ms = performance.now() - sinceMs;
      if (ms > slowest.ms) slowest = { seed: step, ms };
      if (problem !== undefined) offences.push({ seed: step, problem, attack: await shrink(attack, judge) });
      options.onStep?.(next);
    }
  };
  await Promise.all(Array.from({ length: parallel }, client));
  await agent.close();
  return { offences, statuses, codes, withData, slowest };
}

const add = <Key>(counts: Map<Key, number>, key: Key): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

/** The answer, or the reason why there was none. */
async function send(agent: Agent, url: string, { method, path, headers, body }: Attack): Promise<Answer | string> {
  try {
    const { origin } = new URL(url);
    const answer = await agent.request({ origin, path, method, headers, body: method === 'GET' ? undefined : body });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const { statusCode: status, headers: received } = answer;
    return { status, headers: received, text: decoded(bytes, received['content-encoding']) };
  } catch (error) {
    return `no answer: ${error}`;
  }
}

function decoded(bytes: Buffer, encoding: unknown): string {
  if (encoding === undefined) return bytes.toString('utf8');
  return (encoding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes)).toString('utf8');
}

/** Removes smaller and smaller pieces of the body as long as the problem remains. */
async function shrink(attack: Attack, judge: (attack: Attack) => Promise<string | undefined>): Promise<Attack> {
  let least = attack;
  let tries = 0;
  for (let size = Math.ceil(least.body.length / 2); size >= 1 && tries < MAX_SHRINKS; size = Math.floor(size / 2)) {
    for (let at = 0; at < least.body.length && tries < MAX_SHRINKS; tries++) {
      const body = Buffer.concat([least.body.subarray(0, at), least.body.subarray(at + size)]);
      const smaller = { ...least, body };
      if ((await judge(smaller)) === undefined) at += size;
      else least = smaller;
    }
  }
  return least;
}
