/**
 * A member reports something, sees who would read what, sends it and sees what left; another member reads it without
 * learning whose it is; it is withdrawn. In a real browser against the built product. Needs `dist/` (npm run build)
 * and Chromium on the PATH; without either it is skipped by name.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import { breakwaterJson, newFolder, type RunningCenter, removeFolder, startCenter } from "./center.js";
import { signInByLink } from "./signing-in.js";

const mail = Buffer.from(
  "Received: from mx.bad.example by mx.pier7.example\r\nMessage-ID: <1@bad.example>\r\n" +
    "From: Desk <desk@bad.example>\r\nSubject: Lane\r\n\r\nSign in at hxxps://lane-portal[.]example/in\r\n",
);
/** Pictures to look at, where a folder for them is given. */
const shoot = async (page: Page, name: string): Promise<void> => {
  const shots = process.env["BREAKWATER_SHOTS"];
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
};

describe.skipIf(cannotBrowse)(`reports in a browser (${missing})`, () => {
  const folder = newFolder();
  let center: RunningCenter;
  let browser: Browser;
  let ours: Page;
  let theirs: Page;
  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", folder]);

  const personOf = async (name: string, member: string): Promise<Page> => {
    const { link } = command<{ link: string }>(
      "person",
      "add",
      name,
      "--role",
      "analyst",
      "--member",
      member,
    );
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForURL(`${center.address}/`);
    await page.goto(`${center.address}/reports`);
    return page;
  };
  /** The bytes that a link saves. */
  const saved = async (page: Page, name: string): Promise<Buffer> => {
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    return readFileSync(await (await coming).path());
  };

  beforeAll(async () => {
    center = await startCenter(folder);
    for (const name of ["Pier Seven Terminal", "Blue Anchor Lines"])
      command("member", "add", name, "--sector", "terminal operator");
    command("member", "exposure", "add", "Pier Seven Terminal", "vessel", "Night Runner");
    command(
      "member",
      "group",
      "add",
      "Crane operators",
      "--member",
      "Pier Seven Terminal",
      "--member",
      "Blue Anchor Lines",
    );
    browser = await launch();
    ours = await personOf("Ana", "Pier Seven Terminal");
    theirs = await personOf("Bo", "Blue Anchor Lines");
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    removeFolder(folder);
  });

  test("what was pasted is looked through, and shown as each kind of reader would get it", async () => {
    await ours.getByRole("button", { name: "Report something" }).click();
    await ours.getByLabel("In one line").fill("A mail asked our dispatcher for the portal's password");
    await ours
      .getByLabel("What you saw")
      .fill(
        "To Pier Seven Terminal, about the Night Runner.\nThe link went to hxxps://login-portal[.]example/a",
      );
    await ours.getByLabel("It is urgent").check();
    await ours.getByRole("button", { name: "See who would read what" }).click();
    await ours.getByText("https://login-portal.example/a").first().waitFor();
    const readers = ours.getByRole("region", { name: "Who would read what" });
    expect(await readers.textContent()).toContain("To […] about the […]");
    expect(await readers.textContent()).toContain("get nothing");
    expect(await findings(ours)).toEqual([]);
  });

  test("it is sent, and its sender sees what left, in words", async () => {
    await ours.getByRole("button", { name: "Send", exact: true }).click();
    await ours.getByRole("button", { name: "Report something" }).waitFor();
    await ours
      .getByRole("list", { name: "Reports" })
      .getByText("A mail asked our dispatcher")
      .first()
      .click();
    await ours.getByText("2 to 4 other members").waitFor();
    await ours.getByText(/first between \d\d:00 and \d\d:00 on /).waitFor();
    // It has an address, which opens it again; a wrong one says so.
    await ours.waitForURL(/\/reports\/[0-9a-f-]{36}$/);
    await ours.reload();
    await ours.getByText("2 to 4 other members").waitFor();
    const nowhere = await ours.context().newPage();
    await nowhere.goto(`${center.address}/reports/00000000-0000-4000-8000-000000000000`);
    await nowhere.getByRole("link", { name: "All reports" }).click();
    await nowhere.waitForURL(`${center.address}/reports`);
    await nowhere.close();
    await ours
      .getByText(/about the Night Runner/)
      .first()
      .waitFor();
  });

  test("another member reads it without learning whose it is", async () => {
    await theirs.reload();
    await theirs
      .getByRole("list", { name: "Reports" })
      .getByText("A mail asked our dispatcher")
      .first()
      .click();
    await theirs.getByText("https://login-portal.example/a").first().waitFor();
    const page =
      (await theirs.content()) +
      JSON.stringify(await theirs.evaluate(`fetch("/api/reports").then((answer) => answer.text())`));
    expect(page).not.toMatch(/pier seven|night runner|Ana\b/i);
    expect(await theirs.getByRole("button", { name: /Withdraw/ }).count()).toBe(0);
    expect(await findings(theirs)).toEqual([]);
  });

  test("withdrawn, it says only that", async () => {
    await ours.getByRole("button", { name: "Withdraw …" }).click();
    await ours.getByRole("button", { name: "Withdraw it" }).click();
    await ours.getByText("Withdrawn. Whoever got it is told so.").waitFor();
    await theirs.reload();
    await theirs.getByText("Withdrawn by its sender").waitFor();
    expect(await theirs.content()).not.toContain("login-portal");
  });

  test("a mail and a screenshot go along: what is in the mail is found, the picture is kept", async () => {
    await ours.getByRole("button", { name: "Report something" }).click();
    await ours.getByLabel("In one line").fill("A mail about a lane");
    await ours.getByLabel("Files to attach").setInputFiles([
      { name: "lane.eml", mimeType: "message/rfc822", buffer: mail },
      { name: "screen.png", mimeType: "image/png", buffer: await ours.screenshot() },
    ]);
    await ours.getByText("kept as evidence, not read").waitFor();
    await ours.getByLabel("It is urgent").check();
    await ours.getByText("More choices").click();
    await ours.getByLabel("Crane operators").check();
    expect(await findings(ours)).toEqual([]);
    await ours.getByRole("button", { name: "See who would read what" }).click();
    await ours.getByText("https://lane-portal.example/in").first().waitFor();
    expect(await ours.getByText("in lane.eml").count()).toBeGreaterThan(0);
    const readers = ours.getByRole("region", { name: "Who would read what" });
    expect(await readers.textContent()).toMatch(
      /Your 2 files go to the center's operators as they are.*No other member gets them.*Members of Crane operators/,
    );
    expect(await findings(ours)).toEqual([]);
    await shoot(ours, "report-with-files");
    await ours.getByRole("button", { name: "Send", exact: true }).click();
    await ours.getByText("A mail about a lane").first().click();
    await shoot(ours, "report-own");
    expect(await saved(ours, "Save lane.eml")).toEqual(mail);
  });

  test("the center's operator saves it, and its sender is told", async () => {
    const { link } = command<{ link: string }>("person", "add", "Olga", "--role", "operator");
    const page = await (
      await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
    ).newPage();
    await signInByLink(page, link);
    await page.waitForURL(`${center.address}/`);
    await page.goto(`${center.address}/reports`);
    await page.getByText("A mail about a lane").first().click();
    expect(await saved(page, "Save lane.eml")).toEqual(mail);
    await shoot(page, "report-operator");
    expect(await findings(page)).toEqual([]);
    await ours.getByText("the center's operators", { exact: true }).waitFor();
  });

  test("another member that reads the report is not told that there are files", async () => {
    await theirs.getByText("A mail about a lane").first().click();
    await theirs.getByText("https://lane-portal.example/in").first().waitFor();
    const told = await theirs.evaluate(`fetch("/api/reports").then((answer) => answer.text())`);
    expect((await theirs.content()) + String(told)).not.toMatch(/lane\.eml|screen\.png|1 file|2 files|Save /);
    const evidence = await ours.evaluate(
      `fetch("/api/reports").then((answer) => answer.json()).then(({ rows }) => rows.flatMap(({ evidence }) => evidence))`,
    );
    const ids = (evidence as readonly { readonly id: string }[]).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    for (const id of ids)
      expect(await theirs.evaluate(`fetch("/api/evidence/${id}").then(({ status }) => status)`)).toBe(404);
  });

  test("what was acknowledged is there with its files after a kill", async () => {
    const sent = await ours.evaluate(
      `fetch("/api/reports", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({
        title: "Just before the kill", evidence: [{ name: "kept.bin", content: "${Buffer.alloc(300_000, "kept").toString("base64")}" }],
      }) }).then((answer) => answer.json())`,
    );
    await center.kill("SIGKILL");
    center = await startCenter(folder);
    const { id } = (sent as { readonly evidence: readonly { readonly id: string }[] }).evidence[0] as {
      readonly id: string;
    };
    await ours.goto(`${center.address}/reports`);
    await ours.getByText("Just before the kill").first().click();
    expect((await saved(ours, "Save kept.bin")).equals(Buffer.alloc(300_000, "kept"))).toBe(true);
    expect(await ours.evaluate(`fetch("/api/evidence/${id}").then(({ status }) => status)`)).toBe(200);
  });
});
