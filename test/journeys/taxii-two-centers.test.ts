/**
 * Two centers, one reading the other by TAXII: what the first one's sources say is met at the second, and what they
 * take back is met no longer; a program of the second's, and then the second itself, give to the first, which makes
 * reports of it. The reader is killed while it reads. Then both directions on the screen *Exchange*.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import {
  askCenter,
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";
import { signInByLink } from "./signing-in.js";

const folder = newFolder();
const [giving, reading] = [join(folder, "giving"), join(folder, "reading")];
const feed = join(folder, "feed.txt");
const config = join(folder, "reading.yaml");
const count = 6000;
const value = (n: number) => `198.51.${n >> 8}.${n & 255}`;
let giver: RunningCenter;
let reader: RunningCenter;
let token = "";

function run(...args: readonly string[]): string {
  const { code, stdout, stderr } = breakwater(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await sleep(300);
  }
  throw new Error(`never came: ${what}`);
}

const verdict = async (address: string): Promise<string | undefined> => {
  const body = { text: address };
  const { rows } = await askCenter<{ rows: readonly { verdict: string }[] }>(
    reading,
    "POST",
    "/lookup",
    body,
  );
  return rows[0]?.verdict;
};
const reported = async (): Promise<string> => JSON.stringify(await askCenter(giving, "GET", "/reports"));
/** Reads or gives now; a try that fails is made again. */
const now = (what: "pull" | "give"): Promise<unknown> =>
  askCenter(reading, "POST", `/taxii/others/${what}`, { name: "port-a" }).catch(() => null);

beforeAll(async () => {
  mkdirSync(giving);
  mkdirSync(reading);
  giver = await startCenter(giving);
  run("member", "add", "Beta Port", "--sector", "port authority", "--tlp", "TLP:GREEN", "--data", giving);
  token = run(
    "token",
    "add",
    "--member",
    "Beta Port",
    "--name",
    "center",
    "--scope",
    "read",
    "--scope",
    "report",
    "--data",
    giving,
  ).trim();
  const secret = join(folder, "secret");
  writeFileSync(secret, token);
  writeFileSync(
    config,
    `share:
  taxii:
    servers:
      - name: port-a
        collection: ${giver.address}/taxii2/port/collections/indicators/
        secretFile: ${secret}
        near: true
        tlp: TLP:AMBER
        give:
          collection: ${giver.address}/taxii2/port/collections/inbox/
`,
  );
  writeFileSync(feed, Array.from({ length: count }, (_, n) => `${value(n)}\n`).join(""));
  run("intel", "import", feed, "--name", "list", "--tlp", "TLP:GREEN", "--data", giving);
  reader = await startCenter(reading, ["--config", config]);
});
afterAll(async () => {
  await giver?.kill("SIGTERM");
  await reader?.kill("SIGTERM");
  removeFolder(folder);
});

describe("two centers, one reading the other by TAXII", () => {
  test("everything arrives, whenever the reader is killed", async () => {
    for (let kills = 0; kills < 2; kills++) {
      await sleep(300 + kills * 700);
      await reader.kill("SIGKILL");
      reader = await startCenter(reading, ["--config", config]);
    }
    breakwater(["taxii", "pull", "port-a", "--data", reading]);
    await until("the last value", async () => {
      await now("pull");
      return (await verdict(value(count - 1))) !== "not known";
    });
    const listed = breakwaterJson<{ others: readonly { objects: number }[] }>([
      "taxii",
      "others",
      "--data",
      reading,
    ]);
    expect(listed.others[0]?.objects).toBe(count);
    for (const n of [0, 1234, count - 1]) expect(await verdict(value(n))).not.toBe("not known");
  });

  test("what is taken back at the first is taken back at the second", async () => {
    writeFileSync(feed, Array.from({ length: count - 1 }, (_, n) => `${value(n)}\n`).join(""));
    run("intel", "import", feed, "--name", "list", "--tlp", "TLP:GREEN", "--replace", "--data", giving);
    await until("the withdrawal", async () => {
      await now("pull");
      return (await verdict(value(count - 1))) === "not known";
    });
    const asked = ["intel", "lookup", value(count - 2), "--data", reading];
    const { rows } = breakwaterJson<{ rows: readonly { verdict: string }[] }>(asked);
    expect(rows[0]?.verdict).not.toBe("not known");
  });

  test("what a program gives becomes a report, known as its member's to the center", async () => {
    const object = {
      type: "indicator",
      spec_version: "2.1",
      id: "indicator--00000001-0000-4000-8000-000000000000",
      created: "2026-01-01T00:00:00.000Z",
      modified: "2026-01-01T00:00:00.000Z",
      name: "Loader",
      pattern: "[domain-name:value = 'bad.example']",
      pattern_type: "stix",
      valid_from: "2026-01-01T00:00:00Z",
    };
    const answer = await fetch(`${giver.address}/taxii2/port/collections/inbox/objects/`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/taxii+json;version=2.1",
        "content-type": "application/taxii+json;version=2.1",
      },
      body: JSON.stringify({ objects: [object] }),
    });
    expect(answer.status).toBe(202);
    await until("the report", async () => (await reported()).includes("Loader"));
    expect(run("report", "list", "--data", giving)).toContain("Loader");
  });

  test("what the second's own sources say becomes a report at the first, and nothing that came from there", async () => {
    const own = join(folder, "own.txt");
    const say = (...values: readonly string[]) => {
      writeFileSync(own, values.map((each) => `${each}\n`).join(""));
      run("intel", "import", own, "--name", "own", "--tlp", "TLP:CLEAR", "--replace", "--data", reading);
    };
    say("192.0.2.77", "192.0.2.78");
    breakwater(["taxii", "give", "port-a", "--data", reading]);
    await until("what is given", async () => {
      await now("give");
      return (await reported()).includes("192.0.2.78");
    });
    expect(await reported()).not.toContain("198.51.");
    const { others, givings } = breakwaterJson<{
      others: readonly { failures: number }[];
      givings: readonly { objects: number; refused: number; failures: number }[];
    }>(["taxii", "others", "--data", reading]);
    expect([others[0]?.failures, givings[0]]).toMatchObject([0, { objects: 2, refused: 0, failures: 0 }]);
    say("192.0.2.77");
    await until("the withdrawal", async () => {
      await now("give");
      const { rows } = JSON.parse(await reported()) as { rows: readonly { state: string }[] };
      const standing = JSON.stringify(rows.filter(({ state }) => state !== "withdrawn"));
      return !standing.includes("192.0.2.78") && standing.includes("192.0.2.77");
    });
  });
});

describe.skipIf(cannotBrowse)(`exchange in a browser (${missing})`, () => {
  let browser: Browser;
  let operator: Page;
  const signIn = async (center: RunningCenter, link: string, email: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    await signInByLink(page, link, email);
    await page.waitForURL(`${center.address}/`);
    return page;
  };
  /** Nothing for axe to find, and nothing wider than the page, on a screen and on a phone. */
  const look = async (page: Page): Promise<void> => {
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(viewport);
      expect(await findings(page, true)).toEqual([]);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect([viewport.width, overflow]).toEqual([viewport.width, 0]);
    }
  };

  beforeAll(async () => {
    browser = await launch();
    // The link of the first start is used up by none; a center that was killed since says a new one.
    operator = await signIn(reader, reader.link, "operator@port-b.example");
  });
  afterAll(() => browser?.close());

  test("an operator reads how both directions go, and reads and gives now", async () => {
    await operator.getByRole("link", { name: "Exchange" }).click();
    const others = operator.getByRole("region", { name: "Other servers" });
    const read = others.getByRole("list", { name: "Read" }).getByRole("listitem");
    const given = others.getByRole("list", { name: "Given to" }).getByRole("listitem");
    await read.getByText("indicators so far").waitFor();
    await given.getByText("objects so far").waitFor();
    for (const [row, label] of [
      [read, "Read now port-a"],
      [given, "Give now port-a"],
    ] as const) {
      await row.getByRole("button", { name: label }).click();
      await row.getByText("just now").waitFor();
      await row.getByText("Well", { exact: true }).waitFor();
    }
    await look(operator);
    await operator.getByRole("link", { name: "Open Peers" }).click();
    await operator.getByRole("heading", { name: "Peers" }).waitFor();
  });

  test("the giving side lists who reads, and what is wrong is said with what to do", async () => {
    const page = await signIn(giver, giver.link, "operator@port-a.example");
    await page.goto(`${giver.address}/exchange`);
    const ours = page.getByRole("region", { name: "What this center gives" });
    const program = ours.getByRole("row").filter({ hasText: "Beta Port" });
    await program.getByText("read and give").waitFor();
    expect(await program.getByText("never").count()).toBe(0);
    await look(page);
    await giver.kill("SIGTERM");
    await operator.goto(`${reader.address}/exchange`);
    const others = operator.getByRole("region", { name: "Other servers" });
    await others.getByRole("button", { name: "Read now port-a" }).click();
    await others.getByText("The last try failed. It is tried again by itself").first().waitFor();
    await look(operator);
  });

  test("a member's admin reads where its programs connect, and makes a token for one", async () => {
    run("member", "add", "Tall Trucking", "--sector", "trucking", "--tlp", "TLP:GREEN", "--data", reading);
    const { link } = breakwaterJson<{ link: string }>([
      ...["person", "add", "Ana", "--role", "admin", "--member", "Tall Trucking", "--data", reading],
    ]);
    const page = await signIn(reader, link, "ana@tall.example");
    await page.goto(`${reader.address}/sharing`);
    const card = page.getByRole("region", { name: "Connect your programs" });
    await card.getByText("up to TLP:GREEN").waitFor();
    await card.getByText(`${reader.address}/taxii2/`).first().waitFor();
    await card.getByLabel("What will use it").fill("our SIEM");
    await card.getByRole("button", { name: "Make a token" }).click();
    const lines = await card.getByRole("region", { name: "Lines that use this token" }).textContent();
    await look(page);
    const secret = /any:(\S+)/.exec(lines ?? "")?.[1] ?? "";
    const answer = await fetch(`${reader.address}/taxii2/port/collections/indicators/objects/?limit=1`, {
      headers: { authorization: `Bearer ${secret}`, accept: "application/taxii+json;version=2.1" },
    });
    expect(answer.status).toBe(200);
  });
});
