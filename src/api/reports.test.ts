import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { addPerson, writeConsents } from "../members/index.js";
import type { Person } from "../model/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let analyst: Person;
let reader: Person;

beforeAll(async () => {
  center = await openTestCenter();
  const line = await center.addMember("Blue Anchor Lines", ["203.0.113.0/24"]);
  const rail = await center.addMember("Rail Ramp West", ["198.51.100.0/24"]);
  const person = async (role: string, memberId: string) =>
    (await addPerson(center.state.db, center.clock, { name: "P", role, memberId })) as Person;
  analyst = await person("analyst", line.id);
  reader = await person("viewer", rail.id);
}, 60_000);
afterAll(() => center.close());

const call = (person: Person, id: string, input: object) =>
  callAction(center, { person, sessionHash: "s" }, id, input);
const draft = {
  title: "A mail asked for a password",
  text: "It came to edi@blue-anchor-lines.example from 203.0.113.9, by way of 192.0.2.9",
  observables: [{ type: "ipv4", value: "192.0.2.9" }],
};

describe("reporting over the API", () => {
  test("a preview shows each kind of reader what it would get, and keeps nothing", async () => {
    const answer = (await call(analyst, "report-preview", draft)) as {
      readers: readonly { to: string; form: { text: string; from: string | null } | null; why: string }[];
    };
    const { readers } = answer;
    expect(readers.map(({ to, form }) => [to, form?.text ?? null])).toEqual([
      ["The center's operators", draft.text],
      [
        "Members that may receive up to TLP:AMBER+STRICT or TLP:AMBER",
        "It came to […] from […] by way of 192.0.2.9",
      ],
      ["Members that may receive up to TLP:GREEN or TLP:CLEAR", null],
      ["Everybody else, and files", null],
    ]);
    const green = (await call(analyst, "report-preview", { ...draft, tlp: "TLP:CLEAR" })) as typeof answer;
    expect(green.readers.map(({ to }) => to)).toEqual([
      "The center's operators",
      "All other members",
      "Everybody else, and files",
    ]);
    expect(await call(analyst, "report-list", {})).toEqual({ rows: [], next: null });
  });

  test("what is sent is the sender's at once; another company learns nothing before its time", async () => {
    const sent = (await call(analyst, "report-send", draft)) as { id: string };
    expect(sent).toMatchObject({ title: draft.title, text: draft.text, tlp: "TLP:AMBER", from: null });
    expect(await call(analyst, "report-releases", { id: sent.id })).toEqual({ rows: [] });
    expect(await call(reader, "report-list", {})).toEqual({ rows: [], next: null });
    for (const [id, input] of [
      ["report-read", { id: sent.id }],
      ["report-releases", { id: sent.id }],
    ] as const)
      expect(await call(reader, id, input)).toMatchObject({ code: "share.report-unknown" });
  });

  test("to be named to members or groups takes the company's consent, and the answer names what lacks", async () => {
    const { state, clock, operator } = center;
    const line = analyst.memberId as string;
    const made = async (name: string) =>
      (await call(operator, "group-add", { name, memberIds: [line] })) as { id: string };
    const [one, two] = [await made("Berth one"), await made("Berth two")];
    const agree = async (consents: readonly { to: string; groupId: string | null }[]) =>
      expect(await writeConsents(state.db, clock, line, consents)).not.toBeInstanceOf(Problem);
    const toAll = { ...draft, attribution: "members" };
    const toBoth = { ...draft, attribution: "groups", groupIds: [one.id, two.id] };
    const answers = async (input: object) => {
      const both = [await call(analyst, "report-preview", input), await call(analyst, "report-send", input)];
      return both.map((answer) => (answer instanceof Problem ? `${answer.code}: ${answer.detail}` : "taken"));
    };
    const lacks = (detail: string) => Array(2).fill(`share.consent-missing: ${detail}`);
    const group = (at: number) =>
      `groupIds.${at}: \`groups\` needs the consent to this group's members, or to all.`;
    expect(await answers(toAll)).toEqual(lacks("attribution: `members` needs the consent to all members."));
    expect(await answers(toBoth)).toEqual(lacks(group(0)));
    await agree([{ to: "group", groupId: one.id }]);
    expect(await answers(toBoth)).toEqual(lacks(group(1)));
    expect(await answers({ ...toBoth, groupIds: [one.id] })).toEqual(["taken", "taken"]);
    await agree([one, two].map(({ id }) => ({ to: "group", groupId: id })));
    expect(await answers(toBoth)).toEqual(["taken", "taken"]);
    expect(await answers(toAll)).toEqual(lacks("attribution: `members` needs the consent to all members."));
    await agree([{ to: "members", groupId: null }]);
    for (const input of [toAll, toBoth]) expect(await answers(input)).toEqual(["taken", "taken"]);
    for (const attribution of ["nobody", "center"])
      expect(await answers({ ...draft, attribution })).toEqual(["taken", "taken"]);
  });

  test.each([
    [{ obsevables: [] }, 'The request has no field "obsevables"'],
    [{ observables: [{ type: "ipv4", value: "192.0.2.9", kind: "x" }] }, 'observables.0 has no field "kind"'],
    [{ TLP: "TLP:RED" }, 'The request has no field "TLP"'],
    [{ evidence: [{ name: "a", content: "YQ==", type: "b" }] }, 'evidence.0 has no field "type"'],
  ])("a field that nobody knows is named with its place: %o", async (change, detail) => {
    expect(await call(analyst, "report-send", { ...draft, ...change })).toMatchObject({
      code: "api.input-invalid",
      detail,
    });
  });

  test("withdrawing is the sender's alone", async () => {
    const { rows } = (await call(analyst, "report-list", {})) as { rows: readonly { id: string }[] };
    const id = rows[0]?.id as string;
    expect(await call({ ...reader, role: "admin" }, "report-withdraw", { id })).toMatchObject({
      code: "share.report-unknown",
    });
    expect(await call(analyst, "report-withdraw", { id })).toMatchObject({ state: "withdrawn" });
  });

  test("a viewer, and the center's own people, send none", async () => {
    expect(await call(reader, "report-send", draft)).toMatchObject({ code: "api.not-allowed" });
    const operator: Person = { id: "o", name: "O", role: "operator", memberId: null };
    expect(await call(operator, "report-send", draft)).toMatchObject({ code: "api.not-allowed" });
    expect(await call({ ...analyst, memberId: null }, "report-send", draft)).toMatchObject({
      code: "share.report-role",
    });
  });
});
