/** A real Redis for one test file, on a free port of loopback, without persistence. A test may pause and kill it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';

export const isRedisMissing = spawnSync('redis-server', ['--version']).error !== undefined;

export interface TestRedis {
  readonly url: string;
  /** For the commands of a test; waits while Redis is paused or down. */
  readonly client: Redis;
  /** Redis keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** Redis is gone, with its data. */
  kill(): Promise<void>;
  /** Starts another one on the same port, without data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Ends Redis when its standard input closes, so also when the process that started it is gone. */
const KEEPER = `
trap '' INT TERM
folder=$(mktemp -d) && cd "$folder"
redis-server "$@" --bind 127.0.0.1 --save '' --appendonly no --daemonize no >/dev/null & echo $!
cat >/dev/null
kill -9 $!; wait $!; cd / && rm -r "$folder"
`;
const RETRY_MS = 20;

interface Life {
  readonly keeper: ChildProcess;
  readonly pid: number;
}

/** `settings` are arguments of the command line, such as `--requirepass secret`. */
export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => RETRY_MS, maxRetriesPerRequest: null });
  client.on('error', () => {});
  let life: Life | undefined;

  const live = async (): Promise<void> => {
    const keeper = spawn('sh', ['-c', KEEPER, 'sh', '--port', String(port), ...settings], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [pid] = await once(keeper.stdout, 'data');
    life = { keeper, pid: Number(pid) };
    await client.ping();
  };
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    if (life) process.kill(life.pid, name);
  };
  const kill = async (): Promise<void> => {
    if (!life) return;
    const { keeper } = life;
    life = undefined;
    const exited = once(keeper, 'exit');
    keeper.stdin?.end();
    await exited;
  };
  await live();
  return {
    url,
    client,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    kill,
    restart: async () => {
      await kill();
      await live();
    },
    close: async () => {
      client.disconnect();
      await kill();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
