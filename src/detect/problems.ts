/** The problems of this room: what the index of indicators keeps on disk, and patterns. `docs/problems.md` lists them all. */
import { defineProblems } from "../base/index.js";

export const detectProblem = defineProblems("detect", {
  "pattern-unreadable": {
    title: "This is no STIX pattern",
    hint: "Compare it with docs/stix-patterns.md, as in [domain-name:value = 'bad.example'].",
    status: 422,
  },
  "rule-refused": {
    title: "A rule can't be used",
    hint: "The detail says which word of the rule is wrong; docs/sigma.md says what is understood. The other rules run.",
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
  "rules-too-many": {
    title: "These are more rules than can be taken",
    hint: "Take a folder or a part of them.",
    status: 413,
  },
  "rules-unreadable": {
    title: "These are no files of rules",
    hint: "Give a folder, a .yml file or a tar.gz with Sigma rules; `breakwater rule check` tells what is in it.",
    status: 422,
  },
  "rule-unknown": {
    title: "No rule has this id",
    hint: "`breakwater rule list` shows the ids.",
    status: 404,
  },
  "rule-source-unknown": {
    title: "No source of rules has this name",
    hint: "`breakwater rule sources` shows the names.",
    status: 404,
  },
  "rule-source-own": {
    title: "This source is Breakwater's own",
    hint: "Take other rules under another name; single ones are switched off with `breakwater rule disable`.",
    status: 409,
  },
  "rule-source-refused": {
    title: "A source of rules can't be fetched",
    hint: "Check the address in a browser; it must answer with a tar.gz or a YAML file.",
    status: 502,
  },
  "rule-version-unknown": {
    title: "This version of the rules is not what was shown",
    hint: "Check the source again and look at what would change.",
    status: 409,
  },
  "rule-exception-unknown": {
    title: "No exception has this id",
    hint: "`breakwater rule exceptions` shows them.",
    status: 404,
  },
  "rule-exception-invalid": {
    title: "This can't be an exception",
    hint: "Give a field with its value or network, a reason, and an end within a year.",
    status: 422,
  },
  "learning-running": {
    title: "A baseline is learned from history",
    hint: "Wait for it: `breakwater asset learning` shows how far it is.",
    status: 409,
  },
  "replay-of-detector": {
    title: "Detectors of behaviour are not replayed",
    hint: "`breakwater scan --behaviour` asks them of telemetry in files; Sigma rules are replayed over stored events.",
    status: 422,
  },
  "replay-running": {
    title: "A replay is running",
    hint: "Wait for it, or stop it: `breakwater rule replay --stop`.",
    status: 409,
  },
});
