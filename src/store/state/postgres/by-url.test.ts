import { expect, test } from "vitest";
import { openLog, type Problem } from "../../../base/index.js";
import { openByUrl, refuseOld, urlForPeople } from "./by-url.js";

test("PostgreSQL 14 is refused by its version, 15 and later are not", () => {
  expect(refuseOld(140_012)).toMatchObject({
    code: "store.state-too-old",
    detail: expect.stringContaining("14.12"),
  });
  expect(refuseOld(150_000)).toBeNull();
  expect(refuseOld(180_004)).toBeNull();
});

test("a refusal names the host and never the password", async () => {
  expect(urlForPeople("postgres://ana:s3cret@db.example:5433/port?sslmode=require")).toBe(
    "db.example:5433/port",
  );
  expect(urlForPeople("s3cret")).not.toContain("s3cret");
  const answer = await openByUrl("postgres://ana:s3cret@127.0.0.1:1/port", openLog({ level: "silent" }));
  expect(answer).toMatchObject({ code: "store.state-unreachable" });
  expect(JSON.stringify((answer as Problem).toJSON())).not.toContain("s3cret");
});
