/**
 * A member reports something, sees who would read what, sends it and sees what left; another member reads it without
 * learning whose it is; it is withdrawn. In a real browser against the built product. Needs `dist/` (npm run build)
 * and Chromium on the PATH; without either it is skipped by name.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import { breakwaterJson, newFolder, type RunningCenter, removeFolder, startCenter } from "./center.js";

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

  beforeAll(async () => {
    center = await startCenter(folder);
    for (const name of ["Pier Seven Terminal", "Blue Anchor Lines"])
      command("member", "add", name, "--sector", "terminal operator");
    command("member", "exposure", "add", "Pier Seven Terminal", "vessel", "Night Runner");
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
});
