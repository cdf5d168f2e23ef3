/** What the stores refuse, and what to do then. Codes never change once released. */
import { defineProblems } from "../base/index.js";

export const storeProblem = defineProblems("store", {
  "folder-taken": {
    title: "The data folder is in use by another process",
    hint: "Stop that process, or give this one a folder of its own with --data.",
    status: 409,
  },
  "folder-unusable": {
    title: "The data folder can't be used",
    hint: "Make the folder writable for this user, or name another one with --data.",
    status: 500,
  },
  "state-newer": {
    title: "The database was written by a newer Breakwater",
    hint: "Start the newer Breakwater again, or restore a backup that was made before the update.",
    status: 409,
  },
  "state-unreachable": {
    title: "The state database can't be reached",
    hint: "Check BREAKWATER_STATE_URL, and that the database takes connections from here.",
    status: 503,
  },
  "state-too-old": {
    title: "The PostgreSQL is too old",
    hint: "Point BREAKWATER_STATE_URL at PostgreSQL 15 or later, or leave it out to use the bundled one.",
    status: 409,
  },
  "state-start-failed": {
    title: "The embedded database can't be started",
    hint: "Look at the database's last log lines named here; BREAKWATER_STATE_FORM=pglite starts without it.",
    status: 500,
  },
  "state-migration-failed": {
    title: "The database can't be brought up to date",
    hint: "Nothing was changed. Keep the data folder, and report this with the sentence above.",
    status: 500,
  },
});
