/** The problems of this room; `docs/problems.md` lists them all. */
import { defineProblems } from "./problem.js";

export const baseProblem = defineProblems("base", {
  "pattern-refused": {
    title: "A regular expression can't be used",
    hint: "Write it in RE2 syntax: no back-references and no look-around.",
    status: 422,
  },
  "file-missing": {
    title: "A file or folder is not there",
    hint: "Check the path; relative paths start at the folder the command was run in.",
    status: 404,
  },
  "file-unreadable": {
    title: "A file may not be read",
    hint: "Give the user that runs Breakwater the right to read it.",
    status: 403,
  },
  "address-unreadable": {
    title: "An address can't be asked",
    hint: "Give a whole one such as https://taxii.example/taxii2/, without a name and password in it.",
    status: 422,
  },
  "address-near": {
    title: "The address is in this or a private network",
    hint: "Where that is meant, say so where the server is set up.",
    status: 422,
  },
  "no-answer": {
    title: "There was no whole answer",
    hint: "Check the address and whether the server is up; it is tried again by itself where it is on a schedule.",
    status: 502,
  },
  "answer-too-large": {
    title: "The answer is larger than what is read",
    hint: "Ask the server's operators; one of its pages should never have so much.",
    status: 502,
  },
  "archive-broken": {
    title: "A file or archive can't be read to its end",
    hint: "It is cut off or damaged: fetch it again and compare its size or checksum with the source's.",
    status: 422,
  },
  "archive-bomb": {
    title: "An archive grows too much",
    hint: "If it is genuine, unpack it yourself and give the unpacked file.",
    status: 413,
  },
  "archive-too-large": {
    title: "A file or archive is too large",
    hint: "Split it into smaller files.",
    status: 413,
  },
});
