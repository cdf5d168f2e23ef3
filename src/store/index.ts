/** What is kept: state, events, and the spool in front of them. */
export type { Tables } from "./state/tables.js";
