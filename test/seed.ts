/**
 * Properties draw new cases at every run, so that developers' machines go on finding faults; CI draws the same
 * ones each time, so that a change is judged by what it changed. A failing seed is printed either way.
 */
import fc from "fast-check";

if (process.env["CI"] === "true") fc.configureGlobal({ seed: 20_261_122 });
