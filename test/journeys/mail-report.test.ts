/**
 * A person forwards a mail to the center's address, looks at what came, sends it; another company reads it without
 * learning whose it is. A mail that only says it is from that person is held, and an operator gives it away. In a real
 * browser against the built product, with DNS on loopback. Skipped by name without `dist/` or Chromium.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dkimKey } from "../../src/intake/mail/testing.js";
import { type FakeDns, startFakeDns } from "../fake-dns.js";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import {
  askCenter,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";
import { signInByLink } from "./signing-in.js";

describe.skipIf(cannotBrowse)(`mail in a browser (${missing})`, () => {
  const folder = newFolder();
  const key = dkimKey();
  let dns: FakeDns;
  let center: RunningCenter;
  let browser: Browser;
  let ours: Page;
  let operator: Page;
  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", folder]);

  async function signedIn(link: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForURL(`${center.address}/`);
    await page.goto(`${center.address}/reports`);
    return page;
  }

  const send = (subject: string, isSigned: boolean) =>
    createTransport({ host: "127.0.0.1", port: center.mailPort ?? 0, ignoreTLS: true }).sendMail({
      from: "Ana <ana@pier7.example>",
      to: "report@center.example",
      subject,
      text: "To Pier Seven Terminal.\nThe link went to hxxps://login-portal[.]example/a",
      attachments: [{ filename: "log.txt", content: "denied 203.0.113.66" }],
      ...(isSigned
        ? { dkim: { domainName: "pier7.example", keySelector: "s1", privateKey: key.privateKey } }
        : {}),
    });

  beforeAll(async () => {
    dns = await startFakeDns({ "s1._domainkey.pier7.example": key.record.join("") });
    const config = join(folder, "config.yaml");
    writeFileSync(
      config,
      `reports:\n  mail:\n    port: 0\n    addresses: [report@center.example]\n    dns: ["${dns.address}"]\n`,
    );
    center = await startCenter(folder, ["--config", config]);
    for (const name of ["Pier Seven Terminal", "Blue Anchor Lines"])
      command("member", "add", name, "--sector", "terminal operator");
    browser = await launch();
    const { link } = command<{ link: string }>(
      "person",
      "add",
      "Ana",
      "--role",
      "analyst",
      "--member",
      "Pier Seven Terminal",
      "--email",
      "ana@pier7.example",
    );
    ours = await signedIn(link);
    operator = await (await browser.newContext({ bypassCSP: true })).newPage();
    await signInByLink(operator, center.link);
    await operator.goto(`${center.address}/reports`);
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    dns?.close();
    removeFolder(folder);
  });

  test("a mail from one's own address waits, is opened filled in, and previewed", async () => {
    await ours.getByText("report@center.example").waitFor();
    expect((await send("A mail asked for our password", true)).response).toMatch(/^250 /);
    const waiting = ours.getByRole("region", { name: "Came by mail: look and send" });
    await expect
      .poll(
        async () => {
          await ours.reload();
          return waiting
            .waitFor({ timeout: 2_000 })
            .then(() => true)
            .catch(() => false);
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    expect(await waiting.textContent()).toContain("A mail asked for our password");
    expect(await findings(ours)).toEqual([]);
    await waiting.getByRole("button", { name: /Look and send/ }).click();
    expect(await ours.getByLabel("In one line").inputValue()).toBe("A mail asked for our password");
    expect(await ours.getByLabel("What you saw").inputValue()).toContain("To Pier Seven Terminal");
    await ours.getByLabel("It is urgent").check();
    await ours.getByRole("button", { name: "See who would read what" }).click();
    await ours.getByText("https://login-portal.example/a").first().waitFor();
    await ours.getByText("203.0.113.66").first().waitFor();
    expect(await ours.getByRole("list", { name: "Files of the mail" }).textContent()).toContain("mail.eml");
    expect(await ours.getByRole("region", { name: "Who would read what" }).textContent()).toContain("To […]");
    expect(await findings(ours)).toEqual([]);
  });

  test("it is sent, and waits no more", async () => {
    await ours.getByRole("button", { name: "Send", exact: true }).click();
    await ours
      .getByRole("list", { name: "Reports" })
      .getByText("A mail asked for our password")
      .first()
      .waitFor();
    expect(await ours.getByRole("region", { name: /Came by mail/ }).count()).toBe(0);
  });

  test("one that only says it is from that person is held; an operator gives it to whom it is of", async () => {
    await send("It is really me", false);
    await expect
      .poll(
        async () =>
          (await askCenter<{ rows: readonly object[] }>(folder, "GET", "/reports/held")).rows.length,
        { timeout: 60_000 },
      )
      .toBe(1);
    expect(command<{ rows: readonly object[] }>("report", "mail", "list").rows.length).toBe(1);
    await operator.reload();
    const held = operator.getByRole("region", { name: "Mail that is nobody's yet" });
    await held.getByText("It is really me").first().waitFor();
    expect(await held.textContent()).toContain("Neither DKIM nor SPF");
    expect(await findings(operator)).toEqual([]);
    await held.getByRole("combobox").selectOption({ label: "Ana, Pier Seven Terminal" });
    await held.getByRole("button", { name: /Give it/ }).click();
    await operator.getByText("It waits for this person now.").waitFor();
    await ours.reload();
    const waiting = ours.getByRole("region", { name: /Came by mail/ });
    await waiting.getByText("the center's operators gave it to you").waitFor();
    await waiting.getByRole("button", { name: /Throw away/ }).click();
    await ours.getByText("Thrown away. Nothing of it left.").waitFor();
  });
});
