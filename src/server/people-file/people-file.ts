/** Keeps the last valid version of the operator's people file, and reads the file again when it changes. */
import { unwatchFile, watchFile } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { PeopleFile, PeopleFileHealth } from '../../people/people-file.ts';
import { readPeopleFile } from './read.ts';
import type { ThreadMessage } from './thread.ts';

export interface PeopleFileWatcher {
  /** The last valid version. */
  read(): PeopleFile;
  health(): PeopleFileHealth;
  close(): void;
}

export interface PeopleFileOptions {
  readonly nowMs: () => number;
  /** Called for an edit that is not valid, with the lines. The message has no name and no address of the file. */
  warn(message: string): void;
}

/** The file is polled: file system events miss a file that is replaced. */
const POLL_MS = 200;
/** How long the file must stay unchanged before it is read, because a file in the middle of being written may be valid. */
const QUIET_MS = 250;

/** Throws an Error of one line if the file cannot be read, or is not valid. */
export function watchPeopleFile(path: string, { nowMs, warn }: PeopleFileOptions): PeopleFileWatcher {
  let content = readPeopleFile(path);
  let health: PeopleFileHealth = { isGood: true, readAtMs: nowMs(), lastFailureAtMs: undefined };
  let reading: ReturnType<typeof readOnThread> | undefined;
  let timer: NodeJS.Timeout | undefined;
  watchFile(path, { interval: POLL_MS, persistent: false }, changed);

  return {
    read: () => content,
    health: () => health,
    close: () => {
      unwatchFile(path, changed);
      clearTimeout(timer);
      reading?.stop();
    },
  };

  function changed(): void {
    clearTimeout(timer);
    timer = setTimeout(reload, QUIET_MS).unref();
  }

  function reload(): void {
    reading?.stop();
    reading = readOnThread(
      path,
      (file) => {
        content = file;
        health = { ...health, isGood: true, readAtMs: nowMs() };
      },
      (problem) => {
        health = { ...health, isGood: false, lastFailureAtMs: nowMs() };
        warn(`${problem}; the last good one stays in force`);
      },
    );
  }
}

/** Calls one of the two functions when the file is read, unless it is stopped before. */
function readOnThread(
  path: string,
  done: (file: PeopleFile) => void,
  failed: (problem: string) => void,
): { stop(): void } {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: path });
  thread.unref();
  thread.once('message', (message: ThreadMessage) => {
    if ('content' in message) done(JSON.parse(message.content));
    else failed(message.problem);
  });
  // The message of the error may quote the file.
  thread.once('error', () => failed('PEOPLE_FILE: cannot be read'));
  return {
    stop: () => {
      thread
        .removeAllListeners('message')
        .removeAllListeners('error')
        .on('error', () => {});
      void thread.terminate();
    },
  };
}
