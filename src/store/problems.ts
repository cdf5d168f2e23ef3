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
  "state-form-unknown": {
    title: "There is no such form of state",
    hint: "Set BREAKWATER_STATE_FORM to postgres or pglite, or leave it out.",
  },
  "state-migration-failed": {
    title: "The database can't be brought up to date",
    hint: "Nothing was changed. Keep the data folder, and report this with the sentence above.",
    status: 500,
  },
  "events-unavailable": {
    title: "The event store is not available at the moment",
    hint: "Nothing is lost, as batches wait in the spool. Try again in some seconds; `breakwater doctor` says more.",
    status: 503,
  },
  "events-absent": {
    title: "There is no event store on this machine",
    hint: "Run on glibc Linux or macOS, where the bundled one works. Batches stay in the spool until then.",
    status: 503,
  },
  "events-failed": {
    title: "The event store could not do this",
    hint: "The batch stays in the spool and is tried again. If it stays like this, report the sentence above.",
    status: 500,
  },
  "query-refused": {
    title: "This query can't be run",
    hint: "Write one SELECT over the table `event`; files, other databases and settings can't be reached from it.",
    status: 422,
  },
  "query-stopped": {
    title: "The query was stopped",
    hint: "Ask for a shorter time range, or add a condition on an address, a name or a log.",
    status: 408,
  },
  "spool-full": {
    title: "The spool is full",
    hint: "Send the batch again in some seconds: the id makes sure that it counts once.",
    status: 429,
  },
  "spool-failed": {
    title: "The spool could not be written",
    hint: "Check the disk that the data folder is on, then send the batch again.",
    status: 503,
  },
  "audit-key-unusable": {
    title: "The key that signs the audit chain can't be used",
    hint: "Bring it back from a backup, or move it away: the center then makes another and writes that down.",
    status: 500,
  },
  "audit-key-unreadable": {
    title: "That is no public key of an audit chain",
    hint: "Give the file `public.pem` of the data folder's `audit/`, or the 64 hex digits that `breakwater audit key` prints.",
    status: 422,
  },
});
