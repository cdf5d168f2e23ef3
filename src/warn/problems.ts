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
  "detection-unknown": {
    title: "There is no such detection",
    hint: "Detections that you may read are listed in the console and by `breakwater detection list`.",
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
  "mail-invalid": {
    title: "Outgoing mail can't be used as it is configured",
    hint: "Mend what is named under `mail` in the configuration; docs/mail.md has an example.",
    status: 422,
  },
  "mail-off": {
    title: "No mail is sent by this center",
    hint: "Configure `mail` (docs/mail.md), or hand the link over by another way.",
    status: 409,
  },
  "link-refused": {
    title: "No link to this warning can be made for that person",
    hint: "`breakwater person list` shows who is there; the center's own people sign in instead.",
    status: 422,
  },
  "cursor-invalid": {
    title: "The place to read on from can't be read",
    hint: "Start again at the top of the list.",
    status: 400,
  },
});
