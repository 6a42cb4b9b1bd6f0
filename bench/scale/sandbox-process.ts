/** Starts the sandbox in a process of its own. */
import { startChild } from '../compare/child.ts';

export interface SandboxProcess {
  /** They point a server at it. */
  readonly settings: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/** Starts it with these settings, on a core of its own if one is given. */
export async function startSandboxProcess(
  env: Readonly<Record<string, string>>,
  core?: number,
): Promise<SandboxProcess> {
  const child = startChild({ script: new URL('sandbox.ts', import.meta.url), core, env });
  return { settings: await child.next<Record<string, string>>(), end: child.end };
}
