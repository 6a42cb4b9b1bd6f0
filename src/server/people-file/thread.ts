/** The thread that reads a changed people file: a large one would block the event loop for too long. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPeopleFile } from './read.ts';

/** The one message of the thread. The content is JSON, because parsing it takes less time than cloning the objects. */
export type ThreadMessage = { readonly content: string } | { readonly problem: string };

parentPort?.postMessage(read(workerData));

function read(path: string): ThreadMessage {
  try {
    return { content: JSON.stringify(readPeopleFile(path)) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
