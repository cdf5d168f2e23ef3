/** The audit chain as operators read it: by whom and about what, by name where it is still here. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf } from "./actor.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
beforeAll(async () => {
  center = await openTestCenter();
}, 60_000);
afterAll(() => center.close());

test("tokens, members and people stand there by their names", async () => {
  const caller = await center.callerOf(center.operator);
  const member = await center.addMember("Pier Seven Terminal", []);
  const made = (await callAction(center, caller, "token-create", {
    memberId: member.id,
    name: "zeek",
    scopes: ["ingest", "report"],
  })) as { readonly record: { readonly id: string } };
  const { rows } = (await callAction(center, caller, "audit-list", { kind: "token-create" })) as {
    readonly rows: readonly object[];
  };
  expect(rows).toMatchObject([
    {
      actor: actorOf(caller),
      actorName: center.operator.name,
      subject: made.record.id,
      subjectName: "token zeek of Pier Seven Terminal",
    },
  ]);
});
