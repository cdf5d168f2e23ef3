/**
 * Taking in the bytes of one mail: no more than the bound is ever held, of one mail and of all that come in at once. The
 * rest of one that is too large is read and dropped, so that its sender hears why; one that goes on and on is cut off.
 */
import type { SMTPServerDataStream } from "smtp-server";
import { mailBytesMax, mailHeldBytesMax } from "./limits.js";

/** Bytes that all connections hold at the moment. */
export class HeldBytes {
  #bytes = 0;

  take(bytes: number): boolean {
    if (this.#bytes + bytes > mailHeldBytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }
}

/** So many times the bound is read to tell its sender; beyond, the connection is closed. */
const patience = 8;

export type Arrived =
  | { readonly kind: "whole"; readonly bytes: Buffer; release(): void }
  | { readonly kind: "too-large" }
  | { readonly kind: "no-room" }
  | { readonly kind: "cut-off" };

export async function arrive(stream: SMTPServerDataStream, held: HeldBytes): Promise<Arrived> {
  let parts: Buffer[] = [];
  let taken = 0;
  let fault: "too-large" | "no-room" | null = null;
  const drop = (why: "too-large" | "no-room"): void => {
    fault = why;
    parts = [];
    held.give(taken);
    taken = 0;
  };
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      if (stream.byteLength > patience * mailBytesMax) break;
      if (fault !== null) continue;
      if (taken + part.length > mailBytesMax) drop("too-large");
      else if (!held.take(part.length)) drop("no-room");
      else {
        taken += part.length;
        parts.push(part);
      }
    }
  } catch {
    held.give(taken); // its sender is gone
    return { kind: "cut-off" };
  }
  if (stream.byteLength > patience * mailBytesMax) {
    held.give(taken);
    return { kind: "cut-off" };
  }
  if (fault !== null) return { kind: fault };
  const whole = taken;
  return { kind: "whole", bytes: Buffer.concat(parts), release: () => held.give(whole) };
}
