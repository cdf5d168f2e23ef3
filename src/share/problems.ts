/** What sharing refuses. A report of others that one may not read is as unknown as one that never was. */
import { defineProblems } from "../base/index.js";

export const shareProblem = defineProblems("share", {
  "report-invalid": {
    title: "The report can't be taken like this",
    hint: "Mend what is named and send it again; nothing was kept.",
    status: 422,
  },
  "consent-missing": {
    title: "Your company has not agreed to be named to them",
    hint: "An admin of your company agrees under Sharing, *Which members may learn that a report is ours*; or let only the center know whose it is. Nothing was kept.",
    status: 409,
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
  "misp-credentials": {
    title: "The MISP feed needs credentials",
    hint: "Send an API token with the scope read: as Bearer, as the password of Basic, or alone in the header Authorization.",
    status: 401,
  },
  "misp-right": {
    title: "The token may not read the MISP feed",
    hint: "Make one with the scope read.",
    status: 403,
  },
  "misp-unknown": {
    title: "It is not in the feed",
    hint: "The manifest lists the events; a feed has manifest.json, hashes.csv and one file for each event.",
    status: 404,
  },
  "misp-feed-unknown": {
    title: "No such MISP feed is set up",
    hint: "`breakwater misp list` shows them; the configuration's share.misp.feeds sets them up.",
    status: 404,
  },
  "misp-setting": {
    title: "A MISP feed can't be asked as it is set up",
    hint: "Mend the configuration's share.misp.feeds; docs/misp.md shows it.",
    status: 422,
  },
  "misp-feed": {
    title: "A MISP feed's answer can't be used",
    hint: "It is asked again by itself; if it lasts, tell its operators what stands here.",
    status: 502,
  },
  "taxii-query": {
    title: "A parameter can't be read",
    hint: "TAXII 2.1, section 3.4, lists them.",
    status: 400,
  },
  "taxii-quota": {
    title: "The member has given as much as is taken of it in one day",
    hint: "Give the rest when the next day of UTC begins; Retry-After says in how many seconds.",
    status: 429,
  },
  "taxii-envelope": {
    title: "The body is no TAXII envelope",
    hint: 'Send {"objects": [ … ]} with STIX objects.',
    status: 422,
  },
  "taxii-accept": {
    title: "None of the media types asked for is spoken here",
    hint: "Ask for application/taxii+json;version=2.1.",
    status: 406,
  },
  "taxii-content": {
    title: "The body's media type is not taken",
    hint: "Send application/taxii+json;version=2.1.",
    status: 415,
  },
  "taxii-credentials": {
    title: "TAXII needs credentials",
    hint: "Send an API token as Bearer, or as the password of Basic.",
    status: 401,
  },
  "taxii-slash": {
    title: "Addresses of TAXII end in a slash",
    hint: "Add it.",
    status: 404,
  },
  "taxii-unknown": {
    title: "It is not here",
    hint: "The collections of an API root list what you may use.",
    status: 404,
  },
  "taxii-right": {
    title: "You may not do this here",
    hint: "The collection's can_read and can_write say what you may do.",
    status: 403,
  },
  "taxii-method": {
    title: "The method is not taken here",
    hint: "TAXII 2.1, chapters 4 and 5, list what is.",
    status: 405,
  },
  "taxii-collection": {
    title: "The API root or collection can't be made like this",
    hint: "Mend what is named and try again; nothing was kept.",
    status: 422,
  },
  "taxii-taken": {
    title: "The address is taken",
    hint: "Choose another, or use the one that is there. What was taken over from another server once is there already.",
    status: 409,
  },
  "taxii-file": {
    title: "The file is not what a TAXII server keeps",
    hint: "It is a JSON object with /discovery and a key per API root, as medallion has it; docs/taxii.md shows one.",
    status: 422,
  },
  "taxii-other-unknown": {
    title: "No such TAXII server is set up",
    hint: "`breakwater taxii others` shows them; the configuration's share.taxii.servers sets them up.",
    status: 404,
  },
  "taxii-setting": {
    title: "Another TAXII server can't be asked as it is set up",
    hint: "Mend the configuration's share.taxii.servers; docs/taxii.md shows it.",
    status: 422,
  },
  "taxii-other": {
    title: "Another TAXII server's answer can't be used",
    hint: "It is asked again by itself; if it lasts, tell its operators what stands here.",
    status: 502,
  },
  "taxii-too-large": {
    title: "The body is too large",
    hint: "Send less at once; max_content_length of the API root says how much.",
    status: 413,
  },
  "peer-identity": {
    title: "The center's identity toward other centers can't be read",
    hint: "Bring the folder `peer` back from a backup; with a new one every peer has to be introduced again.",
    status: 500,
  },
  "peer-invitation": {
    title: "The invitation can't be accepted",
    hint: "Ask the other center for a new one and take the line over whole.",
    status: 422,
  },
  "peer-place": {
    title: "The center has no name toward others yet",
    hint: "Say it once: `breakwater peer invite --name NAME --url https://ADDRESS:PORT`.",
    status: 422,
  },
  "peer-known": {
    title: "This center is known already",
    hint: "End what stands with it before it is introduced anew.",
    status: 409,
  },
  "peer-unknown": {
    title: "There is no such peer",
    hint: "`breakwater peer list` shows them.",
    status: 404,
  },
  "peer-fingerprint": {
    title: "The fingerprints are not the same",
    hint: "Do not confirm: call the other center at a number you know, and compare again. If they differ, somebody stands between you.",
    status: 409,
  },
  "peer-state": {
    title: "Nothing flows to or from this center",
    hint: "Both sides confirm the fingerprint first; what was ended stays so.",
    status: 409,
  },
  "peer-certificate": {
    title: "The certificate is not one of a peer",
    hint: "Introduce the two centers to one another; where the other center is new from a backup, do it again.",
    status: 403,
  },
  "peer-batch": {
    title: "What came from another center can't be taken",
    hint: "It is sent again by itself; if it lasts, tell the other center's operators what stands here.",
    status: 422,
  },
  "peer-gap": {
    title: "Messages of another center are missing in between",
    hint: "It sends from the last that arrived; by file, import the one before first.",
    status: 409,
  },
  "peer-answer": {
    title: "Another center's answer can't be used",
    hint: "It is asked again by itself; if it lasts, tell its operators what stands here.",
    status: 502,
  },
  "peer-head": {
    title: "Another center's audit chain is not the one it showed before",
    hint: "Its chain was rewritten or brought back from a backup: ask its operators which, and keep what stands here as proof.",
    status: 409,
  },
  "edge-page": {
    title: "A page of the edge's set must not be taken",
    hint: "Nothing was changed and the set at hand goes on; if it lasts, compare the center's key with its operators.",
    status: 502,
  },
  "edge-rules": {
    title: "The edge's local rules can't be used",
    hint: "Mend what is named; until then the rules of before hold. docs/edge.md shows the file.",
    status: 422,
  },
  "edge-request": {
    title: "What the edge sent can't be read",
    hint: "Run the same version of Breakwater at the edge and at the center.",
    status: 422,
  },
  "edge-unknown": {
    title: "The center does not know this edge",
    hint: "It makes itself known with its next report, by itself.",
    status: 409,
  },
  "edge-too-many": {
    title: "This member has as many edges as one may have",
    hint: "Forget those that are gone under Members, then start this one again.",
    status: 409,
  },
  "cursor-invalid": {
    title: "The place to read on from can't be read",
    hint: "Start again at the top of the list.",
    status: 400,
  },
});
