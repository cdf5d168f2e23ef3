// The program that `state-kill.test.ts` kills: opens the state of a folder, says what it found there, then writes
// for ever and says what was acknowledged. Each write is one transaction of three rows, so that half of one would
// show. Usage: node state-writer.mjs <dist> <folder> <form>
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sql } from "kysely";

const [dist, folder, form] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const { openState } = await load("store/state/open-state.js");
const { lockFolder } = await load("store/folder-lock.js");
const { openLog, systemClock } = await load("base/index.js");

const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const lock = await lockFolder(folder);
if (!("release" in lock)) throw new Error(lock.detail);
const state = await openState({
  folder,
  form,
  log: openLog({ level: process.env.TRIAL_LOG ?? "silent" }),
  clock: systemClock,
});
await sql`create table if not exists trial (n int not null, part int not null, primary key (n, part))`.execute(
  state.db,
);
const { rows } = await sql`select n, count(*) as parts from trial group by n order by n`.execute(state.db);
say({
  found: rows.map((row) => row.n),
  partial: rows.filter((row) => row.parts !== 3).length,
  notes: state.notes,
});

let next = (rows.at(-1)?.n ?? 0) + 1;
async function writeForEver() {
  for (;;) {
    const n = next++;
    try {
      await state.db.transaction().execute(async (trx) => {
        for (const part of [0, 1, 2]) await sql`insert into trial values (${n}, ${part})`.execute(trx);
      });
      say(n);
    } catch {
      // The server was killed under it: not acknowledged, and the next number goes on.
    }
  }
}
await Promise.all([writeForEver(), writeForEver(), writeForEver()]);
