/** Who is called through to a handler: what tells of the whole port is for people of no member. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { centerRoles, type Role } from "../model/index.js";
import { actions } from "./actions/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let memberId: string;

beforeAll(async () => {
  center = await openTestCenter();
  memberId = (await center.addMember("Blue Anchor Lines", ["203.0.113.0/24"])).id;
}, 60_000);
afterAll(() => center.close());

const caller = (role: Role, of: string | null) => ({
  person: { id: "00000000-0000-4000-8000-000000000001", name: "Aude", role, memberId: of },
  sessionHash: "session",
});
const allowedFor = (role: Role) => (action: (typeof actions)[number]) =>
  (action.roles as readonly Role[]).includes(role);
const forCenterOnly = actions.filter(
  ({ roles }) => roles !== "public" && roles.every((role) => centerRoles.some((own) => own === role)),
);

describe("the center's own roles, held by somebody of a member", () => {
  test.each(
    centerRoles.flatMap((role) =>
      forCenterOnly.filter(allowedFor(role)).map(({ id }) => [role, id] as const),
    ),
  )("%s is refused %s", async (role, id) => {
    expect(await callAction(center, caller(role, memberId), id, {})).toMatchObject({
      code: "api.not-allowed",
    });
  });

  test("the port's totals and health are among what is refused, and are the center's auditor's", async () => {
    expect(forCenterOnly.map(({ id }) => id)).toEqual(expect.arrayContaining(["totals-read", "source-list"]));
    for (const id of ["totals-read", "source-list"])
      expect(await callAction(center, caller("auditor", null), id, {})).not.toMatchObject({
        code: "api.not-allowed",
      });
  });
});

test("totals are told however much members' edges have counted", async () => {
  const { db } = center.state;
  await sql`
    insert into sighting (id, member_id, type, value, window_start_us, direction, count, first_us, last_us, inside_addresses,
      confidence, sources, labels, tlps, allowed_by, evidence, mark, told_us, updated_us)
    select 'much-' || n, ${memberId}, 'domain', 'h' || n || '.example', 0, 'outbound', 9007199254740991, 0, 0, '{}',
      50, '{}', '{}', '{}', null, '[]', null, 0, 0
    from generate_series(1, 3) n`.execute(db);
  const counting = Object.create(center, {
    events: { value: { count: () => Promise.resolve(0) } },
  }) as TestCenter;
  const totals = await callAction(counting, caller("operator", null), "totals-read", {});
  expect(totals).toMatchObject({ sightings: 3, sighted: Number.MAX_SAFE_INTEGER });
});
