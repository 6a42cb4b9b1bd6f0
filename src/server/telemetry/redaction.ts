/**
 * Redaction of an unexpected error: its kind and its place are kept. Its text may quote a key or a person, and no list of
 * patterns finds them all, so it is dropped.
 */
import { fileURLToPath } from 'node:url';

export interface Fault {
  readonly name: string;
  /** Of the system or of Node, such as ECONNRESET. */
  readonly code?: string;
  /** Innermost first: function, file of this project or of a package, line and column. */
  readonly frames: readonly string[];
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NAME = /^[A-Za-z]{1,40}$/;
const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const FRAME = /^ {4}at (?:([\w$.<>#[\] ]{1,80}) \()?(?:file:\/\/)?((?:\/|node:)[\w./@+-]+:\d{1,7}:\d{1,7})\)?$/;
const MAX_FRAMES = 20;

/** The kind and the place of anything that was thrown. */
export function faultIn(thrown: unknown): Fault {
  if (!(thrown instanceof Error)) return { name: 'NoError', frames: [] };
  const { name, code } = thrown as NodeJS.ErrnoException;
  return {
    name: NAME.test(name) ? name : 'Error',
    code: typeof code === 'string' && CODE.test(code) ? code : undefined,
    frames: framesOf(thrown),
  };
}

function framesOf({ stack, message }: Error): string[] {
  if (typeof stack !== 'string') return [];
  // The lines of a message may look like frames.
  const text = typeof message === 'string' && message !== '' ? message : undefined;
  const below = text && stack.includes(text) ? stack.slice(stack.indexOf(text) + text.length) : stack;
  return below
    .split('\n')
    .map(frameOf)
    .filter((frame) => frame !== undefined)
    .slice(0, MAX_FRAMES);
}

function frameOf(line: string): string | undefined {
  const [, called, place = ''] = FRAME.exec(line) ?? [];
  if (!place.startsWith(ROOT) && !place.startsWith('node:')) return undefined;
  const file = place.startsWith(ROOT) ? place.slice(ROOT.length) : place;
  return called === undefined ? file : `${called} (${file})`;
}
