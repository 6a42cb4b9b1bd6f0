/**
 * Loaded into each server that is measured: tells the parent what CPU time the process has used, all threads together, and what
 * memory it has. JavaScript, so that it does not load what Node needs for TypeScript.
 */
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss() });
});
process.once('disconnect', () => process.exit());
// It must not keep alive a server that ends.
process.channel?.unref();
