/** The key in the data folder, and public keys as people give them. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { type AuditKey, newAuditKey, openAuditKey, publicKeyPath, readPublicKey, signedBy } from "./key.js";

const folder = mkdtempSync(join(tmpdir(), "bw-audit-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("RFC 8032, 7.1, test 1: the empty text and its signature", () => {
  const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const signature = Buffer.from(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "hex",
  ).toString("base64");
  expect(signedBy(publicKey, "", signature)).toBe(true);
  expect(signedBy(publicKey, "x", signature)).toBe(false);
});

test("a key is made once, for its owner alone, with the public one beside it", async () => {
  const made = (await openAuditKey(folder)) as AuditKey;
  const path = join(folder, "audit", "private.pem");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "audit")).mode & 0o777).toBe(0o700);
  const again = (await openAuditKey(folder)) as AuditKey;
  expect(again.publicKey).toBe(made.publicKey);
  expect(readPublicKey(readFileSync(publicKeyPath(folder), "utf8"))).toBe(made.publicKey);
  expect(signedBy(made.publicKey, "text", again.sign("text"))).toBe(true);
  chmodSync(path, 0o600);
  writeFileSync(path, "not a key");
  expect(await openAuditKey(folder)).toMatchObject({ code: "store.audit-key-unusable" });
  expect(readFileSync(path, "utf8")).toBe("not a key");
});

test("what is no public key or signature is refused, and never thrown over", () => {
  const { publicKey, sign } = newAuditKey();
  expect(readPublicKey(` ${publicKey.toUpperCase()}\n`)).toBe(publicKey);
  for (const text of [
    "",
    "ab",
    `${publicKey}00`,
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    "\u0000",
  ])
    expect(readPublicKey(text)).toBeInstanceOf(Problem);
  const signature = sign("text");
  for (const wrong of ["", "x", signature.slice(0, -2), `${signature} `, "A".repeat(88), "*".repeat(88)])
    expect(signedBy(publicKey, "text", wrong)).toBe(false);
  expect(signedBy("ff".repeat(32), "text", signature)).toBe(false);
});
