/**
 * A bare `node:http` server that sends bytes which the parent gives it. By default the path names the work and the request's
 * body is dropped; with `PARSE=on` the body is parsed, and names it.
 */
import { answerJson, bodyOf, serve } from './serve.ts';

const answers = new Map<string, Buffer>();
process.on('message', (message: { answers?: Record<string, string> }) => {
  for (const [work, text] of Object.entries(message.answers ?? {})) answers.set(work, Buffer.from(text));
  if (message.answers) process.send?.('taken');
});

serve('bare', (incoming, outgoing) => {
  const send = (work: string) => answerJson(outgoing, answers.get(work) ?? '{}');
  if (process.env.PARSE === 'on') bodyOf(incoming).then((body) => send(JSON.parse(body).operationName));
  else incoming.resume().once('end', () => send(incoming.url?.slice(1) ?? ''));
});
