/** The problems of this room: what the index of indicators keeps on disk, and patterns. `docs/problems.md` lists them all. */
import { defineProblems } from "../base/index.js";

export const detectProblem = defineProblems("detect", {
  "pattern-unreadable": {
    title: "This is no STIX pattern",
    hint: "Compare it with docs/stix-patterns.md, as in [domain-name:value = 'bad.example'].",
    status: 422,
  },
  "index-unreadable": {
    title: "A saved index of indicators can't be used",
    hint: "Delete the file; the index is built anew from the indicators themselves.",
    status: 422,
  },
  "geo-unreadable": {
    title: "A database of countries or networks can't be used",
    hint: "Give a MaxMind DB file (.mmdb) that this program may read; docs/geo.md says where to get one.",
    status: 422,
  },
  "index-unwritable": {
    title: "The index of indicators can't be saved",
    hint: "Look at the folder's rights and free space; until it is saved, a restart builds the index anew.",
    status: 500,
  },
});
