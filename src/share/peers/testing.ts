/** Centers for tests of peers: an identity in memory. */
import { generateKeyPairSync } from "node:crypto";
import { makeCertificate } from "./certificate.js";
import { identityOf, type PeerIdentity } from "./identity.js";

export async function testIdentity(): Promise<PeerIdentity> {
  return identityOf(generateKeyPairSync("ed25519").privateKey, await makeCertificate());
}
