/** Keeps the operator's people file as it was last read well, and reads it anew when it changes. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { type PeopleFile, type PeopleFileHealth, parsePeopleFile } from '../people/people-file.ts';

export interface KeptPeopleFile {
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
/** Nobody keeps more people by hand, and to read more would hold up everybody else. */
const LARGEST_BYTES = 1024 * 1024;

/** Throws an Error of one line if the file cannot be read now. */
export function keepPeopleFile(path: string, { nowMs, warn }: KeepOptions): KeptPeopleFile {
  let content = load(path);
  let health: PeopleFileHealth = { isGood: true, readAtMs: nowMs(), lastFailureAtMs: undefined };
  const reload = (): void => {
    try {
      content = load(path);
      health = { ...health, isGood: true, readAtMs: nowMs() };
    } catch (error) {
      health = { ...health, isGood: false, lastFailureAtMs: nowMs() };
      warn(`${(error as Error).message}; the last good one stands`);
    }
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
    },
  };
}

function load(path: string): PeopleFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`PEOPLE_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (bytes.length > LARGEST_BYTES) throw new Error(`PEOPLE_FILE: is larger than ${LARGEST_BYTES} bytes`);
  if (!isUtf8(bytes)) throw new Error('PEOPLE_FILE: is not UTF-8');
  const text = bytes.toString('utf8');
  // An editor or a full disk may have emptied it: nobody is meant to lose their links by that.
  if (text.trim() === '') throw new Error('PEOPLE_FILE: is empty; "people: []" says that there is nobody');
  try {
    return parsePeopleFile(text);
  } catch (error) {
    throw new Error(`PEOPLE_FILE: ${(error as Error).message}`);
  }
}
