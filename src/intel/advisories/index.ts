/** Advisories: reading CSAF and the KEV catalog, and holding them against what a member has. */
export { matchAdvisory, type PreparedInventory, prepareInventory } from "./matching.js";
export { vendorsOf, wordsOf } from "./product-names.js";
export { isCsaf, readCsaf } from "./read-csaf.js";
export { type ReadAdvisoryFile, readAdvisoryFiles, readAdvisoryText } from "./read-files.js";
export { isKev, type Kev, readKev } from "./read-kev.js";
export { readVersionRange } from "./version-range.js";
export { type KeptAdvisories, keepAdvisories, keepExploited } from "./keeping.js";
export { type AdvisoryPage, type AdvisoryQuery, type KnownAdvisories, knownAdvisories, listAdvisories, readAdvisory } from "./listing.js";
