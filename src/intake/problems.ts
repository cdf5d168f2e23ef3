/**
 * The refusals of the intake room. A refused record names its line and what was wrong; it is counted, kept for
 * a look, and never stops the rest. Formats share these codes: a code per kind of damage, not per format, so
 * that a person learns a dozen and not a hundred.
 */
import { defineProblems } from "../base/index.js";

export const intakeProblem = defineProblems("intake", {
  "format-unknown": {
    title: "The telemetry format is not known",
    hint: "Name it (`--format`), or look at `docs/telemetry-formats.md` for what can be read.",
  },
  "header-missing": {
    title: "The lines that name the columns are missing",
    hint: "Send the file from its beginning: without its header nobody can tell what the columns mean.",
  },
  "header-invalid": {
    title: "The lines that name the columns can't be used",
    hint: "Write the file again with its full header, or send it as JSON.",
  },
  "record-cut": {
    title: "The last record is cut off",
    hint: "The file was copied while it was written; send it again when it is complete.",
  },
  "record-too-long": {
    title: "A record is longer than 1 MiB",
    hint: "Leave payloads out of the log at its source.",
    status: 413,
  },
  "record-nested": {
    title: "A record is nested more than 64 deep",
    hint: "No known sensor writes this; look at what produced it.",
  },
  "record-crowded": {
    title: "A record has more values than can be read",
    hint: "A JSON record has at most 65,536 commas and opening brackets; no known sensor writes more.",
  },
  "record-not-utf8": {
    title: "A record is not UTF-8 text",
    hint: "Let the source write UTF-8, or look whether the file is damaged.",
  },
  "record-nul": {
    title: "A record has a NUL byte",
    hint: "The file is binary or was damaged, often by a full disk; look at its source.",
  },
  "json-invalid": {
    title: "A record is not valid JSON",
    hint: "Look at the sample: it is often two records in one line, or one cut in half.",
  },
  "json-not-object": {
    title: "A JSON record is not an object",
    hint: "One object a line, or an array of objects, can be read.",
  },
  "columns-mismatch": {
    title: "A record has other columns than its header",
    hint: "Look whether two writers share the file, or whether a separator stands inside a value.",
  },
  "record-unreadable": {
    title: "A record does not follow its format",
    hint: "Look at the sample beside the format's page; a changed log template is the usual cause.",
  },
  "records-too-many": {
    title: "More records in one document than can be held",
    hint: "Split the document.",
    status: 413,
  },
  "archive-broken": {
    title: "An archive is damaged",
    hint: "What came before the damage was read; copy the archive again for the rest.",
  },
  "archive-bomb": {
    title: "An archive unpacks to far more than it should",
    hint: "If it is really yours, unpack it yourself and send the files.",
    status: 413,
  },
  "archive-junk": {
    title: "There is something else behind an archive",
    hint: "The archive was read to its end; look what has written behind it, often a copy or a log that went on.",
  },
  "door-method": {
    title: "Telemetry is sent with POST",
    hint: "Send it as `POST /ingest`; see `docs/send-telemetry.md`.",
    status: 405,
  },
  "door-encoding": {
    title: "The body is packed in a way that can't be unpacked",
    hint: "Send it as it is, or with `Content-Encoding: gzip` or `zstd`.",
    status: 415,
  },
  "door-content": {
    title: "The body is of a kind that this door does not read",
    hint: "OTLP is sent as `application/x-protobuf` or `application/json`; look at `docs/shippers.md`.",
    status: 415,
  },
  "door-header": {
    title: "A header of the request can't be used",
    hint: "Batch ids are 1 to 128 letters, digits and `._:@/-`; formats are named by their id.",
  },
  "door-body-too-large": {
    title: "The body is larger than one request may be",
    hint: "Send it in several requests.",
    status: 413,
  },
  "door-body-slow": {
    title: "The sender paused for too long",
    hint: "Send the same batch again; what was safe is not counted twice.",
    status: 408,
  },
  "door-body-cut": {
    title: "The sender went away in the middle of the body",
    hint: "Send the same batch again; what was safe is not counted twice.",
  },
  "door-busy": {
    title: "The door has too much under way",
    hint: "Send the same again in a few seconds.",
    status: 429,
  },
  "door-path": {
    title: "The door has no such path",
    hint: "Look at `docs/shippers.md` for the address that this shipper needs.",
    status: 404,
  },
  "item-invalid": {
    title: "An item of a shipper's batch can't be taken",
    hint: "Look at the reason beside it; the other items were taken.",
  },
  "door-failed": {
    title: "The telemetry could not be stored",
    hint: "Send the same batch again in a while; the center's log says what went wrong.",
    status: 503,
  },
  "port-taken": {
    title: "The syslog port can't be opened",
    hint: "Choose another with `intake.syslog.port`, or stop what holds it.",
    status: 409,
  },
  "input-unreadable": {
    title: "A file or folder can't be read",
    hint: "Look whether it exists and whether Breakwater's user may read it.",
    status: 404,
  },
});
