/** Keeps the operator's people file as it was last read well, and reads it anew when it changes. */
import { unwatchFile, watchFile } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { PeopleFile, PeopleFileHealth } from '../../people/people-file.ts';
import { readPeopleFile } from './read.ts';
import type { ToldByThread } from './thread.ts';

export interface PeopleFileWatcher {
  /** The last good one. */
  read(): PeopleFile;
  health(): PeopleFileHealth;
  /** Watches no more. */
  close(): void;
}

export interface KeepOptions {
  readonly nowMs: () => number;
  /** Told of an edit that cannot be read, with the lines. No name and no address of the file is in it. */
  warn(message: string): void;
}

/** How often it is looked whether the file has changed. A watch by events would miss a file that is replaced. */
const LOOK_MS = 200;
/** How long it must have been left alone: what is still being written reads like less than it is. */
const QUIET_MS = 250;

/** Throws an Error of one line if the file cannot be read now. */
export function watchPeopleFile(path: string, { nowMs, warn }: KeepOptions): PeopleFileWatcher {
  let content = readPeopleFile(path);
  let health: PeopleFileHealth = { isGood: true, readAtMs: nowMs(), lastFailureAtMs: undefined };
  let reading: ReturnType<typeof readOnThread> | undefined;
  const reload = (): void => {
    reading?.stop();
    reading = readOnThread(
      path,
      (file) => {
        content = file;
        health = { ...health, isGood: true, readAtMs: nowMs() };
      },
      (problem) => {
        health = { ...health, isGood: false, lastFailureAtMs: nowMs() };
        warn(`${problem}; the last good one stands`);
      },
    );
  };
  let quiet: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(reload, QUIET_MS).unref();
  };
  watchFile(path, { interval: LOOK_MS, persistent: false }, changed);
  return {
    read: () => content,
    health: () => health,
    close: () => {
      unwatchFile(path, changed);
      clearTimeout(quiet);
      reading?.stop();
    },
  };
}

/** Reads the file beside what else goes on. Tells nothing if it is stopped before. */
function readOnThread(
  path: string,
  done: (file: PeopleFile) => void,
  failed: (problem: string) => void,
): { stop(): void } {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: path });
  thread.unref();
  thread.once('message', (told: ToldByThread) => {
    if ('content' in told) done(JSON.parse(told.content));
    else failed(told.problem);
  });
  // Its own message might quote the file.
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
