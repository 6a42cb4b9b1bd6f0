/** The sandbox's own settings, read from environment variables. */
import { z } from 'zod';
import type { SandboxOptions } from './index.ts';
import { isQuirk, QUIRKS } from './quirks.ts';
import { DIMENSIONS, type WorldDimensions } from './world/world.ts';

/** The documented limit of a Cal.com key. The other two vendors publish none. */
const PER_MINUTE = { calcom: 120 };
/** With or without seconds. */
const INSTANT = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Throws an Error that names the setting and what is expected. Settings that are absent are left out. */
export function readSandboxSettings(env: Record<string, string | undefined>): SandboxOptions {
  const read: Read = (name, parse, expected) => {
    const text = env[name]?.trim();
    if (!text) return undefined;
    const value = parse(text);
    if (value === undefined) throw new Error(`${name} is ${JSON.stringify(text)}; expected ${expected}.`);
    return value;
  };
  return {
    seed: read('SANDBOX_SEED', parseWhole, 'a whole number from 0'),
    now:
      read('SANDBOX_NOW', parseNow, 'now, or an ISO 8601 instant with its offset, such as 2026-03-18T12:00:00Z') ??
      Date.now,
    size: read('SANDBOX_SIZE', (text) => (text === 'small' || text === 'large' ? text : undefined), 'small or large'),
    dimensions: readDimensions(read),
    quirks: read(
      'SANDBOX_QUIRKS',
      parseQuirks,
      `a comma-separated list of: ${QUIRKS.map((quirk) => quirk.name).join(', ')}`,
    ),
    ports: read('SANDBOX_PORTS', parsePorts, 'three ports, for Cal.com, ALO and Saleshandy, such as 4101,4102,4103'),
    perMinute: PER_MINUTE,
  };
}

type Read = <T>(name: string, parse: (text: string) => T | undefined, expected: string) => T | undefined;

/** Undefined where none is set. */
function readDimensions(read: Read): WorldDimensions | undefined {
  const found = Object.entries(DIMENSIONS).flatMap(([dimension, { least, most }]) => {
    const parse = (text: string): number | undefined => {
      const number = parseWhole(text) ?? -1;
      return number >= least && number <= most ? number : undefined;
    };
    const number = read(`SANDBOX_${dimension.toUpperCase()}`, parse, `a whole number from ${least} to ${most}`);
    return number === undefined ? [] : [[dimension, number] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function parseWhole(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function parseNow(text: string): SandboxOptions['now'] {
  if (text === 'now') return Date.now;
  return INSTANT.safeParse(text).success ? new Date(text) : undefined;
}

function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseQuirks(text: string) {
  const names = parseList(text);
  return names.every(isQuirk) ? names : undefined;
}

function parsePorts(text: string): SandboxOptions['ports'] {
  const ports = parseList(text).map((part) => parseWhole(part) ?? -1);
  const [calcom, alo, saleshandy] = ports;
  const areAllPorts = ports.length === 3 && ports.every((port) => port >= 0 && port <= 65_535);
  return areAllPorts ? { calcom, alo, saleshandy } : undefined;
}
