/** The sandbox, a process of its own, with the size of its settings. It is frozen, and rejects no call for coming too often. */
import { FROZEN_NOW, readSandboxSettings, startSandbox } from '../../sandbox/index.ts';

const { settings } = await startSandbox({ ...readSandboxSettings(process.env), now: FROZEN_NOW, perMinute: {} });
process.once('disconnect', () => process.exit());
process.send?.(settings);
