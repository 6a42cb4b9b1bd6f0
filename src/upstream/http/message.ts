/** An answer as it arrives from undici. */
import type { Dispatcher } from 'undici';

/** An answer whose body is still to come. */
export interface Message {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Calls `take` for each chunk of the body. Resolves at its end; rejects if it is cut short, or `take` throws. */
  read(take: (chunk: Buffer) => void): Promise<void>;
  pause(): void;
  resume(): void;
  /** Closes the connection. `read` rejects with the error. */
  destroy(error: Error): void;
}

/** Receives one answer. `ended` is called when no more of it comes. */
export function createReceiver(resolve: (message: Message) => void, reject: (error: Error) => void, ended: () => void) {
  let controller: Dispatcher.DispatchController | undefined;
  /** What came before the body was read. */
  const early: Buffer[] = [];
  let take = (chunk: Buffer): unknown => early.push(chunk);
  let failure: Error | undefined;
  const whole = Promise.withResolvers<void>();
  whole.promise.catch(() => {});

  const fail = (error: Error): void => {
    failure ??= error;
    ended();
    reject(failure);
    whole.reject(failure);
  };
  const destroy = (error: Error): void => {
    fail(error);
    controller?.abort(error);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (failure) started.abort(failure);
    },
    onResponseStart: (started, status, headers) => {
      const read = (takeNext: (chunk: Buffer) => void): Promise<void> => {
        take = takeNext;
        for (const chunk of early.splice(0)) handler.onResponseData?.(started, chunk);
        return whole.promise;
      };
      // An informational answer comes before the one that counts.
      if (status < 200) return;
      resolve({ status, headers, read, pause: () => started.pause(), resume: () => started.resume(), destroy });
    },
    onResponseData: (_, chunk) => {
      try {
        take(chunk);
      } catch (error) {
        destroy(error as Error);
      }
    },
    onResponseEnd: () => {
      ended();
      whole.resolve();
    },
    onResponseError: (_, error) => fail(error),
  };
  return { handler, destroy };
}
