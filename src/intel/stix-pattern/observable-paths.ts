/**
 * Object paths that are one value of ours, and what their constants read as. Values are made whole where an author
 * broke them, and normalized by the model, as those of telemetry are.
 */
import {
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeNetwork,
  normalizeUrl,
  type Observable,
} from "../../model/index.js";
import { refang } from "../refang.js";
import type { ObjectPath } from "./ast.js";
import { printPath } from "./print.js";

export type ValueReader = (value: string) => Observable | null;

const network: ValueReader = (value) => normalizeNetwork(refang(value));
const domain: ValueReader = (value) => {
  const name = normalizeDomain(refang(value).replace(/^\*\./, ""));
  return name === null ? null : { type: "domain", value: name };
};
const url: ValueReader = (value) => {
  const whole = refang(value);
  const href = normalizeUrl(whole.includes("://") ? whole : `http://${whole}`);
  return href === null ? null : { type: "url", value: href };
};
const email: ValueReader = (value) => {
  const address = normalizeEmail(refang(value));
  return address === null ? null : { type: "email", value: address };
};
const hash: ValueReader = (value) => normalizeHash(refang(value));
const anyHost: ValueReader = (value) => network(value) ?? domain(value);

/** By their ends; what is not here is no single value of telemetry. */
const readers: readonly (readonly [RegExp, ValueReader])[] = [
  [/^ipv[46]-addr:value$/, network],
  [/^domain-name:value$/, domain],
  [/^domain-name:resolves_to_refs\[[*\d]+\]\.value$/, anyHost],
  [/^url:value$/, url],
  [/^email-addr:value$/, email],
  [/^email-message:(?:from|sender|to|cc|bcc)_refs?(?:\[[*\d]+\])?\.value$/, email],
  [/^network-traffic:(?:src|dst)_ref\.value$/, anyHost],
  [/^network-traffic:extensions\.'?http-request-ext'?\.request_header\.'?Host'?$/i, anyHost],
  [
    /^(?:file|artifact|x509-certificate|process|email-message|network-traffic):(?:[\w.[\]*'-]+\.)?hashes\.'?(?:MD5|SHA-?1|SHA-?256|SHA-?512)'?$/i,
    hash,
  ],
];

/** How equal constants are read; null where the path is no single value of ours. */
export function equalReader(path: ObjectPath): ValueReader | null {
  const text = printPath(path);
  return readers.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** How constants of ISSUBSET are read; null where the path holds no address. */
export function networkReader(path: ObjectPath): ValueReader | null {
  const reader = equalReader(path);
  return reader === network || reader === anyHost ? network : null;
}
