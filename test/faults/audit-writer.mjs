// The program that `audit-kill.test.ts` kills: opens the state of a folder, says how changes and entries agree there
// and whether the chain verifies, then changes for ever, several at once, and says what was acknowledged.
// Usage: node audit-writer.mjs <dist> <folder>
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, folder] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const store = await load("store/index.js");
const { addPerson } = await load("members/index.js");
const { openLog, Problem, systemClock } = await load("base/index.js");

const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const given = (thing) => {
  if (thing instanceof Problem) throw new Error(thing.detail);
  return thing;
};
given(await store.lockFolder(folder));
const log = openLog({ level: "silent" });
const clock = systemClock;
const key = given(await store.openAuditKey(folder));
const { db } = await store.openState({ folder, form: "postgres", log, clock });
const keeper = await store.AuditKeeper.open({ db, clock, log, key });

async function* copy() {
  const { first, last, sequence } = await keeper.frame();
  yield Buffer.from(`${first}\n`);
  for (let after = 0; after !== null; ) {
    const page = await store.copyPage(db, after, sequence, 500);
    yield Buffer.from(page.lines.map((line) => `${line}\n`).join(""));
    after = page.next;
  }
  yield Buffer.from(`${last}\n`);
}

const people = await db.selectFrom("person").select("id").orderBy("id").execute();
const entries = await db
  .selectFrom("audit_entry")
  .select("subject")
  .where("kind", "=", "person-add")
  .orderBy("subject")
  .execute();
say({
  people: people.map((row) => row.id),
  entries: entries.map((row) => row.subject),
  verdict: await store.verifyCopy(copy(), { keys: [key.publicKey] }),
});

async function changeForEver(name) {
  for (;;) {
    const person = given(await addPerson(db, clock, { name, role: "auditor", memberId: null }));
    say(person.id);
    if (Math.random() < 0.02) await keeper.checkpoint();
  }
}
await Promise.all([changeForEver("One"), changeForEver("Two"), changeForEver("Three")]);
