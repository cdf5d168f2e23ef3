/** The problems of this room; `docs/problems.md` lists them all. */
import { defineProblems } from "../base/index.js";

export const cliProblem = defineProblems("cli", {
  "config-invalid": {
    title: "The configuration file can't be used",
    hint: "Mend the line named, then run `breakwater config check`.",
    status: 422,
  },
  "not-loopback": {
    title: "The console would be readable on the network without TLS",
    hint: "Leave `api.tls.off` out, and a certificate is made; or set `api.behindProxy` where a proxy does TLS.",
    status: 422,
  },
  "tls-invalid": {
    title: "The TLS certificate can't be used",
    hint: "Give `api.tls.certificate` and `api.tls.key` as PEM files that belong together and that this user may read.",
    status: 422,
  },
  "port-taken": {
    title: "The console can't be opened",
    hint: "Stop what uses the port, or take another with --port; 0 takes any free one.",
    status: 409,
  },
  "format-unknown": {
    title: "No telemetry format has that name",
    hint: "Leave the format out, and it is found out; docs/telemetry-formats.md lists the names.",
    status: 422,
  },
  "id-unknown": {
    title: "Nothing that you may read has this id",
    hint: "`breakwater warning list`, `breakwater detection list` and the console show ids; a release is `release:12`, a refused record `refused:3`.",
    status: 404,
  },
  "path-missing": {
    title: "There is nothing at that path",
    hint: "Check the path and who may read it.",
    status: 404,
  },
  "file-too-large": {
    title: "The file is too large",
    hint: "Check that it is the right one; docs/cranes.md says how much each may have.",
    status: 413,
  },
  "center-unreachable": {
    title: "The center doesn't answer",
    hint: "Start it with `npm start`, or name it: --to https://center.example, or --data with its data folder.",
    status: 503,
  },
  "center-missing": {
    title: "There is no center here",
    hint: "Start one with `npm start`, or name the folder of the one you mean with --data or BREAKWATER_DATA.",
    status: 404,
  },
  "folder-not-empty": {
    title: "A pack starts a new center, and there is one already",
    hint: "Name an empty folder with --data; `breakwater pack import` takes a pack into a center that there is.",
    status: 409,
  },
  "member-unknown": { title: "No such member", hint: "`breakwater member list` shows them.", status: 404 },
  "group-unknown": {
    title: "No such group",
    hint: "`breakwater member group list` shows them.",
    status: 404,
  },
  "day-unreadable": { title: "That is no day", hint: "Write it as year-month-day: 2026-11-22.", status: 422 },
  "person-unknown": { title: "No such person", hint: "`breakwater person list` shows them.", status: 404 },
  "not-confirmed": { title: "Nothing was done", hint: "Say yes when asked, or add --yes." },
  "demo-failed": {
    title: "The sample port was not loaded",
    hint: "Try again; what it had made is removed.",
    status: 500,
  },
  "token-needed": {
    title: "Telemetry from a stranger",
    hint: "Send the token of a member: `Authorization: Bearer bwt_…` (`breakwater token add` makes one).",
    status: 401,
  },
  "send-failed": {
    title: "The center refused the telemetry",
    hint: "Mend what it says, then send again: what was taken is not taken twice.",
  },
  "stix-invalid": {
    title: "Not all is valid STIX",
    hint: "Mend the places named; docs/stix.md says what is checked.",
    status: 422,
  },
  "stix-too-large": {
    title: "A STIX file is too large to be checked",
    hint: "Split it into files of less than 256 MiB.",
    status: 413,
  },
  "edge-setting": {
    title: "The edge can't be started like this",
    hint: "`breakwater help edge` shows what it needs; docs/edge.md shows a whole configuration.",
  },
  "edge-folder": {
    title: "This folder is no edge's",
    hint: "Name the edge's data folder with --data; a new folder makes a new edge.",
  },
  "edge-center": {
    title: "The center is not the one this edge knows",
    hint: "Compare the key with the center's operators. If it is right, start the edge with a new data folder.",
    status: 403,
  },
  "edge-member": {
    title: "The token is another member's",
    hint: "Give this edge a token of its own member, or start it with a new data folder.",
    status: 403,
  },
  "edge-outbox": {
    title: "What was found could not be written down",
    hint: "Make room on the disk of the edge's data folder; nothing was acknowledged.",
    status: 503,
  },
  usage: { title: "The command can't be run like this", hint: "See `breakwater help`." },
});
