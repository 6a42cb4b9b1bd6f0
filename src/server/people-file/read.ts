/** Reads the operator's people file from disk. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type PeopleFile, parsePeopleFile } from '../../people/people-file.ts';

/** A file kept by hand is far smaller. */
const MAX_BYTES = 1024 * 1024;

/** Throws an Error of one line if the file cannot be read, or is not valid. */
export function readPeopleFile(path: string): PeopleFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`PEOPLE_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (bytes.length > MAX_BYTES) throw new Error(`PEOPLE_FILE: is larger than ${MAX_BYTES} bytes`);
  if (!isUtf8(bytes)) throw new Error('PEOPLE_FILE: is not UTF-8');
  const text = bytes.toString('utf8');
  // An editor or a full disk may have emptied the file by accident.
  if (text.trim() === '') throw new Error('PEOPLE_FILE: is empty; "people: []" stands for a list without entries');
  try {
    return parsePeopleFile(text);
  } catch (error) {
    throw new Error(`PEOPLE_FILE: ${(error as Error).message}`);
  }
}
