/** The header by which spans of several servers find each other: https://www.w3.org/TR/trace-context/#traceparent-header */

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  /** 1 where it is recorded, else 0. */
  readonly traceFlags: number;
}

const HEADER = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Undefined for whatever is not one. Later versions may say more, and are understood as far as this one goes. */
export function readTraceparent(header: string | undefined): TraceParent | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = HEADER.exec(header ?? '') ?? [];
  const isVersion = version !== undefined && version !== 'ff' && (version !== '00' || more === undefined);
  if (!isVersion || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED };
}

export const traceparentOf = ({ traceId, spanId, traceFlags }: TraceParent): string =>
  `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`;
