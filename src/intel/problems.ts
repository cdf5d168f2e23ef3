/** The problems of this room: feeds, allow lists and what stands in them. `docs/problems.md` lists them all. */
import { defineProblems } from "../base/pure.js";

export const intelProblem = defineProblems("intel", {
  "value-unknown": {
    title: "An entry of a feed names nothing that telemetry carries",
    hint: "Check the line; addresses, networks, domain names, URLs, hashes and mail addresses are read.",
    status: 422,
  },
  "value-allowed-by-feed": {
    title: "The feed itself says that this value is to be let through",
    hint: "Nothing to do: it is no indicator.",
    status: 422,
  },
  "value-too-long": {
    title: "A value is too long to be kept",
    hint: "Values of up to 2,048 bytes are kept; a scan without a store has no such bound.",
    status: 422,
  },
  "line-too-long": {
    title: "A line of a feed is too long",
    hint: "Check that the file is a list with one entry a line.",
    status: 422,
  },
  "json-invalid": {
    title: "A feed is not valid JSON",
    hint: "Open the file at that line and column, or fetch it again; nothing of it was taken in.",
    status: 422,
  },
  "json-too-deep": {
    title: "A feed is nested too deep",
    hint: "STIX and MISP need a few levels only; ask who made the file.",
    status: 422,
  },
  "object-invalid": {
    title: "An object of a feed can't be used",
    hint: "Compare it with the STIX 2.1 or MISP core format specification.",
    status: 422,
  },
  "not-for-detection": {
    title: "The feed says that this value is not for detection",
    hint: "Nothing to do: MISP's to_ids is off, or the object is revoked or deleted.",
    status: 422,
  },
  "said-beside": {
    title: "A feed says things beside its values that are not taken",
    hint: "Nothing to do: proposals are their publisher's to settle, and allow lists of your own decide what is let through.",
  },
  "columns-unknown": {
    title: "A table has no column that can be read",
    hint: "Give it a header with names such as value, indicator, domain, ip, url or sha256.",
    status: 422,
  },
  "format-unknown": {
    title: "A file is none of the known feed formats",
    hint: "Name the format with --format; docs/indicator-formats.md lists them.",
    status: 422,
  },
  "feed-too-large": {
    title: "A feed is too large",
    hint: "Split it into files of less than 256 MiB.",
    status: 413,
  },
  "allow-list-invalid": {
    title: "An allow list can't be used",
    hint: "Compare it with the MISP warninglists: name, type (cidr, hostname, string, substring, regex) and list.",
    status: 422,
  },
  "network-too-wide": {
    title: "A network of a feed is too wide",
    hint: "List the parts of it that are hostile; /8 and narrower is taken for IPv4, /19 and narrower for IPv6.",
  },
  "path-unusable": {
    title: "There is nothing to import at that path",
    hint: "Give files or folders that the center may read; save a stream to a file first.",
    status: 404,
  },
  "report-too-large": {
    title: "A report is too large to be searched",
    hint: "Send the part that matters; up to 10 MiB are read at a time, and telemetry goes to /ingest.",
    status: 413,
  },
  "report-empty": {
    title: "A report holds nothing",
    hint: "Paste the text, or check that the file was saved.",
    status: 422,
  },
  "document-unread": {
    title: "This kind of file is not read",
    hint: "Text, mail, HTML, PDF and today's office documents are read; paste the text of anything else.",
    status: 415,
  },
  "document-broken": {
    title: "A document is damaged",
    hint: "Save it again, or paste its text.",
    status: 422,
  },
  "document-locked": {
    title: "A document is protected by a password",
    hint: "Save it without the password, or paste its text.",
    status: 422,
  },
  "document-bomb": {
    title: "A document unpacks to far more than it should",
    hint: "If it is genuine, paste the text that matters.",
    status: 413,
  },
  "reading-overrun": {
    title: "A document takes too long or too much memory to read",
    hint: "Paste the text that matters.",
    status: 422,
  },
  "reading-busy": {
    title: "Too many documents are being read",
    hint: "Try again in a minute; pasted text is read at once.",
    status: 503,
  },
  "reading-failed": {
    title: "A document could not be read",
    hint: "Try again; if it stays, paste its text and tell whoever runs the center.",
    status: 500,
  },
  "stix-pattern-unusable": {
    title: "A STIX pattern uses an expression that can't be met",
    hint: "Write it in RE2 syntax, without look-around, back-references and possessive quantifiers.",
    status: 422,
  },
  "stix-pattern-too-costly": {
    title: "A STIX pattern takes too much work to meet with this data",
    hint: "Narrow its time with WITHIN or START and STOP, or ask for fewer observations at once.",
    status: 422,
  },
  "advisory-invalid": {
    title: "A file is no advisory that can be used",
    hint: "Give CSAF 2.0 documents or CISA's catalog of known exploited vulnerabilities, both as JSON.",
    status: 422,
  },
  "advisory-unknown": {
    title: "There is no such advisory",
    hint: "`breakwater advisory list` shows those that were imported.",
    status: 404,
  },
  "label-invalid": {
    title: "An import was given a value that it can't use",
    hint: "Confidence is 0 to 100, TLP one of CLEAR, GREEN, AMBER, AMBER+STRICT, RED.",
  },
});
