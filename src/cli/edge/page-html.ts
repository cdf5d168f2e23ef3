/** The local page of an edge as HTML: without script, nothing loaded but one style sheet, every text escaped. */
import { isoTime } from "../../base/index.js";
import { type EdgeDetection, type EdgeSighting, seenIn, type Waiting } from "../../share/index.js";
import { agoOf, detectionText, type EdgeStatus, sentenceOf } from "./edge-status.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const safe = (text: string | number): string =>
  String(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

export const pageStyle = `
:root { color-scheme: light dark; --ground: #f4f7f9; --card: #fff; --line: #d9e2e9; --text: #14212d; --quiet: #526270; --accent: #1f5583; --bad: #96420a; }
@media (prefers-color-scheme: dark) { :root { --ground: #0a1620; --card: #12222f; --line: #24394a; --text: #e6edf3; --quiet: #9fb2c1; --accent: #8fbbdc; --bad: #f5b06e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 16px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 8px; } p { margin: 0 0 8px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 4px 16px; margin: 0; } dt { color: var(--quiet); } dd { margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; } a { color: var(--accent); } a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); } .bad { color: var(--bad); font-weight: 600; }
pre { overflow-x: auto; white-space: pre-wrap; font: 0.9rem/1.4 ui-monospace, monospace; margin: 0; }
`;

const frame = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)}</title><link rel="stylesheet" href="/page.css"></head><body><main>${body}</main></body></html>
`;

const list = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([name, said]) => `<dt>${safe(name)}</dt><dd>${said}</dd>`).join("")}</dl>`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${heads
    .map((head) => `<th scope="col">${safe(head)}</th>`)
    .join("")}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
    .join("")}</tbody></table></div>`;

const section = (title: string, body: string): string => `<section><h2>${safe(title)}</h2>${body}</section>`;
const time = (us: number): string => `<time>${safe(isoTime(us).slice(0, 19).replace("T", " "))} UTC</time>`;
const number = (value: number): string => safe(value.toLocaleString("en-US"));

/** Values that may not be read stand here as hashes too, whatever this machine could find out. */
function waitingRow(each: Waiting): readonly string[] {
  const { count, lastUs } = seenIn(each);
  const [what, how] = "detection" in each ? detectionCells(each.detection) : sightingCells(each.sighting);
  return [what, how, number(count), time(lastUs), each.urgent ? "urgent" : ""];
}

const sightingCells = (sighting: EdgeSighting): readonly [string, string] => [
  "blind" in sighting
    ? `hash ${safe(sighting.blind.slice(0, 16))}…`
    : `${safe(sighting.type)} ${safe(sighting.value)}`,
  safe(sighting.direction),
];

const detectionCells = ({ rule, subject }: EdgeDetection): readonly [string, string] => [
  `${safe(rule.title)}${subject === undefined ? "" : ` ${safe(subject.value)}`}`,
  safe(rule.level),
];

function rulesSection({ rules }: EdgeStatus): string {
  const { drop, dropFields, never } = rules.settings;
  const said = (all: readonly string[]) => (all.length === 0 ? "none" : safe(all.slice(0, 50).join(", ")));
  return section(
    "Your own rules",
    `${rules.fault === "" ? "" : `<p class="bad">${safe(rules.fault)} The rules of before hold.</p>`}<p class="quiet">From ${safe(rules.path)}; send the program SIGHUP after a change.</p>${list(
      [
        ["Fields dropped", said([...drop, ...dropFields])],
        ["Values never sent", said(never.values)],
        ["Networks never sent", said(never.networks)],
        ["Domains never sent", said(never.domains)],
      ],
    )}`,
  );
}

function sentSection({ sent, report }: EdgeStatus): string {
  const rows = sent.latest.map(({ id, atUs, sightings, detections, bytes, outcome }) => [
    time(atUs),
    number(sightings),
    number(detections),
    number(bytes),
    safe(outcome),
    `<a href="/sent/${safe(id)}">every byte<span class="quiet"> ${safe(id.slice(0, 8))}</span></a>`,
  ]);
  const none = `<p class="quiet">Nothing yet.</p>`;
  return section(
    "What was sent",
    `${rows.length === 0 ? none : table(["Sent", "Sightings", "Detections", "Bytes", "What became of it", "Look"], rows)}<p class="quiet">Beside these the center gets a report every half minute${report === null ? "" : `: <a href="/report.json">the last one, every byte</a>`}. Records never leave this machine and are not kept here.</p>`,
  );
}

export function mainPage(status: EdgeStatus, waiting: readonly Waiting[]): string {
  const { exchange, set, outbox, doors, nowUs } = status;
  const difference = exchange.clockDifferenceUs;
  const rows = waiting.map(waitingRow);
  return frame(
    `Breakwater edge ${status.name}`,
    [
      `<h1>Breakwater edge <span class="quiet">${safe(status.name)}</span></h1>`,
      `<p class="${exchange.trouble === "" ? "" : "bad"}">${safe(sentenceOf(status))}</p>`,
      section(
        "Center",
        list([
          ["Address", safe(status.center)],
          ["Its key", safe(status.centerKey ?? "not met yet")],
          ["Last answer", safe(agoOf(nowUs, exchange.answeredUs))],
          ["Trouble", exchange.trouble === "" ? "none" : safe(exchange.trouble)],
          [
            "Clocks",
            difference === null
              ? "not compared yet"
              : `${safe((Math.abs(difference) / 1e6).toFixed(1))} s apart`,
          ],
        ]),
      ),
      section(
        "What it looks for",
        list([
          ["Indicators", number(set.indicators)],
          ["Of these only as hashes", number(set.blind)],
          ["Version", safe(`${set.epoch}.${set.sequence}`)],
          ["Known to be up to date", safe(agoOf(nowUs, exchange.currentUs))],
          ["Rules and detectors", safe(detectionText(status))],
          ["Detection content", safe(Object.keys(set.blobs).join(", ") || "none")],
        ]),
      ),
      section(
        "Doors",
        `${list(doors.map(({ title, state, advice }) => [title, safe(advice === "" ? state : `${state}. ${advice}`)]))}<p class="quiet">${number(status.records)} records read since the start, ${number(status.refused)} refused, ${number(status.hits)} hits.</p>`,
      ),
      section(
        "What waits",
        `${list([
          ["Room taken", `${number(outbox.bytes)} of ${number(outbox.bytesMax)} bytes`],
          ["Gathered further for want of room", `${number(outbox.merged)} times`],
          ["Hits without room", number(outbox.dropped)],
          ["Held back by your rules", `${number(outbox.held)} sightings and detections`],
        ])}${rows.length === 0 ? "" : table(["Value or rule", "Direction or level", "Count", "Last", ""], rows)}`,
      ),
      sentSection(status),
      rulesSection(status),
    ].join(""),
  );
}

export function sentPage(id: string, body: string): string {
  let pretty = body;
  try {
    pretty = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // As it stands, then.
  }
  return frame(
    `Upload ${id}`,
    `<p><a href="/">Back</a></p><h1>Upload</h1><section><h2>As it was sent</h2><p><a href="/sent/${safe(id)}.json">The bytes themselves</a>; below with line breaks.</p><pre>${safe(pretty)}</pre></section>`,
  );
}

export const missingPage = (): string =>
  frame(
    "Not here",
    `<p><a href="/">Back</a></p><h1>This is not here</h1><p>What was sent is kept for 30 days.</p>`,
  );
