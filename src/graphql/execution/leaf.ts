/** Completes the values of scalars and enums. */
import type { CompiledLeaf } from './compile.ts';

/** Undefined for a value that is no plain one, or that the type does not accept. */
export function plainLeaf({ type, isNullable }: CompiledLeaf, value: unknown): unknown {
  if (value === null || value === undefined) return isNullable ? null : undefined;
  if (typeof value === 'function' || (typeof value === 'object' && !(value instanceof Date))) return undefined;
  try {
    return type.serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Throws for a value that the type does not accept. */
export function completeLeaf({ type }: CompiledLeaf, value: unknown): unknown {
  const serialized = type.serialize(value) ?? undefined;
  if (serialized !== undefined) return serialized;
  throw new Error(`Expected ${type}.serialize to return a value.`);
}
