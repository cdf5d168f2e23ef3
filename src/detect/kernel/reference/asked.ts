/**
 * One text for each thing that is asked of the index, so that what the kernel asks, what the plain reading asks and
 * what the slow path would ask can be compared as lists of texts.
 */
import { parseAddress } from "../../../base/index.js";
import type { Observable } from "../../../model/index.js";
import { kinds, type ReferenceHash } from "./hash.js";
import type { EmittedValue } from "./kernel-view.js";
import type { LookedUp } from "./looked-up.js";
import { halvesOf } from "./networks.js";

const textKinds = { hash: kinds.hash, email: kinds.email, ja3: kinds.ja3, ja4: kinds.ja4 } as const;

/**
 * What the kernel asks for; of names and URLs with the text that is asked for later. Names are small letters; a URL
 * without a path has the path `/`.
 */
export function askedByKernel({ kind, hash, text }: EmittedValue): string {
  if (kind === kinds.domainRoot) return `${kind} ${hash} ${text.toLowerCase()}`;
  return kind === kinds.urlRoot ? `${kind} ${hash} ${text || "/"}` : `${kind} ${hash}`;
}

/** What the plain reading asks for. */
export function askedByReference(hash: ReferenceHash, value: LookedUp): string {
  const folded = (kind: number, text: string) => hash.folded(kind, Buffer.from(text, "latin1"));
  switch (value.kind) {
    case "address": {
      const { v4, words } = value.address;
      return v4
        ? `${kinds.ipv4} ${hash.ipv4(words[3])}`
        : `${kinds.ipv6} ${hash.ipv6(...halvesOf(value.address))}`;
    }
    case "domain":
      return `${kinds.domainRoot} ${folded(kinds.domainRoot, value.root)} ${value.name.toLowerCase()}`;
    case "url":
      return `${kinds.urlRoot} ${folded(kinds.urlRoot, value.host)} ${value.path || "/"}`;
    default: {
      const kind = textKinds[value.kind];
      return `${kind} ${folded(kind, value.text)}`;
    }
  }
}

/** What must be asked for so that this observable is met. */
export function askedFor(hash: ReferenceHash, { type, value }: Observable): string {
  return askedByReference(hash, lookedUpOf(type, value));
}

function lookedUpOf(type: Observable["type"], value: string): LookedUp {
  switch (type) {
    case "ipv4":
    case "ipv6": {
      const address = parseAddress(value);
      if (address === null) throw new Error(`An observable's address can be read: ${value}.`);
      return { kind: "address", address };
    }
    case "domain":
      return { kind: "domain", root: value.split(".").slice(-2).join("."), name: value };
    case "url": {
      const [, host = "", path = ""] = /^[a-z]+:\/\/([^/?:]+|\[[^\]]*\])(?::\d+)?(.*)$/.exec(value) ?? [];
      return { kind: "url", host, path };
    }
    case "email":
    case "ja4":
      return { kind: type, text: value };
    case "ja3":
    case "ja3s":
      return { kind: "ja3", text: value };
    default:
      return { kind: "hash", text: value };
  }
}
