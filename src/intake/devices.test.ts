import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { devices } from "./devices/index.js";
import { formats } from "./formats/index.js";
import { readEnvelope } from "./syslog/read-envelope.js";
import { testReceivedUs } from "./testing.js";

/** Every line of every golden case of the devices and of syslog. */
const lines = ["devices", "formats"].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith(".cases.txt") && (folder === "devices" || file === "syslog.cases.txt"))
    .flatMap((file) => readFileSync(join(import.meta.dirname, folder, file), "utf8").split("\n")),
);

test("no message is claimed by two devices, so their order means nothing", () => {
  let claimed = 0;
  for (const line of lines) {
    const envelope = readEnvelope(line, testReceivedUs);
    const text = envelope?.message ?? line;
    const claims = devices.filter((one) => one.claims(text, envelope?.program ?? "")).map(({ id }) => id);
    expect(claims.length, `${claims.join(", ")}: ${line}`).toBeLessThanOrEqual(1);
    claimed += claims.length;
  }
  expect(claimed).toBeGreaterThan(100);
});

test("every device is a format of the same id", () => {
  for (const { id, title } of devices) expect(formats.find((one) => one.id === id)?.title).toBe(title);
});

test("a device's line means the same bare and in an envelope", () => {
  const bare = lines.filter(
    (line) => devices.some((one) => one.claims(line, "")) && readEnvelope(line, 0) === null,
  );
  expect(bare.length).toBeGreaterThan(40);
  const syslog = formats.find(({ id }) => id === "syslog");
  const origin = { fileName: "", receivedUs: testReceivedUs };
  for (const line of bare) {
    const alone = syslog?.read(line, origin, null);
    const enveloped = syslog?.read(`<134>Nov 21 10:00:00 fw ${line}`, origin, null);
    if (alone === undefined || enveloped === undefined || "code" in alone || "code" in enveloped) {
      expect(enveloped).toEqual(alone);
      continue;
    }
    expect({ ...enveloped, timeUs: 0, native: 0 }).toEqual({ ...alone, timeUs: 0, native: 0 });
  }
});
