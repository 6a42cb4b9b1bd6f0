/** Reads the pages of the documentation: their code blocks with the comment before each, their tables, their prose. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
export const readText = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The files of a folder and of the folders in it, as paths from the root of the project. */
function filesUnder(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, ROOT)), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(ROOT).length));
}

/** Every page, as a path from the root of the project. The CHANGELOG is not one of them: it quotes the past. */
export const PAGES: readonly string[] = [
  ...['README.md', 'AGENTS.md', 'CONTRIBUTING.md', 'SECURITY.md', 'ops/README.md', 'schema/README.md'],
  ...filesUnder('docs').filter((path) => path.endsWith('.md')),
].sort();

export interface CodeBlock {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The HTML comment on the line before it, without its marks; undefined where there is none. */
  readonly comment?: string;
}

/** The code blocks of a page, in their order. */
export function blocksOf(page: string): CodeBlock[] {
  const lines = readText(page).split('\n');
  const fences = lines.flatMap((line, index) => (/^ *```/.test(line) ? [index] : []));
  return fences.flatMap((start, place) => {
    const end = fences[place + 1];
    if (place % 2 === 1 || end === undefined) return [];
    const comment = /^ *<!-- (.*) -->$/.exec(lines[start - 1] ?? '')?.[1];
    const language = (lines[start] ?? '').trim().slice(3);
    return [{ page, line: start + 1, language, text: lines.slice(start + 1, end).join('\n'), comment }];
  });
}

/** The cells of the rows of the table under this heading line. Throws an Error if there is none. */
export function tableOf(page: string, head: string): string[][] {
  const [, body] = readText(page).split(`${head}\n`);
  if (body === undefined) throw new Error(`${page} has no table ${head}`);
  const rows = body.split('\n').slice(1);
  return rows
    .slice(
      0,
      rows.findIndex((row) => !row.startsWith('|')),
    )
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The texts between backticks. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** A text with an empty line in place of each line of a code block. */
export const withoutBlocks = (text: string): string =>
  text.replace(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replace(/.+/g, ''));

/** The text of a page without its code: no code blocks, nothing in backticks, and no addresses of links. */
export const proseOf = (text: string): string =>
  withoutBlocks(text)
    .replace(/`[^`\n]*`/g, '')
    .replace(/\]\([^)\n]*\)/g, ']');
