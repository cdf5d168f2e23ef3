/**
 * The properties that objects have in common (STIX 2.1, 3.2) by category, and the data types of section 2 that are
 * objects themselves: external references, phases of kill chains, granular markings.
 */
import {
  type Category,
  count,
  embedded,
  type Fields,
  formed,
  hashes,
  list,
  ref,
  required,
  text,
  truth,
  versionTime,
} from "../property.js";

/** STIX 2.1, 2.5. */
export const externalReference = embedded({
  source_name: required(text),
  description: text,
  url: formed("url-loose"),
  hashes,
  external_id: text,
});

/** STIX 2.1, 2.11. */
export const killChainPhase = embedded({
  kill_chain_name: required(formed("kill-chain-name")),
  phase_name: required(formed("kill-chain-name")),
});

/** STIX 2.1, 7.2.3. */
const granularMarking = embedded({
  lang: { ...formed("language"), only: "2.1" },
  marking_ref: ref("marking-definition"),
  selectors: required(list(formed("selector"))),
});

const type = required(formed("type-name"));
const specVersion: Fields[string] = { ...formed("spec-version"), required: true, only: "2.1" };
const id = required({ kind: "identifier" } as const);
const confidence: Fields[string] = { ...count, max: 100, only: "2.1" };
const lang: Fields[string] = { ...formed("language"), only: "2.1" };
const extensions: Fields[string] = { kind: "extensions", only: "2.1" };
const markings: Fields = {
  object_marking_refs: list(ref("marking-definition")),
  granular_markings: list(granularMarking),
};
/** Who made it is an identity; others stand there too, which is a note and no error (see docs/stix.md). */
const creator: Fields = { created_by_ref: ref(), created: required(versionTime) };
const versioned: Fields = { modified: required(versionTime), revoked: truth, labels: list(text) };
const described: Fields = { external_references: list(externalReference) };

const ordinary: Fields = {
  type,
  spec_version: specVersion,
  id,
  ...creator,
  ...versioned,
  confidence,
  lang,
  ...described,
  ...markings,
  extensions,
};

/** For SDOs and SROs, SCOs, meta objects that have versions, marking definitions, bundles. */
export const commonFields: Readonly<Record<Category, Fields>> = {
  sdo: ordinary,
  sro: ordinary,
  sco: {
    type,
    spec_version: { ...formed("spec-version"), only: "2.1" },
    id: { kind: "identifier", required: true, only: "2.1" },
    object_marking_refs: { ...list(ref("marking-definition")), only: "2.1" },
    granular_markings: { ...list(granularMarking), only: "2.1" },
    defanged: { ...truth, only: "2.1" },
    extensions: { kind: "extensions" },
  },
  meta: { type, spec_version: specVersion, id, ...creator, ...described, ...markings },
  bundle: { type, id },
};

/** What a meta object with versions has more than a marking definition, which can't be versioned (STIX 2.1, 7.2.1). */
export const versionedFields: Fields = versioned;
export const languageFields: Fields = { ...versioned, confidence };
export const extensionsField: Fields = { extensions };
