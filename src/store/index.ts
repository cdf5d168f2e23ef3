/** What is kept: state, events, and the spool in front of them. */
export { storeProblem } from "./problems.js";
export type { State, StateForm, StateHealth } from "./state/state.js";
export type { Tables } from "./state/tables.js";
