import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, type Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { addPerson } from "../people.js";
import { resetPerson } from "./accounts.js";
import { confirmSession } from "./confirm.js";
import { signInByPassword } from "./password-sign-in.js";
import { isSealed, secretBox } from "./secret-box.js";
import { openSecretBox, sealStored, secretKeyPath } from "./secret-key.js";
import { unknownSender } from "./sender.js";
import { accepted, appCode, codeOf, entriesOf, goodPassword, sessionOf, withPassword } from "./testing.js";

const folder = mkdtempSync(join(tmpdir(), "bw-sign-in-key-"));
const clock = fixedClock(1_700_000_000e6);
const box = secretBox(new Uint8Array(32).fill(1));
const other = secretBox(new Uint8Array(32).fill(2));
let state: State;
let memberId: string;

beforeAll(async () => {
  state = await openTestState();
  memberId = accepted(
    await addMember(state.db, clock, { name: "Blue Anchor Lines", sector: "shipping line", networks: [] }),
  ).id;
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await state.close();
});

let people = 0;
async function withApp() {
  const email = `p${people++}@anchor.example`;
  const person: Person = accepted(
    await addPerson(state.db, clock, { name: `Person ${email}`, role: "analyst", memberId }),
  );
  const made = await withPassword(state.db, clock, await sessionOf(state.db, clock, person), email, box);
  clock.advanceMs(60_000);
  return { ...made, email, person };
}
const stored = async (personId: string) =>
  (await state.db.selectFrom("totp").select("secret").where("person_id", "=", personId).executeTakeFirst())
    ?.secret ?? "";
const signIn = (email: string, code: string, password = goodPassword, by = box) =>
  signInByPassword(state.db, clock, by, { email, password, code }, unknownSender);

describe("a sealed secret", () => {
  test("is opened by its key for its person, and by nothing else", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (secret, person, another) => {
        const sealed = box.seal(secret, person);
        expect(box.open(sealed, person)).toBe(secret);
        expect(other.open(sealed, person)).toBeNull();
        if (another !== person) expect(box.open(sealed, another)).toBeNull();
        expect(box.seal(secret, person)).not.toBe(sealed);
      }),
    );
  });

  test("that was changed anywhere is not opened, and nothing throws", () => {
    const sealed = box.seal("JBSWY3DPEHPK3PXP", "person");
    const bytes = Buffer.from(sealed.split(".")[2] as string, "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect(box.open(`v1.${box.keyName}.${changed.toString("base64url")}`, "person")).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => box.open(text, "person") === null));
    fc.assert(fc.property(fc.string(), (text) => box.open(`v1.${box.keyName}.${text}`, "person") === null));
  });
});

describe("the key", () => {
  test("is made once, for its owner alone", async () => {
    const made = accepted(await openSecretBox(folder));
    const path = secretKeyPath(folder);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    expect(accepted(await openSecretBox(folder)).open(made.seal("x", "p"), "p")).toBe("x");
    expect(accepted(await openSecretBox("unused", path)).keyName).toBe(made.keyName);
  });

  test("that is none, and a named one that is not there, are refused and left as they are", async () => {
    const path = join(folder, "named.key");
    expect(await openSecretBox(folder, path)).toMatchObject({ code: "members.sign-in-key-unusable" });
    writeFileSync(path, "not a key");
    const refusal = await openSecretBox(folder, path);
    expect(refusal).toMatchObject({ code: "members.sign-in-key-unusable" });
    expect((refusal as Problem).hint).toContain("person reset");
    expect(readFileSync(path, "utf8")).toBe("not a key");
  });
});

describe("the store", () => {
  test("holds no secret as it is, not even during the set-up", async () => {
    const { secret, person } = await withApp();
    expect(isSealed(await stored(person.id))).toBe(true);
    const tables = [
      await state.db.selectFrom("totp").selectAll().execute(),
      await state.db.selectFrom("sign_in_step").selectAll().execute(),
    ];
    expect(JSON.stringify(tables)).not.toContain(secret);
  });

  test("of an older version is sealed at start, once, with an entry, and goes on working", async () => {
    const { secret, person, email } = await withApp();
    await state.db.updateTable("totp").set({ secret }).where("person_id", "=", person.id).execute();
    const entries = await entriesOf(state.db, () => sealStored(state.db, clock, box));
    expect(entries).toEqual([
      ["sign-in-secrets-seal by center about sign-in.key", { key: box.keyName, secrets: 1 }],
    ]);
    expect(box.open(await stored(person.id), person.id)).toBe(secret);
    expect(await entriesOf(state.db, () => sealStored(state.db, clock, box))).toEqual([]);
    expect(codeOf(await signIn(email, appCode(clock, secret)))).toBe("accepted");
  });

  test("a row moved to another account gives nobody's codes", async () => {
    const [mine, theirs] = [await withApp(), await withApp()];
    const moved = { secret: await stored(mine.person.id), last_step: 0 };
    await state.db.updateTable("totp").set(moved).where("person_id", "=", theirs.person.id).execute();
    expect(codeOf(await signIn(theirs.email, appCode(clock, mine.secret)))).toBe("members.code-unreadable");
  });
});

describe("under another key", () => {
  test("who knows the password is told what to do, and nobody else is told anything", async () => {
    const { secret, email, person, recoveryCodes } = await withApp();
    expect(await sealStored(state.db, clock, other)).toBeGreaterThan(0);
    const code = appCode(clock, secret);
    const refusal = await signIn(email, code, goodPassword, other);
    expect(refusal).toMatchObject({ code: "members.code-unreadable" });
    expect((refusal as Problem).hint).toContain("recovery code");
    const wrong = await signIn(email, code, "some other long password", other);
    const nobody = await signIn("nobody@anchor.example", code, goodPassword, other);
    expect(JSON.stringify(wrong)).toBe(JSON.stringify(nobody));
    expect(codeOf(wrong)).toBe("members.sign-in-refused");
    const session = await sessionOf(state.db, clock, person);
    expect(codeOf(await confirmSession(state.db, clock, other, session, code, unknownSender))).toBe(
      "members.code-unreadable",
    );
    expect(codeOf(await signIn(email, recoveryCodes[0] as string, goodPassword, other))).toBe("accepted");
  });

  test("a reset lets the person begin again", async () => {
    const { email, person } = await withApp();
    accepted(await resetPerson(state.db, clock, person.id));
    const session = await sessionOf(state.db, clock, person);
    const { secret } = await withPassword(state.db, clock, session, email, other);
    clock.advanceMs(60_000);
    expect(codeOf(await signIn(email, appCode(clock, secret), goodPassword, other))).toBe("accepted");
  });
});
