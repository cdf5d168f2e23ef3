/**
 * Signing in, in a real browser against the built product: by the first link with a password and code app, by a
 * passkey of a virtual authenticator, by an invitation, and by the accounts of a real OpenID provider. axe looks at
 * every page on the way. Needs `dist/` (npm run build) and Chromium on the PATH; without either it is skipped by name.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestProvider, type TestProvider } from "../oidc-provider.js";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import { newFolder, type RunningCenter, removeFolder, startCenter } from "./center.js";
import { appCode, journeyPassword, setUpPassword } from "./signing-in.js";

/** A port that the provider can be told of before the center runs. */
const port = 18_420 + (process.pid % 1_000);
const address = `http://localhost:${port}`;
const email = "operator@port.example";

describe.skipIf(cannotBrowse)(`signing in, in a browser (${missing})`, () => {
  const folder = newFolder();
  let provider: TestProvider;
  let center: RunningCenter;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let secret: string;
  let codes: readonly string[];
  const faults: string[] = [];
  const now = (view: Page = page) => view.waitForURL(`${address}/`);
  const atHome = (view: Page = page) => view.getByRole("navigation", { name: "Screens" }).waitFor();

  async function newPage(): Promise<Page> {
    // The page under test forbids foreign scripts, so axe comes in past its policy.
    const made = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    made.setDefaultTimeout(10_000);
    const view = await made.newPage();
    view.on("pageerror", (error) => faults.push(error.message));
    return view;
  }
  const signOut = async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.getByRole("heading", { name: "Sign in to Breakwater" }).waitFor();
  };

  beforeAll(async () => {
    provider = await openTestProvider([`${address}/sign-in/oidc`]);
    const config = join(folder, "breakwater.yaml");
    const secretFile = join(folder, "oidc-secret");
    writeFileSync(secretFile, provider.clientSecret);
    writeFileSync(
      config,
      JSON.stringify({
        signIn: {
          oidc: {
            issuer: provider.issuer,
            clientId: provider.clientId,
            clientSecretFile: secretFile,
            title: "the port directory",
            providerChecksSecondFactor: true,
          },
        },
      }),
    );
    center = await startCenter(join(folder, "data"), ["--config", config, "--port", String(port)]);
    browser = await launch();
    page = await newPage();
    context = page.context();
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    await provider?.close();
    removeFolder(folder);
  });

  test("the first link opens nothing but the set-up; a password with a code app opens the console", async () => {
    expect(center.link).toMatch(/^http:\/\/localhost:\d+\/sign-in#/);
    await page.goto(center.link);
    await page.getByRole("heading", { name: "Set up how you sign in" }).waitFor();
    // Passkeys are offered where the printed link leads: no detour by another address.
    await page.getByRole("button", { name: "Add a passkey" }).waitFor();
    expect(await page.evaluate(`fetch("/api/warnings").then((answer) => answer.status)`)).toBe(403);
    expect(await findings(page, true)).toEqual([]);
    secret = await setUpPassword(page, email);
    const lost = await page.getByLabel("Recovery codes, one a line").textContent();
    await page.reload();
    await page.getByRole("heading", { name: "Did you keep your recovery codes?" }).waitFor();
    expect(await findings(page, true)).toEqual([]);
    await page.getByRole("button", { name: "Make ten new ones" }).click();
    await page.getByRole("heading", { name: "Keep these recovery codes" }).waitFor();
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as a file" }).click(),
    ]);
    const file = readFileSync(await saved.path(), "utf8");
    expect(file).not.toContain(lost?.split("\n")[0]);
    codes = ((await page.getByLabel("Recovery codes, one a line").textContent()) ?? "").split("\n");
    expect(codes).toHaveLength(10);
    expect(file).toContain(codes.join("\n"));
    expect(await findings(page, true)).toEqual([]);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await now();
    await atHome();
  });

  test("by password and code; a wrong one is refused in plain words, and a used code too", async () => {
    await signOut();
    expect(await findings(page, true)).toEqual([]);
    const fill = async (code: string) => {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel(/^Password/).fill(journeyPassword);
      await page.getByLabel("Code of your app, or a recovery code").fill(code);
      await page.getByRole("button", { name: "Sign in with a password" }).click();
    };
    await fill("000000");
    await page.getByText("Signing in did not work").waitFor();
    expect(await findings(page, true)).toEqual([]);
    const code = appCode(secret, 1);
    await fill(code);
    await now();
    await signOut();
    await fill(code);
    await page.getByText("Signing in did not work").waitFor();
    await fill(codes[0] as string);
    await now();
    await atHome();
  });

  test("by a passkey, after adding one on Your sign-in", async () => {
    const client = await context.newCDPSession(page);
    await client.send("WebAuthn.enable");
    await client.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page
      .getByRole("link", { name: /your sign-in/i })
      .first()
      .click();
    await page.getByLabel("What it is kept on").fill("Virtual key");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("list", { name: "Your passkeys" }).getByText("Virtual key").first().waitFor();
    await page.getByText("this one").waitFor();
    expect(await findings(page, true)).toEqual([]);
    await signOut();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await now();
    await page.goto(`${address}/your-sign-in`);
    await page.getByText("by passkey").first().waitFor();
  });

  test("by the company's account, for who is here; a stranger is refused", async () => {
    provider.accounts.set("operator", { email, email_verified: true });
    provider.accounts.set("stranger", { email: "stranger@port.example", email_verified: true });
    await signOut();
    const comes = async (account: string) => {
      await page.getByRole("button", { name: "Sign in with the port directory" }).click();
      await page.getByLabel("Account").fill(account);
      await page.getByRole("button", { name: "Continue" }).click();
    };
    await comes("operator");
    await now();
    await atHome();
    const other = await newPage();
    await other.goto(`${address}/sign-in/oidc?code=stolen&state=stolen`);
    await other.getByText("That took too long, or was done already").waitFor();
    expect(other.url()).not.toContain("stolen");
    expect(await findings(other, true)).toEqual([]);
    await other.getByRole("link", { name: "Sign in another way" }).click();
    await other.getByRole("button", { name: "Sign in with the port directory" }).click();
    await other.getByLabel("Account").fill("stranger");
    await other.getByRole("button", { name: "Continue" }).click();
    await other.getByText("Your company's account was not accepted").waitFor();
    await other.context().close();
  });

  test("by an invitation, which works once", async () => {
    await page.goto(`${address}/settings`);
    const people = page.getByRole("region", { name: "Invitations" });
    await people.getByLabel("Name").fill("Aude Auditor");
    await people.getByLabel("E-mail address").fill("aude@port.example");
    await people.getByLabel("Role").selectOption("auditor");
    await people.getByRole("button", { name: "Make an invitation" }).click();
    const link = (await page.getByLabel("Invitation link").textContent()) ?? "";
    expect(await findings(page, true)).toEqual([]);
    const guest = await newPage();
    await guest.goto(link);
    await guest.getByRole("heading", { name: "Welcome, Aude Auditor" }).waitFor();
    expect(guest.url()).not.toContain("#");
    expect(await findings(guest, true)).toEqual([]);
    await guest.getByRole("button", { name: "Accept the invitation" }).click();
    await setUpPassword(guest);
    await guest.getByRole("button", { name: "I have kept them" }).click();
    await atHome(guest);
    const again = await newPage();
    await again.goto(link);
    await again.getByText("This invitation does not work").waitFor();
    expect(await findings(again, true)).toEqual([]);
    await guest.context().close();
    await again.context().close();
  });

  test.each([
    { name: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
    { name: "wide, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  ] as const)("axe finds nothing and nothing overflows: $name", async ({ viewport, colorScheme }) => {
    const storageState = await context.storageState();
    const look = await browser.newContext({ viewport, colorScheme, storageState, bypassCSP: true });
    const view = await look.newPage();
    for (const path of ["/your-sign-in", "/settings"]) {
      await view.goto(`${address}${path}`);
      await view.getByRole("heading", { level: 2 }).first().waitFor();
      expect(await findings(view, true)).toEqual([]);
      const overflow = await view.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect([path, overflow]).toEqual([path, 0]);
    }
    const folderOfLooks = process.env.BREAKWATER_LOOKS;
    if (folderOfLooks !== undefined) {
      await view.goto(`${address}/your-sign-in`);
      await view.getByRole("heading", { level: 2 }).first().waitFor();
      await view.screenshot({ path: join(folderOfLooks, `${viewport.width}.png`), fullPage: true });
    }
    await look.close();
  });

  test("nothing failed in the browser's console", () => {
    expect(faults).toEqual([]);
  });
});
