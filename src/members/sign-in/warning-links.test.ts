/** One-time links to one warning: once, for a while, from one place, for one person; every refusal is the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clock, Problem, systemClock } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { addPerson } from "../people.js";
import { checkSession } from "../sessions.js";
import { removePerson, resetPerson, updatePerson } from "./accounts.js";
import { accepted, codeOf, entriesOf } from "./testing.js";
import { createWarningLink, redeemWarningLink, warningLinkMs } from "./warning-links.js";
import { checkWarningSession, warningSessionMs } from "./warning-sessions.js";

let nowUs = 1_795_000_000_000_000;
const clock: Clock = { ...systemClock, nowUs: () => nowUs };
const home = { address: "198.51.100.7", userAgent: "Firefox/1" };
const elsewhere = { address: "203.0.113.9", userAgent: "Firefox/1" };
let state: State;
let ana: Person;
let released = true;

beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

beforeEach(async () => {
  for (const table of ["member", "warning_link", "sign_in_wait"] as const)
    await state.db.deleteFrom(table).execute();
  released = true;
  const member = accepted(
    await addMember(state.db, clock, { name: "Pier 7", sector: "terminal operator", networks: [] }),
  );
  ana = accepted(
    await addPerson(state.db, clock, {
      name: "Ana",
      role: "admin",
      memberId: member.id,
      email: "ana@pier7.example",
    }),
  );
  await state.db
    .insertInto("warning")
    .values({
      id: "w1",
      rule: "attack-server",
      key: "k",
      member_id: member.id,
      draft: JSON.stringify({}),
      urgency: "high",
      state: "open",
      close_reason: null,
      mark: null,
      created_us: nowUs,
      updated_us: nowUs,
    })
    .execute();
});
const link = async (): Promise<string> => {
  const input = { warningId: "w1", personId: ana.id, madeBy: "center" };
  return (await state.db.transaction().execute((tx) => createWarningLink(tx, clock, input))).token;
};
const redeem = (token: string, sender = home) =>
  redeemWarningLink(state.db, clock, token, sender, async () => released);
const lastReason = async (): Promise<unknown> => {
  const [last] = await listAudit(state.db, { kind: "warning-link-refuse", limit: 1 });
  return (JSON.parse(last?.detail ?? "{}") as { reason?: string }).reason;
};

describe("a link", () => {
  test("opens a session for its warning and person, which ends after an hour", async () => {
    const opened = accepted(await redeem(await link()));
    expect(await checkWarningSession(state.db, clock, opened.sessionToken)).toEqual({
      person: ana,
      warningId: "w1",
    });
    nowUs += warningSessionMs * 1000;
    expect(await checkWarningSession(state.db, clock, opened.sessionToken)).toBeNull();
  });

  test("and its session are no session of the console", async () => {
    const token = await link();
    expect(codeOf(await checkSession(state.db, clock, token))).toBe("members.session-refused");
    const { sessionToken } = accepted(await redeem(token));
    expect(codeOf(await checkSession(state.db, clock, sessionToken))).toBe("members.session-refused");
    expect(await checkWarningSession(state.db, clock, token)).toBeNull();
  });

  test("is kept as a hash alone", async () => {
    const token = await link();
    const opened = accepted(await redeem(token));
    const rows = JSON.stringify([
      await state.db.selectFrom("warning_link").selectAll().execute(),
      await state.db.selectFrom("warning_session").selectAll().execute(),
      await listAudit(state.db, { limit: 50 }),
    ]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(opened.sessionToken);
    expect(token.length).toBeGreaterThan(22);
  });

  test("works again for two minutes where it was used, for a page loaded twice, and then no more", async () => {
    const token = await link();
    accepted(await redeem(token));
    nowUs += 60e6;
    accepted(await redeem(token));
    nowUs += 61e6;
    expect(codeOf(await redeem(token))).toBe("members.warning-link-refused");
    expect(await lastReason()).toBe("used");
  });

  test("used before and opened from another address counts as stolen: nobody goes on with it", async () => {
    const token = await link();
    const opened = accepted(await redeem(token));
    expect(codeOf(await redeem(token, elsewhere))).toBe("members.warning-link-refused");
    expect(await lastReason()).toBe("used-elsewhere");
    expect(await checkWarningSession(state.db, clock, opened.sessionToken)).toBeNull();
  });

  test("of two redeemed at one moment from two places gets one in", async () => {
    const token = await link();
    const answers = await Promise.all([redeem(token), redeem(token, elsewhere)]);
    expect(answers.filter((answer) => !(answer instanceof Problem))).toHaveLength(1);
  });

  const changes: readonly (readonly [string, () => unknown])[] = [
    [
      "expired",
      () => {
        nowUs += warningLinkMs * 1000;
      },
    ],
    [
      "not-released",
      () => {
        released = false;
      },
    ],
    ["revoked", async () => accepted(await removePerson(state.db, clock, ana.id))],
    ["revoked", async () => accepted(await resetPerson(state.db, clock, ana.id))],
    ["revoked", async () => accepted(await updatePerson(state.db, clock, ana.id, { role: "viewer" }))],
    [
      "person-gone",
      () =>
        state.db
          .deleteFrom("member")
          .where("id", "=", ana.memberId ?? "")
          .execute(),
    ],
  ];
  test.each(changes)("is refused as %s, which the audit chain alone is told", async (reason, change) => {
    const token = await link();
    const wrong = await redeem("bww_never");
    await change();
    const entries = await entriesOf(state.db, async () => expect(await redeem(token)).toEqual(wrong));
    expect(entries).toHaveLength(1);
    expect(entries[0]?.[1]).toEqual({ reason, warningId: "w1" });
  });

  test("ends with its person's access: the session too", async () => {
    const opened = accepted(await redeem(await link()));
    accepted(await updatePerson(state.db, clock, ana.id, { role: "viewer" }));
    expect(await checkWarningSession(state.db, clock, opened.sessionToken)).toBeNull();
  });

  test("that is wrong, cut, empty or endless is refused and writes nothing", async () => {
    const token = await link();
    const entries = await entriesOf(state.db, async () => {
      for (const wrong of [
        token.slice(0, -1),
        `${token}x`,
        "",
        "\0",
        "x".repeat(1e6),
        "../w1",
        token.toUpperCase(),
      ])
        expect(codeOf(await redeem(wrong))).toBe("members.warning-link-refused");
    });
    expect(entries).toEqual([]);
  });
});

describe("wrong tokens from one address", () => {
  test("make the next ones wait, right ones too, and nobody elsewhere", async () => {
    const token = await link();
    for (let at = 0; at < 21; at++) await redeem(`bww_guess${at}`);
    expect(codeOf(await redeem(token))).toBe("members.warning-link-refused");
    const other = await link();
    accepted(await redeem(other, elsewhere));
    nowUs += 16 * 60e6;
    accepted(await redeem(token));
  });

  test("do not touch the waits of passwords", async () => {
    for (let at = 0; at < 30; at++) await redeem(`bww_guess${at}`);
    const rows = await state.db.selectFrom("sign_in_wait").selectAll().execute();
    expect(rows).toHaveLength(1);
  });
});
