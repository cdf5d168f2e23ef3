/** Getting past the sign-in as a person would, for journeys: the set-up of a password with a code app. */
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";

export const journeyPassword = "seven herons over a wet quay";

/** What the app shows for a secret, `steps` of half a minute later. */
export const appCode = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** Fills the set-up of password and code app that the page shows; the app's secret. */
export async function setUpPassword(page: Page, email?: string): Promise<string> {
  await page.getByRole("button", { name: "Set up a password and code app" }).click();
  const secret = (await page.locator("[data-secret]").textContent()) ?? "";
  // On the phone that has the app there is nothing to photograph: the same is behind a link.
  const link = await page.getByRole("link", { name: "Open in your code app" }).getAttribute("href");
  if (!link?.startsWith("otpauth://totp/") || !link.includes(`secret=${secret}`))
    throw new Error(`the code app is not offered: ${link}`);
  if (email !== undefined) await page.getByLabel("Your e-mail address").fill(email);
  await page.getByLabel("New password").fill(journeyPassword);
  await page.getByLabel("Code that the app shows").fill(appCode(secret));
  await page.getByRole("button", { name: "Set password and code app" }).click();
  await page.getByRole("heading", { name: "Keep these recovery codes" }).waitFor();
  return secret;
}

/** From the printed link to the open console. */
export async function signInByLink(page: Page, link: string, email = "operator@port.example"): Promise<void> {
  await page.goto(link);
  await page.getByRole("heading", { name: "Set up how you sign in" }).waitFor();
  await setUpPassword(page, email);
  await page.getByRole("button", { name: "I have kept them" }).click();
}
