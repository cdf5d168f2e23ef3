/**
 * The console in a real browser against the built product: sign in by the printed link, see Now, add a member,
 * load the sample port, meet a warning, answer it; on the way axe looks at every screen, dark and light, wide and
 * on a phone. Needs `dist/` (npm run build) and Chromium on the PATH; without either it is skipped by name.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whole } from "../whole.js";
import { built, cannotBrowse, findings, launch, missing } from "./browser.js";
import { signInByLink } from "./signing-in.js";

const root = resolve(import.meta.dirname, "../..");
const main = join(root, "dist/cli/main.js");
const web = join(root, "dist/web");
const firstLoadBytesMax = 300_000;

interface Ready {
  readonly address: string;
  readonly link: string;
  readonly auditKey: string;
}

/** Starts the product in an empty folder and answers when it says that it is ready. */
async function start(folder: string): Promise<{ process: ChildProcess; ready: Ready }> {
  const child = spawn(
    process.execPath,
    [main, "up", "--data", folder, "--port", "0", "--syslog-port", "0", "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines = createInterface({ input: child.stdout });
  const ready = await new Promise<Ready>((answer, refuse) => {
    child.once("exit", (code) => refuse(new Error(`breakwater up ended with ${code} before it was ready`)));
    lines.on("line", (line) => {
      const said = JSON.parse(line) as { type: string } & Ready;
      if (said.type === "ready") answer(said);
    });
  });
  return { process: child, ready };
}

const looks = [
  { name: "wide, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { name: "wide, dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  { name: "phone, light", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

describe("what a first visit loads", () => {
  test.skipIf(!built)("is less than 300 kB of JavaScript, gzipped (needs npm run build)", () => {
    const html = readFileSync(join(web, "index.html"), "utf8");
    const first = readdirSync(join(web, "assets")).filter((f) => f.endsWith(".js") && html.includes(f));
    const bytes = first.reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(web, "assets", file))).length,
      0,
    );
    expect(first.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(firstLoadBytesMax);
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
  });
});

describe.skipIf(cannotBrowse)(`the console in a browser (${missing})`, () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-console-"));
  let product: { process: ChildProcess; ready: Ready };
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];
  /** A screen's link in the rail. */
  const screen = (name: string) =>
    page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name });

  beforeAll(async () => {
    product = await start(folder);
    browser = await launch();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    const gone = new Promise((answer) => product?.process.once("exit", answer));
    product?.process.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });

  test("the printed link signs in, once, with a second factor set up", async () => {
    await signInByLink(page, product.ready.link);
    await page.waitForURL(`${product.ready.address}/`);
    expect(page.url()).not.toContain("#");
    const again = await (await browser.newContext()).newPage();
    await again.goto(product.ready.link);
    await again.getByText("This link does not work any more").waitFor();
    await again.getByText("breakwater person link").waitFor();
    expect(await findings(again)).toEqual([]);
    await again.context().close();
  });

  test("Now says in a sentence how things are, what is missing, and is live", async () => {
    await page.getByText("Nothing is connected yet").waitFor();
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    const steps = page.getByRole("region", { name: "First steps" }).locator("summary");
    expect(await steps.allTextContents()).toEqual([
      "Connect a source To do",
      "Load indicators To do",
      "Add a member To do",
      "Register what is yours To do",
      "Invite somebody To do",
    ]);
    await page.getByText("Live", { exact: true }).waitFor();
  });

  test("a member is added and has a token that is shown once", async () => {
    await screen("Members").click();
    await page.getByRole("button", { name: "Add a member" }).click();
    await page.getByLabel("Company").fill("Journey Terminals");
    await page.getByLabel("Networks").fill("198.18.77.0/24");
    await page.getByRole("button", { name: "Add this member" }).click();
    await page.getByRole("heading", { name: "Journey Terminals" }).waitFor();
    await page.getByRole("button", { name: "Profile, tokens and people of Journey Terminals" }).click();
    await page.getByLabel("What will use it").fill("sensor");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("It is not shown again").waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test("a wrong network is refused in words that name it", async () => {
    await page.getByRole("button", { name: "Add a member" }).click();
    await page.getByLabel("Company").fill("Nowhere");
    await page.getByLabel("Networks").fill("300.1.1.0/24");
    await page.getByRole("button", { name: "Add this member" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("300.1.1.0/24");
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  test("the sample port loads and its warning appears by itself", async () => {
    await screen("Now").click();
    await page.getByRole("button", { name: "Load the sample port" }).click();
    await page.getByRole("heading", { name: "The sample port is loaded" }).waitFor({ timeout: 180_000 });
    await page.locator("[data-warning]").first().waitFor({ timeout: 60_000 });
  });

  test("the warning opens at its own address, says what to do, explains itself, and takes an answer", async () => {
    await page.locator("[data-warning]").first().click();
    await page.waitForURL(/\/warnings\/[0-9a-f-]{36}/);
    await page.getByRole("heading", { name: "Do now" }).waitFor();
    await page.getByRole("button", { name: "Explain every step" }).click();
    await page.getByRole("heading", { name: /^The rule:/ }).waitFor();
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/reactions"));
    await page.getByRole("button", { name: "We are on it" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    expect((await answered).status()).toBe(200);
    await page.reload();
    await page.locator(".history").getByText("On it").first().waitFor();
  });

  test("the port shows its plan, the card of a crane, takes an answer to a new machine, and a work order", async () => {
    await page.getByRole("link", { name: "Port", exact: true }).click();
    await page.getByRole("link", { name: /^STS-1: / }).click();
    await page.waitForURL(/\/port\/cranes\/[0-9a-f-]{36}/);
    const card = page.getByRole("article", { name: "Crane" });
    await card.getByRole("heading", { name: "Crane STS-1" }).waitFor();
    await card
      .getByRole("region", { name: /^Machines/ })
      .getByText("sts1-plc")
      .first()
      .waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByText("Checked by:").isVisible()).toBe(true);
    expect(await page.getByRole("navigation", { name: "Screens" }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.goBack();

    const parts = page.getByRole("navigation", { name: "Parts of Port" });
    await parts.getByRole("link", { name: /^Machines/ }).click();
    const question = page.getByRole("listitem").filter({ hasText: "10.71.41.20" }).first();
    await question.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await question.getByLabel("Why, for those who come later").fill("ours since spring");
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/review"));
    await question.getByRole("button", { name: "Confirm" }).click();
    expect((await answered).status()).toBe(200);
    await page.getByRole("link", { name: /^Confirmed/ }).click();
    await page.getByText("ours since spring").waitFor();

    await parts.getByRole("link", { name: "Work" }).click();
    await page.getByRole("button", { name: "Add a work order" }).click();
    const form = page.getByRole("form", { name: "Add a work order" });
    await form.getByLabel("Number").fill("WO-7");
    await form.getByLabel("What is done").fill("New wire rope");
    await form.getByLabel("STS-1").check();
    await form.getByRole("button", { name: "Keep it" }).click();
    const order = page.getByRole("row", { name: /WO-7 New wire rope/ });
    await order.getByText("own people; STS-1").waitFor();
    await order.getByRole("button", { name: "End now" }).click();
    await order.getByText("Over", { exact: true }).waitFor();
  });

  test.each(looks.filter(({ name }) => whole || name === "wide, light" || name === "phone, dark"))(
    "axe finds nothing serious and nothing overflows: $name",
    async ({ viewport, colorScheme }) => {
      const warning = await page.evaluate(
        `fetch("/api/warnings").then((answer) => answer.json()).then((list) => list.rows[0].id)`,
      );
      const storageState = await context.storageState();
      // The page under test forbids foreign scripts, so axe comes in past its policy.
      const look = await browser.newContext({ viewport, colorScheme, storageState, bypassCSP: true });
      const view = await look.newPage();
      const crane = await page.evaluate(
        `fetch("/api/cranes").then((answer) => answer.json()).then((list) => list.rows[0].crane.id)`,
      );
      for (const path of [
        "/",
        "/port",
        `/port/cranes/${crane}`,
        "/port/questions?review=confirmed",
        "/warnings",
        `/warnings/${warning}`,
        "/look-up?values=198.51.100.9",
        "/members",
        "/assurance",
        "/assurance/1",
        "/settings",
      ]) {
        await view.goto(`${product.ready.address}${path}`);
        await view.getByRole("heading").first().waitFor();
        await view.waitForTimeout(1_000);
        expect(await findings(view)).toEqual([]);
        const overflow = await view.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect([path, overflow]).toEqual([path, 0]);
      }
      await look.close();
    },
  );

  test("the audit chain is shown, and a copy of it verifies with the printed key alone", async () => {
    await screen("Assurance").click();
    await page.getByRole("heading", { name: "Audit chain" }).waitFor();
    await page.getByLabel("Show only").selectOption("member-add");
    await page
      .getByRole("link", { name: /^member-add, entry/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /^Entry \d+: member-add$/ }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download a copy" }).click();
    const copy = join(folder, "copy.ndjson");
    await (await download).saveAs(copy);
    const { auditKey } = product.ready;
    const verified = spawnSync(process.execPath, [
      main,
      "audit",
      "verify",
      copy,
      "--key",
      auditKey,
      "--json",
    ]);
    expect(JSON.parse(verified.stdout.toString())).toMatchObject({ ok: true });
    writeFileSync(copy, readFileSync(copy, "utf8").replace('"kind":"member-add"', '"kind":"member-adm"'));
    const flipped = spawnSync(process.execPath, [main, "audit", "verify", copy, "--key", auditKey, "--json"]);
    expect(flipped.status).toBe(1);
    expect(JSON.parse(flipped.stdout.toString())).toMatchObject({ ok: false, fault: "flipped" });
  });

  test("keys and the palette go anywhere", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await page.waitForURL(`${product.ready.address}/warnings`);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("198[.]51[.]100[.]9");
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "What is known" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Go to Warnings").waitFor();
    await page.keyboard.press("Escape");
  });

  test("the sample port is removed without a trace", async () => {
    await page.goto(`${product.ready.address}/`);
    await page.getByRole("button", { name: "Remove the sample port" }).click();
    await page.getByRole("button", { name: "Load the sample port" }).waitFor({ timeout: 120_000 });
    expect(
      await page.evaluate(
        `fetch("/api/warnings?state=all").then((a) => a.json()).then((l) => l.rows.length)`,
      ),
    ).toBe(0);
  });

  test("nothing failed in the browser's console, and nothing was blocked by the policy", () => {
    expect(
      faults.filter((fault) => !fault.includes("401") && !fault.includes("422") && !fault.includes("409")),
    ).toEqual([]);
  });
});
