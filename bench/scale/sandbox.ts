/** The sandbox, a process of its own, with the size of its settings. Its vendors reject no call for coming too often. */
import { readSandboxSettings, startSandbox } from '../../sandbox/index.ts';

const { settings } = await startSandbox({ ...readSandboxSettings(process.env), perMinute: {} });
process.once('disconnect', () => process.exit());
process.send?.(settings);
