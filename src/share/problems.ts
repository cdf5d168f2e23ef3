/** What sharing refuses. A report of others that one may not read is as unknown as one that never was. */
import { defineProblems } from "../base/index.js";

export const shareProblem = defineProblems("share", {
  "report-invalid": {
    title: "The report can't be taken like this",
    hint: "Mend what is named and send it again; nothing was kept.",
    status: 422,
  },
  "report-unknown": {
    title: "There is no such report",
    hint: "Open Reports in the console; the list shows all that you may read.",
    status: 404,
  },
  "report-withdrawn": {
    title: "The report is withdrawn already",
    hint: "Send a new one where there is something to say.",
    status: 409,
  },
  "mail-unknown": {
    title: "There is no such mail",
    hint: "Open Reports in the console; what waits for you is listed there.",
    status: 404,
  },
  "mail-person": {
    title: "The mail can't be given to this person",
    hint: "Choose an analyst or admin of the member it is about.",
    status: 422,
  },
  "evidence-refused": {
    title: "The files can't be taken along",
    hint: "Leave them out or mend what is named, and send it again; nothing was kept.",
    status: 422,
  },
  "evidence-unknown": {
    title: "There is no such file",
    hint: "Open the report in the console; it shows the files that you may have.",
    status: 404,
  },
  "report-role": {
    title: "Your role only reads",
    hint: "Ask an analyst or admin of your company.",
    status: 403,
  },
  "cursor-invalid": {
    title: "The place to read on from can't be read",
    hint: "Start again at the top of the list.",
    status: 400,
  },
});
