/**
 * What one STIX object that a member gave adds to a report: values to meet, and a line for its readers. A pattern that
 * needs more than one value stands in the text whole: its parts are not hostile by themselves. Objects that only hold
 * others together or say who made them add nothing: who gave it is not told.
 */
import { readPattern } from "../../../intel/index.js";
import {
  isJsonObject,
  type JsonObject,
  type Observable,
  observablesOf,
  readStix,
} from "../../../model/index.js";

export interface Contribution {
  /** What the object is called; empty where it has no name. */
  readonly title: string;
  readonly line: string;
  readonly observables: readonly Observable[];
}

/** What readers are told an object of a type is, where it says something by itself. */
const words: Readonly<Record<string, string>> = {
  "attack-pattern": "Technique",
  campaign: "Campaign",
  "course-of-action": "What to do",
  grouping: "Grouping",
  incident: "Incident",
  indicator: "Indicator",
  infrastructure: "Infrastructure",
  "intrusion-set": "Intrusion set",
  malware: "Malware",
  "malware-analysis": "Malware analysis",
  note: "Note",
  opinion: "Opinion",
  report: "Report",
  sighting: "Sighting",
  "threat-actor": "Threat actor",
  tool: "Tool",
  vulnerability: "Vulnerability",
};

/** One object's words at most; a report has 50,000 characters. */
const lineChars = 2000;

const text = (object: JsonObject, key: string): string => {
  const value = object[key];
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
};

function patternOf(object: JsonObject): {
  readonly observables: readonly Observable[];
  readonly shown: string;
} {
  const pattern = text(object, "pattern");
  const kind = text(object, "pattern_type") || "stix";
  if (pattern === "") return { observables: [], shown: "" };
  if (kind !== "stix") return { observables: [], shown: `${kind}: ${pattern}` };
  const reading = readPattern(pattern);
  if ("error" in reading) return { observables: [], shown: pattern };
  return { observables: reading.met, shown: reading.unmet.length > 0 ? pattern : "" };
}

function wordsOf(object: JsonObject): readonly string[] {
  const seen = object["count"] === undefined ? [] : [`seen ${String(object["count"]).slice(0, 20)} times`];
  const opinion = text(object, "opinion");
  return [
    text(object, "abstract"),
    text(object, "description"),
    text(object, "content"),
    opinion,
    ...(object["type"] === "sighting" ? seen : []),
  ].filter((each) => each !== "");
}

/** Null where the object adds nothing, or was revoked by who gave it. */
export function contributionOf(content: string): Contribution | null {
  const object: unknown = JSON.parse(content);
  if (!isJsonObject(object) || object["revoked"] === true) return null;
  const type = text(object, "type");
  // Version 2.0 keeps observables inside observed data; read, they are objects of their own.
  const read = readStix(object).objects.flatMap(observablesOf);
  const { observables, shown } = patternOf(object);
  const found = [...observables, ...read];
  const word = Object.hasOwn(words, type) ? words[type] : undefined;
  const title = text(object, "name");
  if (word === undefined) return found.length > 0 ? { title: "", line: "", observables: found } : null;
  const said = [title, ...wordsOf(object), shown].filter((each) => each !== "").join(" — ");
  const line = said === "" ? "" : `${word}: ${said}`.slice(0, lineChars);
  return line === "" && found.length === 0 ? null : { title, line, observables: found };
}
