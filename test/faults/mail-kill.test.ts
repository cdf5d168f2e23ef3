/**
 * A center that is killed while it hands mails over: in the end every warning has been written about, and one that came
 * twice came under one Message-ID. The worst moment is hit on purpose: the mail server has taken the mail, and the
 * center dies before it is told.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askCenter,
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";
import { type MailServer, openMailServer } from "../mail-server.js";
import { times } from "../whole.js";

const folder = newFolder();
const data = join(folder, "data");
const warnings = 12;
const kills = times(2, 3);
let mails: MailServer;

beforeAll(async () => {
  mails = await openMailServer();
});
afterAll(async () => {
  await mails.close();
  removeFolder(folder);
});

function writeFiles(): void {
  const addresses = Array.from({ length: warnings }, (_, at) => `203.0.113.${100 + at}`);
  writeFileSync(join(folder, "feed.txt"), `${addresses.join("\n")}\n`);
  const lines = addresses.map((to, at) =>
    JSON.stringify({
      _path: "conn",
      ts: 1_795_000_000 + at,
      uid: `C${at}`,
      "id.orig_h": "192.0.2.17",
      "id.orig_p": 40_000 + at,
      "id.resp_h": to,
      "id.resp_p": 443,
      proto: "tcp",
    }),
  );
  writeFileSync(join(folder, "conn.log"), `${lines.join("\n")}\n`);
  const mail = `mail:\n  host: 127.0.0.1\n  port: ${mails.port}\n  tls: "off"\n  from: center@port.example\n`;
  writeFileSync(join(folder, "mail.yaml"), mail);
}

const start = (): Promise<RunningCenter> => startCenter(data, ["--config", join(folder, "mail.yaml")]);

interface Deliveries {
  readonly rows: readonly { readonly state: string; readonly attempts: number }[];
}

describe("a center that is killed while it hands mails over", () => {
  test(`has written about everything after ${kills} kills, twice under one id only`, async () => {
    writeFiles();
    let center = await start();
    breakwaterJson(["intel", "import", join(folder, "feed.txt"), "--confidence", "90", "--data", data]);
    const member = ["member", "add", "Pier 7", "--sector", "terminal operator", "--network", "192.0.2.0/24"];
    breakwaterJson([...member, "--data", data]);
    const contact = ["member", "contact", "add", "Pier 7", "Night desk", "--mail", "night@pier7.example"];
    breakwaterJson([...contact, "--data", data]);
    const made = ["token", "add", "--member", "Pier 7", "--name", "t", "--data", data];
    const { token } = breakwaterJson<{ token: string }>(made);

    let killed = 0;
    let life = { center: Promise.resolve(center), isOver: false };
    mails.onMail = async () => {
      const mine = life;
      const running = await mine.center;
      if (killed >= kills || mine.isOver) return;
      mine.isOver = true;
      killed++;
      // Taken, and never acknowledged.
      await running.kill("SIGKILL");
    };
    expect(
      breakwater(["send", "--to", center.address, "--token", token, join(folder, "conn.log")]).code,
    ).toBe(0);
    for (let round = 1; round <= kills; round++) {
      await expect.poll(() => life.isOver && center.process.signalCode, { timeout: 60_000 }).toBe("SIGKILL");
      life = { center: start(), isOver: false };
      center = await life.center;
    }
    const ids = () => new Set(mails.mails.map(({ messageId }) => messageId));
    const linked = () =>
      new Set(mails.mails.flatMap(({ text }) => text?.match(/\/warnings\/[0-9a-f-]+/g) ?? []));
    await expect.poll(() => linked().size, { timeout: 120_000, interval: 500 }).toBe(warnings);
    expect(ids().size).toBe(warnings);
    // Otherwise the worst moment was never met.
    expect(mails.mails.length).toBeGreaterThan(warnings);
    const { rows } = breakwaterJson<{ rows: readonly { readonly id: string }[] }>([
      "warning",
      "list",
      "--data",
      data,
    ]);
    expect(rows).toHaveLength(warnings);
    for (const { id } of rows)
      await expect
        .poll(async () => (await askCenter<Deliveries>(data, "GET", `/warnings/${id}/deliveries`)).rows, {
          timeout: 60_000,
          interval: 1_000,
        })
        .toMatchObject([{ state: "sent" }]);
    await center.kill("SIGTERM");
  });
});
