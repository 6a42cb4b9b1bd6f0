/** A fixed piece of work, run beside each measurement on the same core: it tells how fast the core is at that moment. */
const ROWS = Array.from({ length: 400 }, (_, id) => ({ id, name: `row ${id}`, tags: ['a', 'b'], at: id * 1_000.5 }));
const TEXT = JSON.stringify(ROWS);
const TIMES = 40;

process.on('message', () => {
  const before = process.cpuUsage();
  let sum = 0;
  for (let time = 0; time < TIMES; time++) sum += work();
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuUs: user + system, sum });
});
process.once('disconnect', () => process.exit());
for (let time = 0; time < 10 * TIMES; time++) work();
process.send?.('ready');

/** What servers do: parsing, indexing, joining, writing. */
function work(): number {
  const rows: typeof ROWS = JSON.parse(TEXT);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const joined = rows.map(({ id, tags }) => ({ id, tags, next: byName.get(`row ${id + 1}`)?.at ?? null }));
  return JSON.stringify(joined).length;
}
