/**
 * An authenticator in a few lines, for tests: one ES256 key, attestation "none", signatures as WebAuthn has them
 * (https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data). Every part of an answer can be changed, to see it refused.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Answering {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** User present 1, user verified 4. */
  readonly flags?: number;
  readonly counter?: number;
  readonly type?: string;
}

const sha256 = (data: string | Buffer): Buffer => createHash("sha256").update(data).digest();

const cborBytes = (bytes: Buffer): Buffer =>
  Buffer.concat([
    bytes.length < 24
      ? Buffer.from([0x40 + bytes.length])
      : bytes.length < 256
        ? Buffer.from([0x58, bytes.length])
        : Buffer.from([0x59, bytes.length >> 8, bytes.length & 255]),
    bytes,
  ]);
const cborText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);

export class SoftAuthenticator {
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly idBytes = randomBytes(32);
  readonly id = this.idBytes.toString("base64url");

  #clientData({ challenge, origin, type }: Answering, usual: string): Buffer {
    return Buffer.from(JSON.stringify({ type: type ?? usual, challenge, origin, crossOrigin: false }));
  }

  #head({ rpId, flags = 5, counter = 0 }: Answering, more: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags | more]), count]);
  }

  #publicKey(): Buffer {
    const { x, y } = this.#pair.publicKey.export({ format: "jwk" });
    const [left, right] = [Buffer.from(x as string, "base64url"), Buffer.from(y as string, "base64url")];
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    return Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      cborBytes(left),
      Buffer.from([0x22]),
      cborBytes(right),
    ]);
  }

  register(asked: Answering) {
    const idLength = Buffer.from([0, this.idBytes.length]);
    const data = Buffer.concat([
      this.#head(asked, 0x40),
      Buffer.alloc(16),
      idLength,
      this.idBytes,
      this.#publicKey(),
    ]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      cborText("fmt"),
      cborText("none"),
      cborText("attStmt"),
      Buffer.from([0xa0]),
      cborText("authData"),
      cborBytes(data),
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key" as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData(asked, "webauthn.create").toString("base64url"),
        attestationObject: attestation.toString("base64url"),
      },
    };
  }

  answer(asked: Answering) {
    const clientData = this.#clientData(asked, "webauthn.get");
    const data = this.#head(asked, 0);
    const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), this.#pair.privateKey);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key" as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: signature.toString("base64url"),
      },
    };
  }
}
