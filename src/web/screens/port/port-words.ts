/** What is said on *Port*, in words: the same on every part of it, as docs/cranes.md has them. */
import type { VendorSessionRow } from "../../../api/types.js";
import type { AssetRole, DirectiveStatus, SiteListName } from "../../../model/index.js";

export const roleNames: Readonly<Record<AssetRole, string>> = {
  plc: "PLC (controller)",
  "safety plc": "Safety PLC",
  drive: "Drive",
  hmi: "HMI (operator's panel)",
  "engineering station": "Engineering station",
  historian: "Historian",
  camera: "Camera",
  "remote i/o": "Remote I/O",
  gateway: "Gateway",
  modem: "Modem",
  server: "Server",
  "network device": "Network device",
  "remote-control station": "Remote-control station",
  "management system": "Management system",
  other: "Other",
  unknown: "Not known yet",
};

export const directiveWords: Readonly<Record<DirectiveStatus, string>> = {
  "not applicable": "Not applicable",
  open: "Open",
  "in progress": "In progress",
  done: "Done",
};

export const verdictWords: Readonly<
  Record<VendorSessionRow["verdict"], { readonly word: string; readonly isWell: boolean }>
> = {
  matched: { word: "Matches a work order", isWell: true },
  "no order": { word: "No work order", isWell: false },
  "other crane": { word: "Went to another crane than ordered", isWell: false },
  "past its end": { word: "Went on after its order's end", isWell: false },
};

export const listTitles: Readonly<Record<SiteListName, string>> = {
  zones: "Zones",
  conduits: "Conduits",
  cranes: "Cranes",
  assets: "Machines",
  workOrders: "Work orders",
  windows: "Maintenance windows",
  vendors: "Vendors",
  points: "Points with limits",
};

/** How much a piece of evidence weighs, from 1 to 100. */
export function weightWords(weight: number): string {
  if (weight >= 90) return "said so";
  if (weight >= 60) return "strong";
  return weight >= 30 ? "likely" : "a hint";
}

/** `40 minutes`, `2 hours 5 minutes`, `3 days`. */
export function lengthInWords(us: number): string {
  const minutes = Math.max(0, Math.round(us / 60e6));
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return count(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return count(Math.round(hours / 24), "day");
  return minutes % 60 === 0
    ? count(hours, "hour")
    : `${count(hours, "hour")} ${count(minutes % 60, "minute")}`;
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
