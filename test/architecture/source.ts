/** Reads the project as text: its files, their code without comments, what they import. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly problem: string;
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SKIPPED = new Set(['node_modules', '.git', 'dist', '.data', 'coverage']);

export function read(path: string): SourceFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

export function sources(folder: string): SourceFile[] {
  return walk(folder)
    .filter((path) => path.endsWith('.ts'))
    .map(read);
}

/** Files under version control, or all files where there is no git (a copy without history). */
export function trackedFiles(): SourceFile[] {
  return trackedPaths()
    .filter((path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile())
    .map(read);
}

function trackedPaths(): string[] {
  try {
    const output = execFileSync('git', ['ls-files', '-z'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\0').filter(Boolean);
  } catch {
    return walk('.');
  }
}

export function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
}

/** Strings and templates first, so that `//` inside a string does not start a comment. */
const TOKENS = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

export function withoutComments(text: string): string {
  return text.replace(TOKENS, (_, literal: string | undefined) => literal ?? ' ');
}

export function withoutCommentsAndStrings(text: string): string {
  return text.replace(TOKENS, (_, literal: string | undefined) => (literal ? "''" : ' '));
}

export interface Import {
  /** A path from the project's root for relative imports, the specifier itself for packages. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const IMPORTS = [
  /\b(?:import|export)\s+(type\s)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport()\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require)()\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

export function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.text);
  return IMPORTS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      target: resolve(file.path, match[2] ?? ''),
      typeOnly: Boolean(match[1]),
    })),
  );
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
}
