/**
 * Office documents of today, which are archives of XML: Word, Excel and PowerPoint (ECMA-376), OpenDocument. Text comes
 * out in lines as a reader sees them: paragraphs, rows with their cells apart, slides; the targets of links with it.
 * XML is read tag by tag: no entities are defined, nothing outside is fetched, macros are not looked at.
 */
import { Parser } from "htmlparser2";
import { Refusal } from "../../../base/pure.js";
import { intelProblem } from "../../problems.js";
import { decodeText } from "./content-kind.js";
import type { Sheet } from "./sheet.js";
import { namesIn, unzip } from "./unzip.js";

const parts: readonly (readonly [string, RegExp])[] = [
  [
    "word/document.xml",
    /^word\/(?:document|footnotes|endnotes|comments|header\d{0,3}|footer\d{0,3})\.xml$|^word\/_rels\/[a-z0-9]{1,20}\.xml\.rels$/,
  ],
  [
    "xl/workbook.xml",
    /^xl\/(?:sharedStrings|worksheets\/sheet\d{1,4}|comments\d{0,3})\.xml$|^xl\/worksheets\/_rels\/[a-z0-9]{1,20}\.xml\.rels$/,
  ],
  [
    "ppt/presentation.xml",
    /^ppt\/(?:slides\/slide|notesSlides\/notesSlide)\d{1,4}\.xml$|^ppt\/slides\/_rels\/[a-z0-9]{1,20}\.xml\.rels$/,
  ],
  ["content.xml", /^content\.xml$/],
];

export async function readOffice(bytes: Uint8Array, sheet: Sheet): Promise<void> {
  const names = await namesIn(bytes, sheet);
  const wanted = parts.find(([main]) => names.has(main))?.[1];
  if (wanted === undefined)
    throw new Refusal(intelProblem("document-unread", "It is an archive (zip) and no document."));
  const found = await unzip(bytes, (name) => wanted.test(name), sheet);
  const strings = found.find(({ name }) => name === "xl/sharedStrings.xml");
  const shared = strings === undefined ? [] : sharedStrings(decodeText(strings.bytes));
  for (const { name, bytes: xml } of found) {
    if (sheet.full) return;
    if (name === "xl/sharedStrings.xml") continue;
    if (name.endsWith(".rels")) readLinks(decodeText(xml), sheet);
    else readXml(decodeText(xml), sheet, shared);
  }
}

/** External targets of a part's relationships. */
function readLinks(xml: string, sheet: Sheet): void {
  each(xml, {
    open: (name, { TargetMode, Target }) => {
      if (name === "Relationship" && TargetMode === "External" && Target !== undefined)
        sheet.write(Target.slice(0, 8192));
    },
  });
}

/** What ends a line, and what ends a cell. */
const lineEnds = new Set([
  "w:p",
  "a:p",
  "text:p",
  "text:h",
  "row",
  "w:br",
  "a:br",
  "text:line-break",
  "comment",
]);
const rowEnds = new Set(["w:tr", "a:tr", "table:table-row"]);
const cellEnds = new Set(["w:tc", "a:tc", "table:table-cell", "c"]);
const textHolders = new Set([
  "w:t",
  "a:t",
  "t",
  "v",
  "text:span",
  "text:p",
  "text:h",
  "text:a",
  "w:instrText",
]);

function readXml(xml: string, sheet: Sheet, shared: readonly string[]): void {
  let line = "";
  let inRow = 0;
  let holders = 0;
  let isShared = false;
  const end = () => {
    if (line.trim() !== "") sheet.write(line.trim());
    line = "";
  };
  each(xml, {
    open(name, attributes) {
      if (rowEnds.has(name)) inRow++;
      if (textHolders.has(name)) holders++;
      if (name === "c") isShared = attributes["t"] === "s";
      if (name === "w:tab" || name === "text:tab") line += "\t";
      if (name === "text:s") line += " ";
      const link = attributes["xlink:href"];
      if (name === "text:a" && link !== undefined && /^(?:https?|ftp):/i.test(link))
        line += `<${link.slice(0, 8192)}> `;
    },
    text(text) {
      if (holders > 0) line += isShared && /^\d{1,9}$/.test(text) ? (shared[Number(text)] ?? "") : text;
    },
    close(name) {
      if (textHolders.has(name)) holders = Math.max(0, holders - 1);
      if (rowEnds.has(name)) inRow = Math.max(0, inRow - 1);
      if (cellEnds.has(name)) line = `${line.trimEnd()} | `;
      else if (rowEnds.has(name) || (lineEnds.has(name) && inRow === 0)) end();
      else if (lineEnds.has(name)) line += " ";
    },
  });
  end();
}

function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = [];
  let current = "";
  let inside = false;
  each(xml, {
    open: (name) => {
      if (name === "si") current = "";
      if (name === "t") inside = true;
    },
    text: (text) => {
      if (inside) current += text;
    },
    close: (name) => {
      if (name === "t") inside = false;
      if (name === "si") strings.push(current);
    },
  });
  return strings;
}

interface XmlEvents {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

function each(xml: string, events: XmlEvents): void {
  const parser = new Parser(
    {
      onopentag: events.open ?? (() => {}),
      ontext: events.text ?? (() => {}),
      onclosetag: events.close ?? (() => {}),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
}
