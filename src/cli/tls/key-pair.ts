/**
 * Which certificate the console has: the configured files, a self-signed one kept in the data folder (made where the
 * console listens beyond this machine), or none on loopback and behind a proxy. Plain HTTP beyond this machine has to
 * be asked for by naming the proxy.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApiSettings, SourceHealth } from "../../api/index.js";
import { type Clock, Problem } from "../../base/index.js";
import { cliProblem } from "../problems.js";
import { type KeyPair, makeSelfSigned, ownNames } from "./self-signed.js";

export interface Tls extends KeyPair {
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  readonly expiresUs: number;
  readonly selfSigned: boolean;
}

const isLoopback = (host: string): boolean => ["127.0.0.1", "::1", "localhost"].includes(host);
/** A self-signed one is made anew at a start this close to its end. */
const renewBeforeUs = 30 * 86_400e6;

/** Reads and checks a pair: both there, the key the certificate's. */
export function checkPair(pair: KeyPair, from: string, selfSigned: boolean): Tls | Problem {
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key)))
      return cliProblem("tls-invalid", `${from}: the key is not the certificate's.`);
    const { fingerprint256: fingerprint } = certificate;
    return { ...pair, fingerprint, expiresUs: Date.parse(certificate.validTo) * 1000, selfSigned };
  } catch (error) {
    return cliProblem("tls-invalid", `${from}: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
}

function readPair(certificate: string, key: string, selfSigned: boolean): Tls | Problem {
  try {
    const pair = { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
    return checkPair(pair, `${certificate} and ${key}`, selfSigned);
  } catch (error) {
    const { path = certificate, code = "unreadable" } = error as NodeJS.ErrnoException;
    return cliProblem("tls-invalid", `${path}: ${code}.`);
  }
}

/** The self-signed pair of a data folder, made where there is none or it is about to end. */
export async function ownPair(folder: string, host: string, clock: Clock): Promise<Tls | Problem> {
  const place = join(folder, "tls");
  const [certificate, key] = [join(place, "certificate.pem"), join(place, "key.pem")];
  if (existsSync(certificate) && existsSync(key)) {
    const kept = readPair(certificate, key, true);
    if (kept instanceof Problem || kept.expiresUs - clock.nowUs() > renewBeforeUs) return kept;
  }
  const made = await makeSelfSigned(ownNames(host), clock.nowUs());
  mkdirSync(place, { recursive: true, mode: 0o700 });
  for (const [path, text] of [
    [key, made.key],
    [certificate, made.certificate],
  ] as const) {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readPair(certificate, key, true);
}

/** The pair whose files the configuration names, null where it names none. */
export function configuredPair({ tls }: Pick<ApiSettings, "tls">): Tls | null | Problem {
  if ((tls.certificate === undefined) !== (tls.key === undefined))
    return cliProblem("tls-invalid", "`api.tls` needs both `certificate` and `key`.");
  return tls.certificate === undefined || tls.key === undefined
    ? null
    : readPair(tls.certificate, tls.key, false);
}

/** The console's certificate, null for plain HTTP, or why it can't be opened like this. */
export async function settleTls(
  settings: ApiSettings,
  folder: string,
  clock: Clock,
): Promise<Tls | null | Problem> {
  const { host, tls, behindProxy } = settings;
  const configured = configuredPair(settings);
  if (configured !== null) return configured;
  if (isLoopback(host) || behindProxy) return null;
  if (tls.off) return cliProblem("not-loopback", `\`api.host\` is ${host}, and \`api.tls.off\` is set.`);
  return ownPair(folder, host, clock);
}

/** How long the certificate still holds, for the health list. */
export function readCertificate(tls: Tls, nowUs: number): Omit<SourceHealth, "sinceUs"> {
  const days = Math.floor((tls.expiresUs - nowUs) / 86_400e6);
  const mend = tls.selfSigned
    ? "Restart the center: it makes a new one, whose fingerprint is to be compared again."
    : "Put the renewed files in place and restart the center.";
  const state = days < 0 ? "down" : days < 21 ? "degraded" : "well";
  const ends = days < 0 ? "It has ended." : `It ends in ${days} ${days === 1 ? "day" : "days"}.`;
  return {
    id: "tls",
    title: tls.selfSigned ? "TLS certificate (self-signed)" : "TLS certificate",
    state,
    advice: state === "well" ? "" : `${ends} ${mend}`,
  };
}
