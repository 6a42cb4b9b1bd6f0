/** Loaded into each server that is measured: tells the parent what CPU time the process has used, all threads together. */
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system });
});
process.once('disconnect', () => process.exit());
// It must not keep alive a server that ends.
process.channel?.unref();
