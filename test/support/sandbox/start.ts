// Starts sandboxes for a test file and closes each after its test; asks the vendors with the right key.

import { afterEach } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/index.ts';

const running: Sandbox[] = [];

export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

export interface Answer<T> {
  status: number;
  headers: Headers;
  text: string;
  body: T;
}

/** `body` is undefined where the answer is no JSON. */
export async function ask<T>(url: string, init?: RequestInit): Promise<Answer<T>> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) as T };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function key(sandbox: Sandbox, name: string): string {
  return sandbox.settings[name] ?? '';
}

/** A GET, or a POST where there is a body. */
export function askCalcom<T>(sandbox: Sandbox, path: string, body?: unknown, headers = {}): Promise<Answer<T>> {
  return ask(sandbox.calcom.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${key(sandbox, 'CALCOM_API_KEY')}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

export function askAlo<T>(sandbox: Sandbox, path: string): Promise<Answer<T>> {
  return ask(sandbox.alo.url + path, { headers: { authorization: `Bearer ${key(sandbox, 'ALO_API_KEY')}` } });
}

export function askSaleshandy<T>(sandbox: Sandbox, path: string, body?: unknown): Promise<Answer<T>> {
  return ask(sandbox.saleshandy.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': key(sandbox, 'SALESHANDY_API_KEY'), 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
}
