/** The thread on which a running server reads its people file: a large one takes longer than requests may wait. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPeopleFile } from './read.ts';

/** What the thread tells, once. The content is JSON: to parse that is quicker than to receive as many objects. */
export type ToldByThread = { readonly content: string } | { readonly problem: string };

function read(path: string): ToldByThread {
  try {
    return { content: JSON.stringify(readPeopleFile(path)) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

parentPort?.postMessage(read(workerData));
