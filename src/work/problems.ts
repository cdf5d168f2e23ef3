/** The problems of this room; `docs/problems.md` lists them all. */
import { defineProblems } from "../base/index.js";

export const workProblem = defineProblems("work", {
  "pack-broken": {
    title: "The file is not a whole pack",
    hint: "Get the file again from who made it, and compare its SHA-256; nothing of it was taken.",
    status: 422,
  },
  "pack-too-large": {
    title: "A pack is too large",
    hint: "A pack holds settings and texts; bring lists of indicators and large allow lists in from their sources.",
    status: 413,
  },
  "pack-newer": {
    title: "The pack is of a newer Breakwater",
    hint: "Update this center, or have the pack made by the version that runs here.",
    status: 422,
  },
  "pack-signature": {
    title: "The pack is not what its center signed",
    hint: "Do not use it: somebody changed it on the way. Get it again by another way.",
    status: 422,
  },
  "pack-entry-invalid": {
    title: "An entry of the pack can't be used",
    hint: "A pack is taken whole or not at all: have it made again without that entry, or mend it where it was made.",
    status: 422,
  },
  "pack-part-unknown": {
    title: "A pack has no such part",
    hint: "Leave the part out, or name one of those listed.",
    status: 404,
  },
  "pack-not-trusted": {
    title: "Nobody compared the fingerprint of this pack",
    hint: "Ask the center that made it for its fingerprint by telephone, compare all of it, and give it with --trust.",
    status: 409,
  },
});
