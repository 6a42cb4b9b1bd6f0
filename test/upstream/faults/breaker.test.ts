/** Which failures open the breaker (F15, F42). When exactly it opens is in circuit-breaker.test.ts. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import type { Source } from '../../../src/errors.ts';
import {
  askWhole,
  askWithFault,
  endProbe,
  expectFailure,
  type Probe,
  QUESTION_PATHS,
  questionOf,
  SOURCES,
  startProbe,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

describe.concurrent.each(SOURCES)('%s', (source) => {
  it.each([
    ['what cannot be understood', { body: '[]' }, 'SOURCE_CONTRACT'],
    ['a request of ours that was wrong', { status: 400 }, 'SOURCE_REFUSED'],
    ['a credential that it refuses', { status: 401 }, 'SOURCE_UNAUTHORIZED'],
  ] satisfies [string, Fault, string][])('is asked on after 12 times %s', async (_, fault, code) => {
    const probe = await startProbe({ CACHE: 'off' });
    for (let time = 0; time < 12; time++) {
      const { answer, attempts } = await askWithFault(probe, source, fault);
      expectFailure(answer, source, code);
      expect(attempts).toBe(1);
    }
    await askWhole(probe);
    await endProbe(probe);
  });

  it.each([
    ['500', 'SOURCE_UNAVAILABLE'],
    ['504', 'SOURCE_TIMEOUT'],
  ])('is not called for 5 seconds after 5 requests met %s, which each error says', async (status, code) => {
    const probe = await startProbe({ CACHE: 'off' });
    const vendor = vendorOf(probe, source);
    const remove = vendor.inject({ match: QUESTION_PATHS[source], status: Number(status) });
    for (let key = 0; key < 5; key++) expect(await failureOf(probe, source, questionOf(key))).toMatchObject({ code });
    remove();
    const asked = () => vendor.calls.filter(({ path }) => QUESTION_PATHS[source].test(path)).length;
    expect(asked()).toBe(5);
    const { code: shown, retryAfterMs } = Object(await failureOf(probe, source, questionOf(5)));
    expect(shown).toBe('SOURCE_OVERLOADED');
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(5000);
    expect(asked()).toBe(5);
    probe.clock.jump(5000);
    await askWhole(probe);
    await endProbe(probe);
  });

  it.each([
    ['500', 'SOURCE_UNAVAILABLE'],
    ['503', 'SOURCE_UNAVAILABLE'],
    ['504', 'SOURCE_TIMEOUT'],
    ['a page with 403', 'SOURCE_UNAVAILABLE'],
  ])('is still called after one and the same request met %s 12 times (F42)', async (fault, code) => {
    const probe = await startProbe({ CACHE: 'off' });
    const status = Number(/\d+/.exec(fault)?.[0]);
    const body = fault.includes('page') ? '<html>' : undefined;
    const remove = vendorOf(probe, source).inject({ match: QUESTION_PATHS[source], status, body });
    for (let time = 0; time < 12; time++) {
      expect(await failureOf(probe, source, questionOf(0))).toMatchObject({ code });
    }
    remove();
    await askWhole(probe);
    await endProbe(probe);
  });

  it('is still called while one request fails as often as others succeed (F42)', async () => {
    const probe = await startProbe({ CACHE: 'off' });
    for (let time = 0; time < 12; time++) {
      const remove = vendorOf(probe, source).inject({ match: QUESTION_PATHS[source], status: 500 });
      expect(await failureOf(probe, source, questionOf(0))).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
      remove();
      await askWhole(probe);
    }
    await endProbe(probe);
  });
});

/** Why a source has no answer to a question. */
async function failureOf(probe: Probe, source: Source, question: string) {
  const { errors = [] } = await probe.ask(question);
  const [extensions] = errors.map((error) => error.extensions).filter(({ teamgraph }) => teamgraph?.source === source);
  return { code: extensions?.code, ...extensions?.teamgraph };
}
