/** Reads the operator's people file from where it lies. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type PeopleFile, parsePeopleFile } from '../../people/people-file.ts';

/** Nobody keeps more people by hand. */
const LARGEST_BYTES = 1024 * 1024;

/** Throws an Error of one line if the file cannot be read. */
export function readPeopleFile(path: string): PeopleFile {
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
