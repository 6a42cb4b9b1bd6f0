/** Informational answers, which may precede any answer (RFC 9110, section 15.2). */
import type { Socket } from 'node:net';

/** The beginning of one; 101 is none: it switches protocols. */
const INFORMATIONAL = /^HTTP\/1\.[01] 1(?!01)\d\d /;
/** An answer cannot be told from an informational one by fewer bytes. */
const LEAST_BYTES = 'HTTP/1.1 100 '.length;
const MOST_BYTES = 16_384;
const END = '\r\n\r\n';

/**
 * Removes informational answers from what is read of a connection with one request at a time: undici closes the connection on
 * a `100 Continue` that it did not request.
 */
export function hideInformational(socket: Socket): void {
  const { write, read } = socket;
  /** Whether a request was sent, and its answer has not begun. */
  let isWaiting = false;
  let held: Buffer | undefined;

  socket.write = (...args: unknown[]): boolean => {
    isWaiting = true;
    return Reflect.apply(write, socket, args);
  };
  socket.read = (size): Buffer | null => {
    const chunk: Buffer | null = read.call(socket, size);
    if (!isWaiting || chunk === null) return chunk;
    let bytes = held ? Buffer.concat([held, chunk]) : chunk;
    while (isInformational(bytes)) {
      const end = bytes.indexOf(END);
      if (end === -1) break;
      bytes = bytes.subarray(end + END.length);
    }
    isWaiting = bytes.length < LEAST_BYTES || (isInformational(bytes) && bytes.length <= MOST_BYTES);
    held = isWaiting ? bytes : undefined;
    return isWaiting ? null : bytes;
  };
}

const isInformational = (bytes: Buffer): boolean => INFORMATIONAL.test(bytes.toString('latin1', 0, LEAST_BYTES));
