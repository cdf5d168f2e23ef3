/**
 * The center's own certificate, made where it listens beyond this machine and nobody gave it one: an ECDSA key on P-256,
 * self-signed, for this machine's names and addresses. Browsers warn of it; whoever connects compares its SHA-256
 * fingerprint with the one that `up` prints, so that it protects as well as one that is trusted.
 */
import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** Apple's systems refuse longer ones, also where they are trusted by hand. */
export const selfSignedDays = 825;

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** Names and addresses by which this machine may be reached. */
export function ownNames(host: string): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ address }) => !address.includes("%")).map(({ address }) => address),
  );
  const given = ["0.0.0.0", "::"].includes(host) ? [] : [host];
  return [...new Set([...given, hostname(), "localhost", "127.0.0.1", "::1", ...addresses])].slice(0, 60);
}

export async function makeSelfSigned(names: readonly string[], nowUs: number): Promise<KeyPair> {
  // A third of a second to load, and made once.
  await import("reflect-metadata"); // before the next: its parts are put together by it
  const {
    BasicConstraintsExtension,
    cryptoProvider,
    ExtendedKeyUsage,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
    X509CertificateGenerator,
  } = await import("@peculiar/x509");
  cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x01; // a positive number without a leading zero
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString("hex"),
    name: "CN=Breakwater",
    // An hour back, for clocks that are behind.
    notBefore: new Date(nowUs / 1000 - 3_600_000),
    notAfter: new Date(nowUs / 1000 + selfSignedDays * 86_400_000),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value })),
      ),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const lines = key.match(/.{1,64}/g) as string[];
  return {
    certificate: `${made.toString("pem")}\n`,
    key: ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n"),
  };
}
