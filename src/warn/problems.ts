/** What reading and answering warnings refuses. A warning of another member is as unknown as one that never was. */
import { defineProblems } from "../base/index.js";

export const warnProblem = defineProblems("warn", {
  "warning-unknown": {
    title: "There is no such warning",
    hint: "Open Warnings in the console; the list shows all that you may read.",
    status: 404,
  },
  "sighting-unknown": {
    title: "There is no such sighting",
    hint: "Open Sightings in the console; the list shows all that you may read.",
    status: 404,
  },
  "release-unknown": {
    title: "There is no such receipt",
    hint: "`breakwater explain` on a warning names the receipts of its releases.",
    status: 404,
  },
  "reaction-refused": {
    title: "The reaction can't be taken",
    hint: "Reactions are: on it, not here, need help, handled; a note has at most 2,000 characters.",
    status: 422,
  },
  "close-refused": {
    title: "The warning can't be closed like this",
    hint: "Give one of the reasons: duplicate, false alarm, true and handled, expected, not about us.",
    status: 422,
  },
  "role-refused": {
    title: "Your role only reads",
    hint: "Ask an analyst or admin of your company, or the center's operator.",
    status: 403,
  },
  "cursor-invalid": {
    title: "The place to read on from can't be read",
    hint: "Start again at the top of the list.",
    status: 400,
  },
});
