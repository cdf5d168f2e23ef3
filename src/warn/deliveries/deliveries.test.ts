/** From a release to letters: what is queued, to whom, once, and what becomes of it; the gate is asked at each letter. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestCenter, type TestCenter } from "../../api/testing.js";
import { type Clock, Problem, systemClock } from "../../base/index.js";
import {
  addPerson,
  listContacts,
  removePerson,
  updateMember,
  writeContacts,
  writeMailWish,
} from "../../members/index.js";
import type { Member, Person, Role, Tlp } from "../../model/index.js";
import { readReceipts } from "../../share/index.js";
import { closeWarning } from "../answering.js";
import { applyOutcome } from "../applying.js";
import type { Letter } from "../channels/channel.js";
import { testBatch, testHit } from "../testing.js";
import { setMailOn } from "./channels-on.js";
import { claimLetters, reclaimCutOff } from "./claiming.js";
import { attemptsMax, backoffUs, hourUs, lettersPerHour } from "./delivery.js";
import { queueReleased } from "./queueing.js";
import { listDeliveries, readDeliveryFigures } from "./reading.js";
import { settleLetter } from "./settling.js";

let nowUs = 1_795_000_000_000_000;
const clock: Clock = { ...systemClock, nowUs: () => nowUs };
const base = "https://center.example";
let center: TestCenter;
let member: Member;

beforeAll(async () => {
  center = await openTestCenter({ clock });
  await setMailOn(center.state.db, clock, true);
}, 60_000);
afterAll(() => center.close());

/** A community of one member, and nothing that happened yet. */
beforeEach(async () => {
  const { db } = center.state;
  for (const table of ["sighting", "member"] as const)
    await db
      .deleteFrom(table)
      .where(table === "member" ? "id" : "member_id", "in", (eb) =>
        eb.selectFrom("member as m").select("m.id").where("m.name", "in", ["Pier 7 Terminal", "Blue Anchor"]),
      )
      .execute();
  member = await center.addMember("Pier 7 Terminal", ["192.0.2.0/28"]);
});

const given = <T>(thing: T | Problem): T => {
  if (thing instanceof Problem) throw new Error(`${thing.code}: ${thing.detail}`);
  return thing;
};
const personOf = async (
  email: string,
  role: Role = "analyst",
  memberId: string | null = member.id,
): Promise<Person> =>
  given(await addPerson(center.state.db, clock, { name: email.split("@")[0] ?? "", role, memberId, email }));
const wish = async (person: Person): Promise<Person> => {
  given(await writeMailWish(center.state.db, clock, person.id, true));
  return person;
};
const contacts = (...mails: readonly (readonly [mail: string, onCall: boolean])[]) =>
  writeContacts(
    center.state.db,
    clock,
    member.id,
    mails.map(([mail, onCall]) => ({
      name: "Desk",
      title: "",
      mail,
      phone: "+1 310 555 0100",
      onCall,
      note: "",
    })),
  );
let batch = 0;
/** A hit of the member on a listed address; the warning's id. */
async function warn(
  change: {
    readonly to?: string;
    readonly tlps?: readonly Tlp[];
    readonly mark?: string;
    readonly of?: string;
  } = {},
): Promise<string> {
  const to = change.to ?? "203.0.113.66";
  const listed = { type: "ipv4", value: to } as const;
  const hit = testHit({
    timeUs: nowUs - 60e6,
    from: "192.0.2.7",
    to,
    listed,
    change: { tlps: [...(change.tlps ?? ["TLP:CLEAR"])] },
  });
  const outcome = testBatch(`b${batch++}`, change.of ?? member.id, [hit], { mark: change.mark ?? null });
  const applied = await applyOutcome(center.state, clock, {}, outcome);
  return applied.warningIds[0] ?? "";
}
const claim = () => claimLetters(center.state.db, clock, base);
const taken = (letter: Letter) => settleLetter(center.state.db, clock, letter.id, { taken: true });
/** Claims and hands over everything that is due; whom to. */
async function sendAll(): Promise<readonly Letter[]> {
  const sent: Letter[] = [];
  for (let letters = await claim(); letters.length > 0; letters = await claim()) {
    for (const letter of letters) await taken(letter);
    sent.push(...letters);
  }
  return sent;
}
const states = async (id: string) =>
  (await given(await listDeliveries(center.state, center.operator, id))).map(
    ({ address, change, state }) => `${change} to ${address}: ${state}`,
  );

describe("whom", () => {
  test("contacts on call first, then other contacts, then people who asked; each address once", async () => {
    await wish(await personOf("ana@pier7.example"));
    await personOf("quiet@pier7.example");
    await wish(await personOf("bo@pier7.example"));
    await contacts(["office@pier7.example", false], ["BO@Pier7.example", true], ["night@msp.example", true]);
    expect(await listContacts(center.state.db, member.id)).toHaveLength(3);
    await warn();
    const letters = await sendAll();
    expect(letters.map(({ to }) => to)).toEqual([
      "bo@pier7.example",
      "night@msp.example",
      "office@pier7.example",
      "ana@pier7.example",
    ]);
    const links = letters.map(({ notice }) => notice.link.replace(/bww_.*/, "bww_…"));
    const personal = `${base}/w/bww_…`;
    expect(links[0]).toBe(personal);
    expect(links[3]).toBe(personal);
    expect(links[1]).toMatch(/^https:\/\/center\.example\/warnings\/[0-9a-f-]+$/);
  });

  test("the admins where nobody else would be", async () => {
    await personOf("ada@pier7.example", "admin");
    await personOf("ana@pier7.example");
    await warn();
    expect((await sendAll()).map(({ to }) => to)).toEqual(["ada@pier7.example"]);
  });

  test("a contact that is another member's person is written to as a contact: no link that signs in", async () => {
    const other = await center.addMember("Blue Anchor", ["198.51.100.0/28"]);
    await personOf("eve@anchor.example", "analyst", other.id);
    await contacts(["eve@anchor.example", true]);
    await warn();
    const [letter] = await sendAll();
    expect(letter?.notice).toMatchObject({ isPersonal: false });
  });

  test("nobody of another member, whatever that one wished for", async () => {
    const other = await center.addMember("Blue Anchor", ["198.51.100.0/28"]);
    await wish(await personOf("eve@anchor.example", "analyst", other.id));
    await wish(await personOf("ana@pier7.example"));
    await warn();
    expect((await sendAll()).map(({ to }) => to)).toEqual(["ana@pier7.example"]);
  });
});

describe("what", () => {
  beforeEach(async () => {
    await wish(await personOf("ana@pier7.example"));
  });

  test("a warning once, whatever its counts do", async () => {
    const id = await warn();
    await sendAll();
    nowUs += 10e6;
    expect(await warn()).toBe(id);
    await warn();
    expect(await sendAll()).toEqual([]);
    expect(await states(id)).toEqual(["new to ana@pier7.example: sent"]);
  });

  test("that it is more urgent, once, under the first mail", async () => {
    const id = await warn();
    const [first] = await sendAll();
    const { db } = center.state;
    const escalate = async (urgency: string) => {
      await db.updateTable("warning").set({ urgency }).where("id", "=", id).execute();
      const receipts = await readReceipts(db, "warning", [id]);
      await db.transaction().execute((tx) => queueReleased(tx, clock, receipts));
    };
    await escalate("critical");
    await escalate("critical");
    await escalate("low");
    const letters = await sendAll();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.notice).toMatchObject({ change: "escalated", first: first?.id });
  });

  test("that it was closed, to those who were told, but for who closed it", async () => {
    const bo = await wish(await personOf("bo@pier7.example"));
    const id = await warn();
    await sendAll();
    given(await closeWarning(center.state, clock, bo, id, "false alarm"));
    const letters = await sendAll();
    expect(letters.map(({ to }) => to)).toEqual(["ana@pier7.example"]);
    expect(letters[0]?.notice).toMatchObject({ change: "closed", warning: { closeReason: "false alarm" } });
  });

  test("nothing where it was closed before anybody was told", async () => {
    const id = await warn();
    given(await closeWarning(center.state, clock, center.operator, id, "duplicate"));
    expect(await sendAll()).toEqual([]);
    expect(await states(id)).toEqual(["new to ana@pier7.example: dropped"]);
  });

  test("nothing of the sample port, and nothing where no mail is sent", async () => {
    await warn({ mark: "demo" });
    await setMailOn(center.state.db, clock, false);
    await warn({ to: "203.0.113.67" });
    await setMailOn(center.state.db, clock, true);
    expect(await sendAll()).toEqual([]);
  });

  test("nothing that the gate did not release, and nothing it would not release any more", async () => {
    const { db } = center.state;
    given(await updateMember(db, clock, member.id, { tlpCeiling: "TLP:GREEN" }));
    const held = await warn();
    expect(await states(held)).toEqual([]);
    given(await updateMember(db, clock, member.id, { tlpCeiling: "TLP:AMBER" }));
    const id = await warn({ to: "203.0.113.67" });
    given(await updateMember(db, clock, member.id, { tlpCeiling: "TLP:GREEN" }));
    expect(await sendAll()).toEqual([]);
    const [row] = given(await listDeliveries(center.state, center.operator, id));
    expect(row).toMatchObject({ state: "dropped", problem: "The gate keeps it back: tlp-ceiling." });
  });

  test("above TLP:AMBER the link alone", async () => {
    given(await updateMember(center.state.db, clock, member.id, { tlpCeiling: "TLP:RED" }));
    await warn({ tlps: ["TLP:AMBER+STRICT"] });
    const [letter] = await sendAll();
    expect(letter?.notice).toMatchObject({
      warning: { tlp: "TLP:AMBER+STRICT", sentence: "", evidence: [], doNow: [] },
    });
    expect(JSON.stringify(letter)).not.toMatch(/203\.0\.113|192\.0\.2/);
  });

  test("with a receipt toward each recipient by the channel mail, once", async () => {
    await contacts(["night@msp.example", true]);
    const id = await warn();
    const letters = await claim();
    nowUs += backoffUs(1);
    expect(await claim()).toHaveLength(letters.length);
    const receipts = (await readReceipts(center.state.db, "warning", [id])).filter(
      ({ channel }) => channel === "mail",
    );
    expect(receipts.map(({ recipientKind, released }) => [recipientKind, released])).toEqual([
      ["member", true],
      ["person", true],
    ]);
  });

  test("a receipt by mail does not make the next look at the warning tell of a change", async () => {
    given(await updateMember(center.state.db, clock, member.id, { tlpCeiling: "TLP:RED" }));
    await contacts(["night@msp.example", true]);
    const id = await warn({ tlps: ["TLP:AMBER+STRICT"] });
    await sendAll();
    const before = await readReceipts(center.state.db, "warning", [id]);
    await warn({ tlps: ["TLP:AMBER+STRICT"] });
    const after = await readReceipts(center.state.db, "warning", [id]);
    expect(after.filter(({ channel }) => channel === "mail")).toEqual(
      before.filter(({ channel }) => channel === "mail"),
    );
    expect(await sendAll()).toEqual([]);
  });
});

describe("trying", () => {
  beforeEach(async () => {
    await wish(await personOf("ana@pier7.example"));
  });

  test("what was taken up and never settled (a kill) comes again, under the same id", async () => {
    await warn();
    const [one] = await claim();
    expect(await claim()).toEqual([]);
    await reclaimCutOff(center.state.db, clock);
    const [two] = await claim();
    expect(await claim()).toEqual([]);
    nowUs += backoffUs(2);
    expect((await claim())[0]?.id).toBe(one?.id);
    expect(two?.id).toBe(one?.id);
    expect(two?.notice.link).not.toBe(one?.notice.link);
  });

  test("waits longer each time and gives up in the end, which operators see", async () => {
    const id = await warn();
    let tries = 0;
    for (let at = 0; at < attemptsMax + 5; at++) {
      for (const letter of await claim()) {
        tries++;
        await settleLetter(center.state.db, clock, letter.id, {
          taken: false,
          isFinal: false,
          problem: "421 busy",
        });
      }
      nowUs += backoffUs(at + 1);
    }
    expect(tries).toBe(attemptsMax);
    const [row] = given(await listDeliveries(center.state, center.operator, id));
    expect(row).toMatchObject({ state: "given-up", attempts: attemptsMax, problem: "421 busy" });
    expect(await readDeliveryFigures(center.state.db, nowUs)).toMatchObject({ waiting: 0, givenUp: 1 });
  });

  test("is not tried again where the recipient is refused for good", async () => {
    const id = await warn();
    const [letter] = await claim();
    const handed = { taken: false, isFinal: true, problem: "550 unknown" } as const;
    await settleLetter(center.state.db, clock, letter?.id ?? "", handed);
    nowUs += hourUs;
    expect(await claim()).toEqual([]);
    expect(await states(id)).toEqual(["new to ana@pier7.example: given-up"]);
  });

  test("writes to nobody who left or who asked for no more in the meantime", async () => {
    const bo = await wish(await personOf("bo@pier7.example"));
    const cy = await wish(await personOf("cy@pier7.example"));
    await warn();
    given(await writeMailWish(center.state.db, clock, bo.id, false));
    given(await removePerson(center.state.db, clock, cy.id));
    expect((await sendAll()).map(({ to }) => to)).toEqual(["ana@pier7.example"]);
  });

  test("a flood of warnings is no flood of mail: the rest is told in one", async () => {
    for (let at = 0; at < lettersPerHour + 15; at++) await warn({ to: `203.0.113.${100 + at}` });
    const letters = await sendAll();
    expect(letters.filter(({ notice }) => notice.kind === "warning")).toHaveLength(lettersPerHour);
    expect(letters.filter(({ notice }) => notice.kind === "more")).toHaveLength(1);
    expect((await readDeliveryFigures(center.state.db, nowUs)).waiting).toBe(0);
    await warn({ to: "203.0.113.9" });
    expect(await sendAll()).toEqual([]);
    nowUs += hourUs + 1e6;
    expect(await sendAll()).toHaveLength(1);
  });
});

test("operators alone see deliveries", async () => {
  const ana = await wish(await personOf("ana@pier7.example"));
  const other = await center.addMember("Blue Anchor", ["198.51.100.0/28"]);
  const eve = await personOf("eve@anchor.example", "admin", other.id);
  const id = await warn();
  expect(given(await listDeliveries(center.state, center.operator, id))).toHaveLength(1);
  expect(await listDeliveries(center.state, eve, id)).toBeInstanceOf(Problem);
  expect(ana.memberId).toBe(member.id);
});
