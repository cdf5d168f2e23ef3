/**
 * The chain in a store: entries and changes are kept together, in order, without gaps; nothing changes or removes
 * them; the keeper signs what goes on from what it signed, and nothing else.
 */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, newToken, openLog } from "../../base/index.js";
import { inTransaction } from "../state/in-transaction.js";
import type { State } from "../state/state.js";
import { openTestState } from "../state/testing.js";
import { appendAudit } from "./append.js";
import { copyPage } from "./copy.js";
import type { AuditEntry } from "./entry.js";
import { AuditKeeper } from "./keeper.js";
import { newAuditKey } from "./key.js";
import { auditKinds, lastCheckpoint, listAudit, readAudit } from "./read.js";
import { verifyCopy } from "./read-copy.js";

const clock = fixedClock(1_795_000_000_000_000);
const log = openLog({ level: "silent" });
const key = newAuditKey();
let state: State;
beforeEach(async () => {
  state = await openTestState();
});
afterEach(() => state.close());

const entry = (subject: string, kind = "member-update"): AuditEntry => ({
  kind,
  actor: "center",
  subject,
  detail: { b: 1, a: ["\u20ac"] },
});
const append = (...entries: readonly AuditEntry[]) =>
  inTransaction(state.db, (tx) => appendAudit(tx, clock, entries));

async function verdict(keeper: AuditKeeper) {
  const { first, last, sequence } = await keeper.frame();
  const lines = [first];
  for (let after: number | null = 0; after !== null; ) {
    const page = await copyPage(state.db, after, sequence, 3);
    lines.push(...page.lines);
    after = page.next;
  }
  lines.push(last);
  const bytes = async function* () {
    yield Buffer.from(lines.map((line) => `${line}\n`).join(""));
  };
  return verifyCopy(bytes(), { keys: [keeper.publicKey] });
}

describe("entries", () => {
  test("are kept with the change or not at all, in order and without gaps", async () => {
    await append(entry("one"), entry("two"));
    await expect(
      inTransaction(state.db, async (tx) => {
        await appendAudit(tx, clock, [entry("lost")]);
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    await Promise.all(Array.from({ length: 20 }, (_, at) => append(entry(`side ${at}`))));
    const all = await readAudit(state.db, 0, 1e9, 100);
    expect(all.map((each) => each.sequence)).toEqual(Array.from({ length: 22 }, (_, at) => at + 1));
    expect(all.map((each) => each.subject)).not.toContain("lost");
    expect(all[0]).toMatchObject({ previous: "0".repeat(64), detail: '{"a":["\u20ac"],"b":1}' });
    expect(all.slice(1).every((each, at) => each.previous === all[at]?.hash)).toBe(true);
  });

  test("are written inside a transaction only, small, and without secrets", async () => {
    await expect(appendAudit(state.db, clock, [entry("x")])).rejects.toThrow("in the transaction");
    await expect(append({ ...entry("x"), detail: { link: newToken("bwl") } })).rejects.toThrow("no secret");
    await expect(append({ ...entry("x"), detail: { text: "x".repeat(9000) } })).rejects.toThrow("small");
    await expect(append({ ...entry("x"), kind: "Member update" })).rejects.toThrow("hyphens");
    await append({ ...entry("x"), detail: { text: "a\u0000b\ud800" } });
    expect((await listAudit(state.db, { limit: 1 }))[0]?.detail).toBe('{"text":"a\ufffdb\ufffd"}');
  });

  test.each([
    ["update audit_entry set actor = 'somebody else'"],
    ["delete from audit_entry"],
    ["truncate audit_entry"],
    ["delete from audit_entry where sequence = 99"],
    ["update audit_checkpoint set hash = ''"],
    ["delete from audit_checkpoint"],
    ["truncate audit_checkpoint"],
    ["set session_replication_role = replica; delete from audit_entry"],
  ])("the store refuses: %s", async (statement) => {
    await append(entry("one"));
    const parts = statement.split("; ");
    for (const part of parts.slice(0, -1)) await sql.raw(part).execute(state.db);
    await expect(sql.raw(parts.at(-1) as string).execute(state.db)).rejects.toThrow("only ever added to");
    expect(await listAudit(state.db, { limit: 5 })).toHaveLength(1);
  });

  test("are read by page and by kind, newest first", async () => {
    for (let at = 0; at < 6; at++) await append(entry(String(at), at % 2 === 0 ? "sign-in" : "sign-out"));
    const page = await listAudit(state.db, { kind: "sign-in", before: 5, limit: 2 });
    expect(page.map((each) => each.sequence)).toEqual([3, 1]);
    expect(await auditKinds(state.db)).toEqual(["sign-in", "sign-out"]);
  });
});

describe("the keeper", () => {
  const open = (with_ = key) => AuditKeeper.open({ db: state.db, clock, log, key: with_ });

  test("writes down its key once, signs what is new, and only that", async () => {
    const keeper = await open();
    await append(entry("one"), entry("two"));
    const signed = await keeper.checkpoint();
    expect(signed).toMatchObject({ number: 2, sequence: 3, publicKey: key.publicKey });
    expect(await keeper.checkpoint()).toEqual(signed);
    await keeper.close();
    const again = await open();
    expect((await again.status()).head?.sequence).toBe(3);
    expect(await verdict(again)).toMatchObject({ ok: true, entries: 3, checkpoints: 2 });
    await again.close();
    const other = await open(newAuditKey());
    expect((await other.status()).head?.sequence).toBe(4);
    await other.close();
  });

  test("does not sign what was rewritten below it, says so, and the copy shows where", async () => {
    const keeper = await open();
    await append(entry("one"), entry("two"));
    await sql`alter table audit_entry disable trigger user`.execute(state.db);
    await sql`update audit_entry set actor = 'nobody' where sequence = 2`.execute(state.db);
    await keeper.checkpoint();
    expect(keeper.fault).toBe("Entry 2 of the audit chain was changed after it was written.");
    expect((await lastCheckpoint(state.db))?.sequence).toBe(1);
    expect(await verdict(keeper)).toMatchObject({ ok: false, fault: "flipped", entry: 2 });
    await sql`update audit_entry set actor = 'center' where sequence = 2`.execute(state.db);
    await keeper.checkpoint();
    expect(keeper.fault).toBe("");
    await sql`delete from audit_entry where sequence = 3`.execute(state.db);
    await keeper.checkpoint();
    expect(keeper.fault).toContain("Entry 3");
    expect(await verdict(keeper)).toMatchObject({ ok: false, fault: "truncated", entry: 3 });
    await keeper.close();
  });

  test("knows when a checkpoint of its own is gone", async () => {
    const keeper = await open();
    await append(entry("one"));
    await keeper.checkpoint();
    await sql`alter table audit_checkpoint disable trigger user`.execute(state.db);
    await sql`delete from audit_checkpoint where number = 2`.execute(state.db);
    await keeper.checkpoint();
    expect(keeper.fault).toContain("Checkpoint 2");
    await keeper.close();
  });
});
