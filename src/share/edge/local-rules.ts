/**
 * What a member's own rules at its edge let leave: fields that are dropped, and what is never sent. They are asked for
 * each sighting when an upload is made, after everything else, so that a rule that was added counts for what waits.
 */
import { parseDocument } from "yaml";
import { z } from "zod";
import { type Network, networkContains, type Problem, parseAddress, parseNetwork } from "../../base/index.js";
import { hostWithin } from "../../detect/index.js";
import {
  normalizeAddress,
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeNetwork,
  normalizeUrl,
  type Observable,
} from "../../model/index.js";
import { shareProblem } from "../problems.js";
import type { EdgeDetection } from "./detection-wire.js";
import type { WaitingSighting } from "./gathering.js";
import { releasedDetection } from "./local-detections.js";
import type { WaitingDetection } from "./waiting-detections.js";
import type { EdgeSighting } from "./wire.js";

export const droppableFields = ["source", "destination", "destinationPort", "met", "log", "field"] as const;
/** What detections have and sightings have not. */
export const droppableOfDetections = ["subject", "about", "fields", "evidence"] as const;

export const localRulesSchema = z.strictObject({
  drop: z
    .array(z.enum([...droppableFields, ...droppableOfDetections]))
    .default([])
    .describe("Parts that no sighting or detection carries when it leaves."),
  dropFields: z
    .array(z.string().min(1).max(500))
    .max(1_000)
    .default([])
    .describe("Names of fields of detections that never leave, such as `User`."),
  never: z
    .strictObject({
      values: z.array(z.string().min(1).max(8192)).max(10_000).default([]).describe("Values, as they are."),
      networks: z
        .array(z.string().min(1).max(64))
        .max(10_000)
        .default([])
        .describe("Networks in CIDR; their addresses are never told."),
      domains: z
        .array(z.string().min(1).max(253))
        .max(10_000)
        .default([])
        .describe("Domains, with all names below them."),
    })
    .prefault({})
    .describe("What is never sent, whatever met it."),
});
export type LocalRuleSettings = z.infer<typeof localRulesSchema>;

export interface LocalRules {
  readonly settings: LocalRuleSettings;
  /** The sighting as it may leave, null where it must not. */
  released(waiting: WaitingSighting): EdgeSighting | null;
  /** As `released`, of a detection. */
  releasedDetection(waiting: WaitingDetection): EdgeDetection | null;
}

const bad = (detail: string): Problem => shareProblem("edge-rules", detail);
const rulesBytesMax = 1024 * 1024;

/** Reads the rules of a YAML text; each fault is named with its place. An empty text is no rules. */
export function parseLocalRules(text: string): LocalRules | Problem {
  if (text.length > rulesBytesMax) return bad(`It has more than ${rulesBytesMax} characters.`);
  const document = parseDocument(text, { prettyErrors: true });
  const fault = document.errors[0];
  if (fault !== undefined) return bad(fault.message);
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return bad(error instanceof Error ? `${error.message}.` : "It can't be read.");
  }
  const parsed = localRulesSchema.safeParse(content);
  if (!parsed.success)
    return bad(
      parsed.error.issues
        .map(
          ({ path, message }) =>
            `${path.length === 0 ? "the top level" : path.map(String).join(".")}: ${message}.`,
        )
        .join(" "),
    );
  return rulesOf(parsed.data);
}

export const noLocalRules: LocalRules = rulesOf(localRulesSchema.parse({})) as LocalRules;

/** A value as its own kind writes it; null where it is of no kind. */
function canonical(text: string): string | null {
  const clean = text.trim();
  return (
    normalizeNetwork(clean)?.value ??
    normalizeAddress(clean)?.value ??
    normalizeHash(clean)?.value ??
    normalizeUrl(clean) ??
    normalizeEmail(clean) ??
    normalizeDomain(clean)
  );
}

function rulesOf(settings: LocalRuleSettings): LocalRules | Problem {
  const values = new Set<string>();
  for (const text of settings.never.values) values.add(canonical(text) ?? text.trim().toLowerCase());
  const networks: Network[] = [];
  for (const [at, text] of settings.never.networks.entries()) {
    const network = parseNetwork(text.trim());
    if (network === null) return bad(`never.networks.${at}: ${JSON.stringify(text)} is no network in CIDR.`);
    networks.push(network);
  }
  const domains = new Set<string>();
  for (const [at, text] of settings.never.domains.entries()) {
    const domain = normalizeDomain(text.trim().replace(/^\*?\./, ""));
    if (domain === null) return bad(`never.domains.${at}: ${JSON.stringify(text)} is no domain.`);
    domains.add(domain);
  }
  const isNever = (observable: Observable): boolean => {
    const { type, value } = observable;
    if (values.has(value.toLowerCase()) || values.has(value)) return true;
    if (type === "ipv4" || type === "ipv6") return inNetworks(networks, value);
    if (type === "cidr") return touchesNetworks(networks, value);
    if (type === "domain") return isBelow(domains, value);
    const host = hostWithin(observable);
    return host !== null && isNever(host);
  };
  const isNeverAddress = (text: string): boolean => {
    const address = normalizeAddress(text);
    return address !== null && isNever(address);
  };
  const dropped = new Set<string>(settings.drop);
  const parts = [...values, ...domains].map((text) => text.toLowerCase());
  const mentionsNever = (text: string): boolean => {
    const small = text.toLowerCase();
    if (parts.some((part) => small.includes(part))) return true;
    return networks.length > 0 && (small.match(/[0-9a-f][0-9a-f.:/]+/g) ?? []).some(isNeverWord);
  };
  /** An address or network in a text, perhaps with a port or a mark of the sentence behind it. */
  const isNeverWord = (word: string): boolean => {
    const clean = word.replace(/[.:/]+$/, "");
    return [clean, clean.replace(/:\d+$/, ""), clean.split("/", 1)[0] ?? ""].some(
      (each) => isNeverAddress(each) || touchesNetworks(networks, each),
    );
  };
  const droppedFields = new Set(settings.dropFields.map((name) => name.toLowerCase()));
  return {
    settings,
    releasedDetection: (waiting) =>
      releasedDetection(waiting, { dropped, droppedFields, isNever, isNeverAddress, mentionsNever }),
    released({ sighting, value }) {
      if ("blind" in sighting) return value !== undefined && isNever(value) ? null : sighting;
      const { type, value: listed, met } = sighting;
      if (isNever({ type, value: listed }) || (met !== undefined && isNever(met))) return null;
      const kept = Object.entries(sighting).filter(
        ([name, said]) =>
          !dropped.has(name) &&
          !((name === "source" || name === "destination") && isNeverAddress(String(said))),
      );
      return Object.fromEntries(kept) as EdgeSighting;
    },
  };
}

function inNetworks(networks: readonly Network[], text: string): boolean {
  const address = parseAddress(text);
  return (
    address !== null &&
    networks.some((network) => network.address.v4 === address.v4 && networkContains(network, address))
  );
}

/** Whether a network has an address in common with one of the others: then one of the two holds the other. */
function touchesNetworks(networks: readonly Network[], text: string): boolean {
  const own = parseNetwork(text);
  return (
    own !== null &&
    networks.some(
      (network) =>
        network.address.v4 === own.address.v4 &&
        (networkContains(network, own.address) || networkContains(own, network.address)),
    )
  );
}

function isBelow(domains: ReadonlySet<string>, name: string): boolean {
  for (let at = 0; ; ) {
    if (domains.has(name.slice(at))) return true;
    const dot = name.indexOf(".", at);
    if (dot < 0) return false;
    at = dot + 1;
  }
}
