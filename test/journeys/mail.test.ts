/**
 * By mail: an invitation comes to a real SMTP server, its person asks for warnings by mail, a warning comes, its link is
 * opened on a phone without a script, and the center sees the answer.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MailServer, openMailServer, type TakenMail } from "../mail-server.js";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import {
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";
import { setUpPassword, signInByLink } from "./signing-in.js";

const pictures = process.env.BREAKWATER_PICTURES;

describe.skipIf(cannotBrowse)(`warnings by mail${cannotBrowse ? ` (${missing})` : ""}`, () => {
  const folder = newFolder();
  const data = join(folder, "data");
  let center: RunningCenter;
  let browser: Browser;
  let mails: MailServer;
  let operator: Page;
  let phone: Page;

  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", data]);
  const mailTo = async (address: string, at = 0): Promise<TakenMail> => {
    const found = () => mails.mails.filter(({ recipients }) => recipients.includes(address));
    await expect.poll(() => found().length, { timeout: 30_000 }).toBeGreaterThan(at);
    return found()[at] as TakenMail;
  };
  const linkIn = ({ text = "" }: TakenMail): string => /https?:\/\/\S+/.exec(text)?.[0] ?? "";
  const picture = async (page: Page, name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };

  beforeAll(async () => {
    mails = await openMailServer();
    const settings = `mail:\n  host: 127.0.0.1\n  port: ${mails.port}\n  tls: "off"\n  from: center@port.example\n`;
    writeFileSync(join(folder, "mail.yaml"), settings);
    writeFileSync(join(folder, "feed.txt"), "203.0.113.66\n");
    const line = {
      _path: "conn",
      ts: 1_795_000_000,
      uid: "C1",
      "id.orig_h": "192.0.2.17",
      "id.orig_p": 40_000,
      "id.resp_h": "203.0.113.66",
      "id.resp_p": 443,
      proto: "tcp",
    };
    writeFileSync(join(folder, "conn.log"), `${JSON.stringify(line)}\n`);
    center = await startCenter(data, ["--config", join(folder, "mail.yaml")]);
    command("member", "add", "Pier 7 Terminal", "--sector", "terminal operator", "--network", "192.0.2.0/24");
    command("member", "update", "Pier 7 Terminal", "--time-zone", "America/Los_Angeles");
    command("intel", "import", join(folder, "feed.txt"), "--confidence", "90");
    browser = await launch();
    operator = await (await browser.newContext()).newPage();
    await signInByLink(operator, center.link);
  });
  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    await mails?.close();
    removeFolder(folder);
  });

  test("an invitation goes by mail, and its person asks for warnings by mail", async () => {
    await operator.goto(`${center.address}/members`);
    await operator.getByRole("button", { name: "Profile, tokens and people of Pier 7 Terminal" }).click();
    const invite = operator.getByRole("region", { name: "Invitations" }).first();
    await invite.getByLabel("Name").fill("Ana Ruiz");
    await invite.getByLabel("E-mail address").fill("ana@pier7.example");
    await invite.getByLabel("Send it by mail").check();
    await picture(operator, "invitation");
    await invite.getByRole("button", { name: "Make an invitation" }).click();
    await invite.getByText("The invitation is on its way by mail").waitFor();
    const page = await (await browser.newContext()).newPage();
    await page.goto(linkIn(await mailTo("ana@pier7.example")));
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await setUpPassword(page);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.goto(`${center.address}/your-sign-in`);
    // It is ticked once the center has taken it, which `check` would not wait for.
    await page.getByLabel("Mail me warnings").click();
    await expect
      .poll(() =>
        page.evaluate(`fetch("/api/own").then((own) => own.json()).then((own) => own.mailWarnings)`),
      )
      .toBe(true);
    expect(await findings(page)).toEqual([]);
    await picture(page, "your-sign-in");
    await page.context().close();
  });

  test("a warning comes by mail, labelled, with what to do and a link", async () => {
    const { token } = command<{ token: string }>(
      "token",
      "add",
      "--member",
      "Pier 7 Terminal",
      "--name",
      "t",
    );
    const sent = breakwater(["send", "--to", center.address, "--token", token, join(folder, "conn.log")]);
    expect(sent, sent.stderr).toMatchObject({ code: 0 });
    const mail = await mailTo("ana@pier7.example", 1);
    expect(mail.subject).toMatch(/^\[TLP:AMBER\] High: A computer at your company/);
    expect(mail.text).toContain("1. If 192.0.2.17 runs a crane");
    expect(linkIn(mail)).toMatch(/\/w\/bww_[\w-]+$/);
    const reading = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await reading.setContent(mail.html ?? "");
    expect(await findings(reading)).toEqual([]);
    await picture(reading, "mail");
    await reading.close();
  });

  test("its link opens on a phone, by one press and without a script; looking spends nothing", async () => {
    const link = linkIn(await mailTo("ana@pier7.example", 1));
    for (let look = 0; look < 3; look++) expect((await fetch(link)).status).toBe(200);
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: false,
      isMobile: true,
      hasTouch: true,
    });
    phone = await context.newPage();
    await phone.goto(link);
    await picture(phone, "link");
    await phone.getByRole("button", { name: "Open the warning" }).click();
    await phone.getByRole("heading", { name: /A computer at your company/ }).waitFor();
    expect(phone.url()).toBe(`${center.address}/w`);
    const buttons = await phone.getByRole("button").all();
    expect(buttons).toHaveLength(4);
    for (const button of buttons) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(48);
    expect((await phone.locator("nav, a").all()).length).toBe(0);
    await picture(phone, "warning");
    await phone.getByRole("button", { name: "We are on it" }).click();
    await phone.getByText("Thank you. The center sees your answer.").waitFor();
    await picture(phone, "told");
  });

  test("the pages hold to WCAG, in the dark too", async () => {
    const id = command<{ rows: readonly { id: string }[] }>("warning", "list").rows[0]?.id ?? "";
    const made = command<{ link: string }>("warning", "link", id, "--person", "ana@pier7.example");
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width: 390, height: 844 },
        // Whoever looks has to run a script of its own, which the page's policy would refuse.
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(made.link);
      expect(await findings(page, true)).toEqual([]);
      await page.getByRole("button", { name: "Open the warning" }).click();
      await page.getByRole("heading", { name: /A computer at your company/ }).waitFor();
      expect(await findings(page, true)).toEqual([]);
      await picture(page, `warning-${colorScheme}`);
      await page.goto(`${center.address}/w/bww_wrong`);
      await page.getByRole("button").click();
      await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
      expect(await findings(page, true)).toEqual([]);
      await picture(page, `refused-${colorScheme}`);
      await context.close();
    }
  });

  test("the operator sees the answer, and whom it was written to", async () => {
    await operator.goto(`${center.address}/warnings`);
    await operator.getByText("A computer at your company").first().click();
    const mailed = operator.getByRole("list", { name: "Mails about this warning" });
    await mailed.getByText("Ana Ruiz").waitFor();
    expect(await mailed.textContent()).toContain("handed over");
    await operator.getByRole("region", { name: "What was done" }).getByText("On it").waitFor();
    expect(await findings(operator)).toEqual([]);
    await picture(operator, "operator");
  });

  test("doctor and metrics tell of mail", async () => {
    const doctor = command<{ findings: readonly { id: string; state: string }[] }>("doctor");
    expect(doctor.findings).toContainEqual(expect.objectContaining({ id: "mail", state: "well" }));
    const metrics = await (await fetch(`${center.address}/metrics`)).text();
    expect(metrics).toMatch(/^breakwater_mails_total\{outcome="sent"\} 2$/m);
    expect(metrics).toMatch(/^breakwater_mails_waiting 0$/m);
    expect(metrics).toMatch(/^breakwater_mail_oldest_seconds 0$/m);
  });
});
