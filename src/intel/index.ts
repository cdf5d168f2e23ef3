/** Indicators: feeds and their formats, allow lists, and what is known of a value. */
export * from "./allow-lists.js";
export * from "./allow-match.js";
export { type AllowImportReport, importAllowLists, loadAllowLists, writeAllowList } from "./allow-store.js";
export * from "./extract/index.js";
export * from "./feed-format.js";
export { fitEntries } from "./fit-entries.js";
export * from "./import.js";
export { type EntriesSource, importEntries } from "./import-entries.js";
export * from "./load.js";
export type { LeftLine, TakenLines } from "./load-lines.js";
export * from "./look-up.js";
export { openFeeds } from "./open-feeds.js";
export * from "./problems.js";
export * from "./read-value.js";
export * from "./refang.js";
export { feedFormatOf, sniffFeed } from "./sniff.js";
export { confidenceOf, defaultConfidence } from "./source-name.js";
export * from "./stix-pattern/index.js";
