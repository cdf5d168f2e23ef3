/**
 * A port's operator keeps members, groups, the law and what is asked in return, and a member reads its side of each, in
 * a real browser against the built product. Then what goes wrong with people and members: each with a clear answer.
 * Needs `dist/` (npm run build) and Chromium on the PATH; without either it is skipped by name.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import {
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";
import { signInByLink } from "./signing-in.js";

describe.skipIf(cannotBrowse)(`members in a browser (${missing})`, () => {
  const folder = newFolder();
  let center: RunningCenter;
  let browser: Browser;
  let operator: Page;
  let ana: Page;
  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", folder]);

  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    return context.newPage();
  };
  const signIn = async (link: string, email: string): Promise<Page> => {
    const page = await newPage();
    await signInByLink(page, link, email);
    await page.waitForURL(`${center.address}/`);
    return page;
  };
  const inMember = (name: string) =>
    operator.getByRole("button", { name: `Profile, tokens and people of ${name}` });
  /** Serious findings of axe, and by how much the page is too wide, on a screen and on a phone. */
  const look = async (page: Page): Promise<void> => {
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(viewport);
      expect(await findings(page)).toEqual([]);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect([viewport.width, overflow]).toEqual([viewport.width, 0]);
    }
  };

  beforeAll(async () => {
    center = await startCenter(folder);
    const add = (name: string, ...more: readonly string[]) =>
      command("member", "add", name, "--sector", "trucking", ...more);
    add("Pier Seven Terminal", "--provider", "Night Watch, Inc.");
    add("Tall Trucking");
    const { link } = command<{ link: string }>(
      ...["person", "add", "Ana Ruiz", "--role", "admin", "--member", "Tall Trucking"],
    );
    browser = await launch();
    operator = await signIn(center.link, "operator@port.example");
    ana = await signIn(link, "ana@tall.example");
    await operator.goto(`${center.address}/members`);
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    removeFolder(folder);
  });

  test("an operator gives a member two providers by the keyboard, one of them as it is known already", async () => {
    await inMember("Tall Trucking").click();
    await operator.getByRole("button", { name: "Change the record of Tall Trucking" }).click();
    const form = operator.getByRole("form", { name: "Change Tall Trucking" });
    const field = form.getByLabel("Security providers");
    expect(await form.locator("datalist option").count()).toBe(1);
    await field.fill("NIGHT  watch");
    await field.press("Enter");
    await field.fill("Harbor IT");
    await field.press("Enter");
    await field.fill("harbor it, LLC");
    await field.press("Enter");
    const chips = form.getByRole("list", { name: "Its providers" }).getByRole("listitem");
    expect(await chips.count()).toBe(2);
    await look(operator);
    await form.getByLabel("Time zone").selectOption("America/Los_Angeles");
    await form.getByRole("button", { name: "Save" }).click();
    await operator.getByText("Tall Trucking is changed").waitFor();
    await operator.getByText("trucking, served by Night Watch, Inc., Harbor IT").waitFor();
  });

  test("an operator makes a group with a purpose, fills it, and lowers its ceiling", async () => {
    await operator.getByRole("button", { name: "Make a group" }).click();
    const fresh = operator.getByRole("form", { name: "A new group" });
    await fresh.getByLabel("Name of the group").fill("Gate four");
    await fresh.getByLabel("What it is for").fill("Tells who drives through gate four");
    await fresh.getByRole("button", { name: "Make this group" }).click();
    const joining = operator.getByLabel("Member to add to Gate four");
    const inGroup = operator.getByRole("list", { name: "In Gate four" });
    for (const label of ["Tall Trucking", "Pier Seven Terminal"]) {
      await joining.selectOption({ label });
      await operator.getByRole("button", { name: "Add to Gate four" }).click();
      await inGroup.getByText(label).waitFor();
    }
    await operator.getByRole("button", { name: "Change Gate four" }).click();
    const change = operator.getByRole("form", { name: "Change Gate four" });
    await change.getByLabel("Receives up to").selectOption("TLP:GREEN");
    await change.getByRole("button", { name: "Save" }).click();
    await operator.getByRole("region", { name: "Groups" }).getByText("TLP:GREEN").waitFor();
  });

  test("a member reads its group's purpose and ceiling, and nobody in it who is not listed", async () => {
    await ana.goto(`${center.address}/sharing`);
    await ana.getByText("Tells who drives through gate four").waitFor();
    const card = ana.getByRole("region", { name: "Who sees what of you" });
    await card.getByText("TLP:GREEN").waitFor();
    await card.getByText("Nobody else in it is listed").waitFor();
    expect(await ana.locator("main").textContent()).not.toContain("Pier Seven");
  });

  test("a member's admin sets language and time zone, and reads who sees for it", async () => {
    const part = ana.getByRole("region", { name: "Language and time zone" });
    await part.getByText("America/Los_Angeles, now").waitFor();
    await part.getByText("Night Watch, Inc., Harbor IT").waitFor();
    await part.getByRole("button", { name: "Change language and time zone" }).click();
    await part.getByLabel("Language", { exact: true }).selectOption({ label: "Spanish" });
    await part.getByLabel("Time zone", { exact: true }).selectOption("America/Denver");
    await part.getByRole("button", { name: "Save" }).click();
    await part.getByText("Spanish; America/Denver, now").waitFor();
  });

  test("an operator switches sharing in return on, and the member reads what is asked of it", async () => {
    expect(await ana.getByRole("heading", { name: "What the center asks of you" }).count()).toBe(0);
    await operator.getByRole("button", { name: "Change what members must share" }).click();
    const form = operator.getByRole("form", { name: "Sharing in order to receive" });
    await form.getByLabel("Members must share to receive what is not urgent").click();
    await form.getByLabel("Answers").click();
    await form.getByLabel("Kinds that are asked for").fill("2");
    await form.getByLabel("Days of grace at first").fill("10");
    await look(operator);
    await form.getByRole("button", { name: "Save" }).click();
    await operator.getByText("2 of 4 kinds").waitFor();
    const table = operator.getByRole("region", { name: "Sharing in order to receive" });
    await table.getByRole("row", { name: /Tall Trucking.*In its grace/ }).waitFor();
    await ana.reload();
    const own = ana.getByRole("region", { name: "What the center asks of you" });
    await own.getByText("You have time until").waitFor();
    await own.getByText("Critical and high warnings, and all that is about you, always reach you.").waitFor();
    expect(await own.getByRole("listitem").count()).toBe(4);
    // Thirty days before an end that is in ten: the reminder is due at once, and stands where one comes first.
    await ana.goto(`${center.address}/`);
    await ana.getByRole("link", { name: "What would count" }).click();
    await own.waitFor();
    expect(await own.textContent()).not.toContain("Pier Seven");
  });

  test("an operator writes the law with its days, and the member reads the one that holds", async () => {
    await operator.goto(`${center.address}/settings`);
    await operator.getByText("None on record holds today").waitFor();
    const law = operator.getByRole("region", { name: "Legal basis of sharing" });
    const add = async (name: string, first: string, last: string) => {
      await law.getByRole("button", { name: "Add one" }).click();
      await law.getByLabel("Law or agreement").fill(name);
      await law.getByLabel("First day").fill(first);
      await law.getByLabel("Last day, if known").fill(last);
      await law.getByRole("button", { name: "Add it" }).click();
      await law.getByRole("row", { name: new RegExp(name) }).waitFor();
    };
    await add("The old act", "2015-12-18", "2025-09-30");
    await add("The act renewed", "2025-11-12", "");
    await law.getByRole("row", { name: /The old act.*30 Sept 2025.*over/ }).waitFor();
    await law.getByRole("row", { name: /The act renewed.*no end known.*holds/ }).waitFor();
    await law.getByRole("button", { name: "Set its end of The act renewed" }).click();
    await law.getByLabel("Last day it holds").fill("2099-01-30");
    await look(operator);
    await law.getByRole("button", { name: "Save" }).click();
    await law.getByText("30 Jan 2099").waitFor();
    await ana.goto(`${center.address}/sharing`);
    const today = ana.getByRole("region", { name: "Legal basis" });
    await today.getByText("The act renewed").waitFor();
    await today.getByText("since 12 Nov 2025, to 30 Jan 2099").waitFor();
    expect(await today.textContent()).not.toContain("The old act");
    await look(ana);
  });

  test("an invitation works once; a person of one member is not taken into another, and nothing tells whose it is", async () => {
    await ana.goto(`${center.address}/people`);
    await look(ana);
    const invite = async (page: Page, name: string, email: string) => {
      await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Make an invitation" }).click();
    };
    await invite(ana, "Leo Park", "leo@tall.example");
    await ana.getByText("is not shown again").waitFor();
    const link = (await ana.getByRole("region", { name: "Invitation link" }).textContent()) ?? "";
    const leo = await newPage();
    await leo.goto(link);
    await leo.getByRole("button", { name: "Accept the invitation" }).click();
    await leo.getByRole("heading", { name: "Set up how you sign in" }).waitFor();
    const thief = await newPage();
    await thief.goto(link);
    await thief.getByRole("heading", { name: "This invitation does not work" }).waitFor();
    await thief.getByText("Ask whoever sent it for a new one").waitFor();
    expect(await thief.locator("main").textContent()).not.toMatch(/Leo|Tall/);
    expect(await findings(thief)).toEqual([]);

    await operator.goto(`${center.address}/members`);
    await inMember("Pier Seven Terminal").click();
    await invite(operator, "Leo Park", "leo@tall.example");
    const refusal = operator.getByRole("alert").filter({ hasText: "This e-mail address can't be used" });
    await refusal.waitFor();
    expect(await refusal.textContent()).not.toMatch(/Tall/);
  });

  test("a member with an open warning is removed only by who says that it ends with it", async () => {
    command("member", "add", "Short Haul", "--sector", "trucking", "--network", "203.0.113.0/28");
    const feed = join(folder, "feed.txt");
    writeFileSync(feed, "198.51.100.77\n");
    command("intel", "import", feed, "--confidence", "95");
    const { token } = command<{ token: string }>(
      "token",
      "add",
      "--member",
      "Short Haul",
      "--name",
      "sensor",
    );
    const flow = { event_type: "flow", src_ip: "203.0.113.5", src_port: 40000, dest_ip: "198.51.100.77" };
    const record = { timestamp: new Date().toISOString(), ...flow, dest_port: 443, proto: "TCP" };
    const log = join(folder, "eve.json");
    writeFileSync(log, `${JSON.stringify({ ...record, flow: { pkts_toserver: 9, pkts_toclient: 9 } })}\n`);
    const sent = breakwater(["send", "--to", center.address, "--token", token, log]);
    expect([sent.code, sent.stderr]).toEqual([0, expect.any(String)]);
    await operator.goto(`${center.address}/warnings`);
    await operator.getByText("Short Haul").first().waitFor();

    await operator.goto(`${center.address}/members`);
    await inMember("Short Haul").click();
    await operator.getByRole("button", { name: "Remove Short Haul" }).click();
    const dialog = operator.getByRole("dialog", { name: "Remove Short Haul?" });
    await dialog.getByText("This can't be undone").waitFor();
    expect(await dialog.getByRole("button", { name: "Remove it" }).isDisabled()).toBe(true);
    // The dialog comes in by degrees, and half of it has half its contrast.
    await expect.poll(() => findings(operator)).toEqual([]);
    await dialog.getByLabel("Its open warning ends with it").check();
    await dialog.getByRole("button", { name: "Remove it" }).click();
    await operator.getByText("Short Haul was removed").waitFor();
    await operator.getByRole("heading", { name: "Short Haul", exact: true }).waitFor({ state: "hidden" });
  });
});
