/** Which certificate the console has, what a self-signed one is, and how commands know it. */
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { apiSettings } from "../../api/index.js";
import { fixedClock, Problem, systemClock } from "../../base/index.js";
import { checkPair, ownPair, readCertificate, settleTls, type Tls } from "./key-pair.js";
import { pinnedRequest } from "./pinned-request.js";
import { makeSelfSigned, ownNames } from "./self-signed.js";

const folder = mkdtempSync(join(tmpdir(), "breakwater-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = fixedClock(systemClock.nowUs());
const settings = (change: object = {}) => apiSettings.parse({ host: "0.0.0.0", ...change });
const settle = (change: object, place = "data") => settleTls(settings(change), join(folder, place), clock);
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");
const given = (answer: Tls | null | Problem): Tls => {
  if (answer === null || answer instanceof Problem) throw new Error(`no certificate: ${code(answer)}`);
  return answer;
};

test("a self-signed certificate is for every name of this machine, a server's, and no authority", async () => {
  const { certificate, key } = await makeSelfSigned(ownNames("center.port.example"), clock.nowUs());
  const read = new X509Certificate(certificate);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.ca).toBe(false);
  expect(read.checkHost("center.port.example")).toBe("center.port.example");
  expect(read.checkHost("localhost")).toBe("localhost");
  expect(read.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(read.checkHost("evil.example")).toBeUndefined();
  expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(given(checkPair({ certificate, key }, "made", true)).fingerprint).toMatch(/^([0-9A-F]{2}:){31}/);
});

test.skipIf(spawnSync("openssl", ["version"]).status !== 0)(
  "openssl reads and verifies it as we do (needs openssl on the PATH)",
  async () => {
    const tls = given(await ownPair(join(folder, "openssl"), "0.0.0.0", clock));
    const path = join(folder, "openssl", "tls", "certificate.pem");
    const openssl = (...args: string[]) => spawnSync("openssl", args, { encoding: "utf8" });
    expect(openssl("verify", "-x509_strict", "-CAfile", path, path).stdout).toContain("OK");
    const told = openssl("x509", "-in", path, "-noout", "-fingerprint", "-sha256", "-ext", "subjectAltName");
    expect(told.stdout).toContain(tls.fingerprint);
    expect(told.stdout).toContain("IP Address:127.0.0.1");
  },
);

test("it is made once, kept for its owner alone, and made anew a month before its end", async () => {
  const first = given(await settle({}));
  expect(given(await settle({})).fingerprint).toBe(first.fingerprint);
  expect(statSync(join(folder, "data", "tls", "key.pem")).mode & 0o777).toBe(0o600);
  const later = fixedClock(first.expiresUs - 20 * 86_400e6);
  expect(given(await ownPair(join(folder, "data"), "0.0.0.0", later)).fingerprint).not.toBe(
    first.fingerprint,
  );
});

test("plain HTTP stays on this machine unless a proxy is named", async () => {
  expect(await settle({ host: "127.0.0.1" })).toBeNull();
  expect(await settle({ behindProxy: true })).toBeNull();
  expect(code(await settle({ tls: { off: true } }))).toBe("cli.not-loopback");
  expect(await settle({ tls: { off: true }, behindProxy: true })).toBeNull();
});

test("files that are missing, broken, half given or not a pair are refused by name", async () => {
  const [one, two] = [
    await makeSelfSigned(["a.example"], clock.nowUs()),
    await makeSelfSigned(["b.example"], 1),
  ];
  mkdirSync(join(folder, "files"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, "files", name), text);
    return join(folder, "files", name);
  };
  const certificate = file("one.pem", one.certificate);
  const key = file("one.key", one.key);
  expect(given(await settle({ host: "127.0.0.1", tls: { certificate, key } })).selfSigned).toBe(false);
  for (const tls of [
    { certificate },
    { key },
    { certificate, key: file("two.key", two.key) },
    {
      certificate: file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      key,
    },
    { certificate: file("empty.pem", ""), key },
    { certificate, key: join(folder, "nowhere.key") },
  ]) {
    const answer = await settle({ tls });
    expect(code(answer)).toBe("cli.tls-invalid");
    expect(JSON.stringify(answer)).not.toContain("BEGIN PRIVATE");
  }
});

test("health says when it ends and what to do", async () => {
  const tls = given(await settle({}, "health"));
  const at = (days: number) => readCertificate(tls, tls.expiresUs - days * 86_400e6);
  expect(at(100)).toMatchObject({ id: "tls", state: "well", advice: "" });
  expect(at(20)).toMatchObject({ state: "degraded", advice: expect.stringContaining("20 days") });
  expect(at(-1)).toMatchObject({ state: "down", advice: expect.stringContaining("ended") });
});

test("a command asks only the center whose certificate the run file names, before it sends its token", async () => {
  const tls = given(await settle({}, "pinned"));
  const seen: string[] = [];
  const server = createServer({ cert: tls.certificate, key: tls.key }, (request, response) => {
    seen.push(String(request.headers.authorization));
    response.end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/api/now`);
  const asked = { method: "GET", headers: { authorization: "Bearer this-run" } };
  expect(await pinnedRequest(url, tls.fingerprint, asked)).toEqual({ status: 200, text: "{}" });
  const other = new X509Certificate(readFileSync(join(folder, "health", "tls", "certificate.pem")));
  await expect(pinnedRequest(url, other.fingerprint256, asked)).rejects.toThrow("not the one");
  expect(seen).toEqual(["Bearer this-run"]);
  server.close();
});
