/**
 * All that the kernel exports. What each part does stands at its head; docs/hot-path.md goes through them in order.
 */
export { prepare } from "./prepare";
export * from "./table";
export { coarseV4, mayBeInNetworkV4, mayBeInNetworkV6, networksV4Batch, networksV6Batch, networkV4, networkV6 } from "./networks";
export { enter, leave, locate, rebuildStep } from "./entries";
export { addLines, addValues } from "./add-lines";
export { locatorOf } from "./identify";
export { meet } from "./meet";
export { checksum } from "./checksum";
export { hashExact, hashFolded, hashIpv4, hashIpv6, hashUrl } from "./hash";
export { bind, inputAt, linesAt, logCountsAt, slowAt, tapeAt } from "./context";
export { hashesAt, placesAt, spansAt, valueCount } from "./context";
export { lines, tapeEntries, setColumns, setKeys } from "./sieve";
export { addLog, clearLogs, scanJson, scanRules, scanTsv, slowLines, setRules } from "./scan";
export { predicatesBind, predicatesUse } from "./predicates-memory";
export { predicates, predicatesFoundAt, predicatesOddAt, predicatesOddCount } from "./predicates";
export * from "./rows";
export { rowCount, rowsClear, rowsTextBytes } from "./rows-columns";
export { rowsForget, rowsLearn } from "./rows-learned";
export { listBytes, listEntries } from "./rows-text";
