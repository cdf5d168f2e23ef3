// `npm run -s bench -- audit [--quick] [--json]`: the audit chain on the bundled PostgreSQL: how many entries a second
// are appended, one to a transaction, by one and by several at once, beside plain commits; and how many a second a copy is verified at.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLog, Problem, systemClock } from "../dist/base/index.js";
import {
  AuditKeeper,
  appendAudit,
  copyPage,
  inTransaction,
  openAuditKey,
  openState,
  verifyCopy,
} from "../dist/store/index.js";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const alone = quick ? 300 : 1_500;
const together = quick ? 1_000 : 6_000;
const copied = quick ? 20_000 : 100_000;

const folder = mkdtempSync(join(tmpdir(), "bench-audit-"));
chmodSync(folder, 0o711);
const log = openLog({ level: "silent" });
const clock = systemClock;
const state = await openState({ folder, form: "postgres", log, clock });
const key = await openAuditKey(folder);
if (key instanceof Problem) throw new Error(key.detail);
const keeper = await AuditKeeper.open({ db: state.db, clock, log, key });
const entry = (at) => ({
  kind: "member-update",
  actor: "2f6b0c56-5d5e-4a39-9d0e-1f4b6f0b7a11",
  subject: `4b8e7c7e-0000-4000-8000-${String(at).padStart(12, "0")}`,
  detail: {
    changed: ["name", "networks"],
    sector: "terminal operator",
    tlpCeiling: "TLP:AMBER",
    networks: 3,
  },
});
const append = (entries) => inTransaction(state.db, (tx) => appendAudit(tx, clock, entries));
const perSecond = async (count, work) => {
  const start = performance.now();
  await work();
  return Math.round(count / ((performance.now() - start) / 1000));
};

try {
  await append([entry(0)]);
  // The yardstick: the same transactions, committed as safely, with one plain row instead of an entry.
  const plain = await perSecond(alone, async () => {
    for (let at = 0; at < alone; at++)
      await inTransaction(state.db, (tx) =>
        tx
          .insertInto("setting")
          .values({ key: `bench ${at}`, value: JSON.stringify(entry(at)) })
          .execute(),
      );
  });
  const one = await perSecond(alone, async () => {
    for (let at = 0; at < alone; at++) await append([entry(at)]);
  });
  const eight = await perSecond(together, () =>
    Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let at = 0; at < together / 8; at++) await append([entry(at)]);
      }),
    ),
  );
  let length = (await keeper.status()).head.sequence;
  for (; length < copied; length += 1000) {
    await append(Array.from({ length: Math.min(1000, copied - length) }, (_, at) => entry(at)));
    await keeper.checkpoint();
  }
  const { first, last, sequence } = await keeper.frame();
  const chunks = [Buffer.from(`${first}\n`)];
  const exporting = await perSecond(sequence, async () => {
    for (let after = 0; after !== null; ) {
      const page = await copyPage(state.db, after, sequence, 2000);
      chunks.push(Buffer.from(page.lines.map((line) => `${line}\n`).join("")));
      after = page.next;
    }
  });
  chunks.push(Buffer.from(`${last}\n`));
  let verdict;
  const verifying = await perSecond(sequence, async () => {
    verdict = await verifyCopy(
      (async function* () {
        yield* chunks;
      })(),
      { keys: [key.publicKey] },
    );
  });
  if (!verdict.ok) throw new Error(verdict.sentence);
  const figures = {
    plain_commits_per_s: plain,
    append_one_per_s: one,
    append_eight_per_s: eight,
    copy_entries: verdict.entries,
    copy_mb: Number((chunks.reduce((sum, chunk) => sum + chunk.length, 0) / 1e6).toFixed(1)),
    export_per_s: exporting,
    verify_per_s: verifying,
  };
  if (json) console.log(JSON.stringify({ bench: "audit", figures }));
  else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
} finally {
  await keeper.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
}
