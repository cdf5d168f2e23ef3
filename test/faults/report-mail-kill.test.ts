/**
 * The center is killed the moment it has said 250 to a mail, again and again: each mail is there afterwards, once,
 * although its sender sends it again.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, describe, expect, test } from "vitest";
import { startFakeDns } from "../fake-dns.js";
import { askCenter, newFolder, type RunningCenter, removeFolder, startCenter } from "../journeys/center.js";
import { times } from "../whole.js";

const folder = newFolder();
const config = join(folder, "config.yaml");
const rounds = times(2, 4);
const mailsAtOnce = 3;

afterAll(() => removeFolder(folder));

const send = (center: RunningCenter, subject: string) =>
  createTransport({ host: "127.0.0.1", port: center.mailPort ?? 0, ignoreTLS: true }).sendMail({
    from: "ana@pier7.example",
    to: "report@center.example",
    subject,
    messageId: `<${subject}@pier7.example>`,
    date: new Date(1_795_000_000_000),
    text: "x".repeat(50_000),
  });

describe("a center that is killed after it took a mail", () => {
  test(`has each of ${rounds * mailsAtOnce} mails once`, async () => {
    // It knows no name: what can't be proven is held.
    const dns = await startFakeDns({});
    writeFileSync(
      config,
      `reports:\n  mail:\n    port: 0\n    addresses: [report@center.example]\n    dns: ["${dns.address}"]\n`,
    );
    const args = ["--config", config];
    let center = await startCenter(folder, args);
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const subjects = Array.from({ length: mailsAtOnce }, (_, at) => `mail-${round}-${at}`);
      const sending = subjects.map((subject) => send(center, subject).then(() => acknowledged.push(subject)));
      await Promise.any(sending);
      await center.kill("SIGKILL");
      await Promise.allSettled(sending);
      center = await startCenter(folder, args);
      for (const subject of subjects) {
        await send(center, subject);
        if (!acknowledged.includes(subject)) acknowledged.push(subject);
      }
    }
    const held = async () =>
      (await askCenter<{ rows: readonly { subject: string }[] }>(folder, "GET", "/reports/held")).rows
        .map(({ subject }) => subject)
        .sort();
    await expect.poll(held, { timeout: 120_000, interval: 1_000 }).toEqual([...acknowledged].sort());
    await center.kill("SIGTERM");
    expect(center.process.exitCode).toBe(0);
    dns.close();
  });
});
