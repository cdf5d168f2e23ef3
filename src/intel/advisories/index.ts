/** Advisories: reading CSAF and the KEV catalog, keeping them, and holding them against what a member has. */
export { importAdvisories } from "./importing.js";
export { keepAdvisories, keepExploited } from "./keeping.js";
export { type KnownAdvisories, knownAdvisories, listAdvisories, readAdvisory } from "./listing.js";
export { matchAdvisory, prepareInventory } from "./matching.js";
export { vendorsOf, wordsOf } from "./product-names.js";
export { readCsaf } from "./read-csaf.js";
export { readAdvisoryFiles } from "./read-files.js";
