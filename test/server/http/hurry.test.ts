/** Ctrl-C while clients are connected: it waits for answers that the server still makes, and for no client that is slow. */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from '../../../src/server/http/listen.ts';
import { openRaw, postHead } from '../../support/raw-http.ts';

/** Sends bytes on a new connection. */
async function visit(url: string, bytes: string): ReturnType<typeof openRaw> {
  const connection = await openRaw(url);
  connection.socket.write(bytes);
  return connection;
}

const WHOLE = `${postHead('Content-Length: 2')}\r\n{}`;

it('ends half a request, and lets an answer in progress end', async () => {
  const listening = await listen('127.0.0.1', 0);
  const asked = { half: Promise.withResolvers<void>(), whole: Promise.withResolvers<void>() };
  const answer = Promise.withResolvers<void>();
  listening.serve(async (request, response) => {
    if (request.headers['content-length'] !== '2') return asked.half.resolve();
    asked.whole.resolve();
    await answer.promise;
    response.end('whole');
  });
  const halves = [postHead('Content-Length: 9').slice(0, 20), `${postHead('Content-Length: 9')}\r\n{`];
  const clients = await Promise.all(halves.map((bytes) => visit(listening.url, bytes)));
  const whole = await visit(listening.url, WHOLE);
  await Promise.all([asked.half.promise, asked.whole.promise]);
  const closing = listening.close({ hurry: true });
  await Promise.all(clients.map(({ closed }) => closed));
  answer.resolve();
  expect(await whole.closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*whole$/);
  await closing;
});

it('answers the requests that arrived while the server was busy', async () => {
  const listening = await listen('127.0.0.1', 0);
  listening.serve((_, response) => response.end('whole'));
  const sockets = Array.from({ length: 6 }, () => {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(WHOLE);
    return socket.setEncoding('utf8').toArray();
  });
  // The connections are made by the system, before this server has accepted one.
  const closing = listening.close({ hurry: true });
  const answers = (await Promise.all(sockets)).map((pieces) => pieces.join(''));
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*whole$/);
  await closing;
});
