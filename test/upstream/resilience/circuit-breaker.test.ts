import { describe, expect, it } from 'vitest';
import {
  type AllowedCall,
  type CircuitBreaker,
  createCircuitBreaker,
} from '../../../src/upstream/resilience/circuit-breaker.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

type Outcome = 'succeeded' | 'failed' | 'inconclusive';

interface Trial {
  readonly clock: FakeClock;
  readonly breaker: CircuitBreaker;
  /** Lets a call through. */
  allow(): AllowedCall;
  /** Lets a call through, which ends at once. */
  read(outcome: Outcome): void;
}

function startBreaker(): Trial {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker(clock);
  const allow = (): AllowedCall => {
    const call = breaker.allow();
    if (!call) throw new Error('no call was let through');
    return call;
  };
  return { clock, breaker, allow, read: (outcome) => allow()[outcome]() };
}

/** A breaker that has just opened for `forMs` milliseconds. */
async function startOpen(forMs = 5_000): Promise<Trial> {
  const trial = startBreaker();
  for (let failure = 0; failure < 5; failure++) trial.read('failed');
  for (let ms = 5_000; ms < forMs; ms = Math.min(ms * 2, 60_000)) {
    await trial.clock.advance(ms);
    trial.read('failed');
  }
  return trial;
}

describe('a circuit breaker', () => {
  it('opens when five calls in a row failed, and not before', () => {
    const { breaker, read } = startBreaker();
    for (let failure = 0; failure < 4; failure++) read('failed');
    expect(breaker.state()).toBe('CLOSED');
    expect(breaker.waitMs()).toBe(0);
    read('failed');
    expect(breaker.state()).toBe('OPEN');
    expect(breaker.waitMs()).toBe(5_000);
    expect(breaker.allow()).toBeUndefined();
  });

  it('starts to count again after each success', () => {
    const { breaker, read } = startBreaker();
    for (let round = 0; round < 2; round++) {
      for (let failure = 0; failure < 4; failure++) read('failed');
      read('succeeded');
    }
    // Eight of ten failed: the other rule applies at the tenth.
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    expect(breaker.state()).toBe('OPEN');
  });

  it('opens when half of ten calls failed, and not with nine, nor with less than half', () => {
    const { breaker, read } = startBreaker();
    for (let pair = 0; pair < 4; pair++) {
      read('failed');
      read('succeeded');
    }
    read('succeeded');
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    expect(breaker.state()).toBe('OPEN');

    const calm = startBreaker();
    for (const _ of Array(40)) for (const outcome of ['failed', 'succeeded', 'succeeded'] as const) calm.read(outcome);
    expect(calm.breaker.state()).toBe('CLOSED');
  });

  it('counts the calls of the last ten seconds', async () => {
    const { clock, breaker, read } = startBreaker();
    for (let pair = 0; pair < 4; pair++) {
      read('succeeded');
      read('failed');
    }
    await clock.advance(10_000);
    for (const outcome of ['succeeded', 'failed', 'failed', 'failed', 'succeeded', 'failed'] as const) read(outcome);
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    read('succeeded');
    read('failed');
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    expect(breaker.state()).toBe('OPEN');
  });

  it('counts failures in a row however far apart they are', async () => {
    const { clock, breaker, read } = startBreaker();
    for (let failure = 0; failure < 5; failure++) {
      await clock.advance(60_000);
      read('failed');
    }
    expect(breaker.state()).toBe('OPEN');
  });

  it('ignores an inconclusive call', () => {
    const { breaker, read } = startBreaker();
    for (let failure = 0; failure < 4; failure++) read('failed');
    for (let round = 0; round < 20; round++) read('inconclusive');
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    expect(breaker.state()).toBe('OPEN');
  });

  it('counts each call once, however often its outcome is reported', () => {
    const { breaker, allow } = startBreaker();
    const allowed = Array.from({ length: 5 }, allow);
    expect(allowed.map(({ isProbe }) => isProbe)).toEqual(Array(5).fill(false));
    for (const call of allowed) call.failed();
    expect(breaker.state()).toBe('OPEN');
    expect(allowed.map((call) => call.isOutdated())).toEqual(Array(5).fill(true));
    for (const call of allowed) call.failed();
    expect(breaker.waitMs()).toBe(5_000);
  });
});

describe('a request that always fails (F42)', () => {
  const startFailing = () => {
    const { clock, breaker, allow, read } = startBreaker();
    const fail = (request: string, wasAnswered = true): void =>
      allow().failed({ request, wasAnswered, sentAtMs: clock.nowMs() });
    return { clock, breaker, read, fail };
  };

  it('counts once, however often it fails', async () => {
    const { clock, breaker, fail } = startFailing();
    for (let time = 0; time < 100; time++) {
      fail('poison');
      await clock.advance(500);
    }
    expect(breaker.state()).toBe('CLOSED');
  });

  it('counts once among successes, however often it fails', async () => {
    const { clock, breaker, read, fail } = startFailing();
    for (let time = 0; time < 100; time++) {
      for (const outcome of ['poison', 'poison', 'good', 'poison', 'poison']) {
        if (outcome === 'good') read('succeeded');
        else fail(outcome);
      }
      await clock.advance(200);
    }
    expect(breaker.state()).toBe('CLOSED');
  });

  it('is an outage if others fail as well', () => {
    const { breaker, fail } = startFailing();
    for (const request of ['a', 'a', 'b', 'a', 'b']) fail(request);
    expect(breaker.state()).toBe('CLOSED');
    fail('c');
    expect(breaker.state()).toBe('OPEN');
  });

  it('counts again after another request', () => {
    const { breaker, read, fail } = startFailing();
    for (let time = 0; time < 2; time++) {
      fail('a');
      read('failed');
    }
    expect(breaker.state()).toBe('CLOSED');
    fail('a');
    expect(breaker.state()).toBe('OPEN');
  });

  it('counts once if it is not answered while others are', async () => {
    const { clock, breaker, read, fail } = startFailing();
    read('succeeded');
    for (let time = 0; time < 15; time++) {
      await clock.advance(4_000);
      fail('poison', false);
    }
    expect(breaker.state()).toBe('CLOSED');
  });

  it('counts each time if it is not answered, and no call was for a minute', async () => {
    const { clock, breaker, read, fail } = startFailing();
    read('succeeded');
    await clock.advance(60_001);
    for (let time = 0; time < 4; time++) fail('any', false);
    expect(breaker.state()).toBe('CLOSED');
    fail('any', false);
    expect(breaker.state()).toBe('OPEN');
  });
});

describe('an open circuit breaker', () => {
  it('lets no call through until its time is over', async () => {
    const { clock, breaker } = await startOpen();
    await clock.advance(4_999);
    expect(breaker.waitMs()).toBe(1);
    expect(breaker.allow()).toBeUndefined();
    await clock.advance(1);
    expect(breaker.state()).toBe('HALF_OPEN');
    expect(breaker.waitMs()).toBe(0);
  });

  it('then lets exactly one probe through', async () => {
    const { clock, breaker, allow } = await startOpen();
    await clock.advance(5_000);
    expect(allow().isProbe).toBe(true);
    for (let more = 0; more < 3; more++) expect(breaker.allow()).toBeUndefined();
    expect(breaker.waitMs()).toBe(5_000);
    await clock.advance(60_000);
    expect(breaker.allow()).toBeUndefined();
  });

  it('opens for twice as long with each probe that fails, up to a minute', async () => {
    const { clock, breaker, read } = await startOpen();
    const waits: number[] = [];
    for (let probe = 0; probe < 6; probe++) {
      await clock.advance(breaker.waitMs());
      read('failed');
      waits.push(breaker.waitMs());
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it('closes when a probe succeeds, and forgets all failures', async () => {
    const { clock, breaker, read } = await startOpen(40_000);
    await clock.advance(40_000);
    read('succeeded');
    expect(breaker.state()).toBe('CLOSED');
    for (let failure = 0; failure < 4; failure++) read('failed');
    expect(breaker.state()).toBe('CLOSED');
    read('failed');
    expect(breaker.waitMs()).toBe(5_000);
  });

  it('lets another probe through if the first was inconclusive', async () => {
    const { clock, breaker, allow } = await startOpen();
    await clock.advance(5_000);
    allow().inconclusive();
    expect(breaker.state()).toBe('HALF_OPEN');
    expect(allow().isProbe).toBe(true);
    expect(breaker.allow()).toBeUndefined();
  });

  it('resolves when the probe has ended, whatever its outcome', async () => {
    for (const outcome of ['succeeded', 'failed', 'inconclusive'] as const) {
      const { clock, breaker, allow } = await startOpen();
      expect(breaker.probe()).toBeUndefined();
      await clock.advance(5_000);
      const probe = allow();
      let isProbed = false;
      void breaker.probe()?.then(() => {
        isProbed = true;
      });
      await clock.advance(1_000);
      expect(isProbed).toBe(false);
      probe[outcome]();
      await clock.advance(0);
      expect(isProbed).toBe(true);
      expect(breaker.probe()).toBeUndefined();
    }
  });

  it.each(['succeeded', 'failed', 'inconclusive'] as const)(
    'ignores a call that was let through before and has %s later',
    async (outcome) => {
      const { clock, breaker, allow, read } = startBreaker();
      const [early, probed, closed] = [allow(), allow(), allow()];
      for (let failure = 0; failure < 5; failure++) read('failed');
      early[outcome]();
      expect(breaker.state()).toBe('OPEN');
      expect(breaker.waitMs()).toBe(5_000);
      await clock.advance(5_000);
      const probe = allow();
      probed[outcome]();
      // The probe is still in progress, and no other call goes.
      expect(breaker.state()).toBe('HALF_OPEN');
      expect(breaker.allow()).toBeUndefined();
      probe.succeeded();
      for (let failure = 0; failure < 4; failure++) read('failed');
      closed[outcome]();
      expect(breaker.state()).toBe('CLOSED');
      read('failed');
      expect(breaker.state()).toBe('OPEN');
    },
  );
});
