/**
 * An answer that is a file somebody else made: saved, and never shown. The browser is told not to guess what it is
 * (`nosniff`), to save it (RFC 6266), and, should it show it all the same, to give it no script, no form and no origin
 * (`sandbox`, https://www.w3.org/TR/CSP3/#directive-sandbox). Its type is always the one that says nothing.
 */
import type { FastifyReply } from "fastify";

export interface Download {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** RFC 6266, with the name in ASCII for old readers and whole as RFC 8187 writes it. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const whole = encodeURIComponent(name.replace(/\p{Surrogate}/gu, "_")).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

export function sendDownload(reply: FastifyReply, { name, bytes }: Download): FastifyReply {
  return reply
    .header("content-type", "application/octet-stream")
    .header("content-disposition", disposition(name))
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("x-content-type-options", "nosniff")
    .header("cross-origin-resource-policy", "same-origin")
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}
