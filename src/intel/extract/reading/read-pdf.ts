/**
 * The text of a PDF in lines as they stand on its pages, cells of a table apart, with the targets of its links. A value
 * that a column's width has broken is put together again by where its halves stand: the second directly below the
 * first, at the same left edge. The library (unpdf, a build of Mozilla's pdf.js without its picture part) runs
 * no script of the document; time and memory are bounded by the process this runs in.
 */
import { getDocumentProxy } from "unpdf";
import { goesOn } from "../join-lines.js";
import { pdfPagesMax } from "../limits.js";
import type { Sheet } from "./sheet.js";

interface Cell {
  readonly x: number;
  y: number;
  readonly height: number;
  text: string;
  right: number;
}

interface Item {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
}

export async function readPdf(bytes: Uint8Array, sheet: Sheet): Promise<void> {
  // The library takes the buffer away, and shares none.
  const pdf = await getDocumentProxy(Uint8Array.from(bytes), {
    isEvalSupported: false,
    useSystemFonts: false,
    stopAtErrors: false,
    verbosity: 0,
  });
  const pages = Math.min(pdf.numPages, pdfPagesMax);
  if (pdf.numPages > pdfPagesMax)
    sheet.note(`Only the first ${pdfPagesMax} of ${pdf.numPages} pages were read.`);
  let characters = 0;
  for (let number = 1; number <= pages && !sheet.full; number++) {
    const page = await pdf.getPage(number);
    const content = await page.getTextContent();
    const all: readonly Partial<Item>[] = content.items;
    const items = all.filter(
      (item): item is Item => typeof item.str === "string" && item.str !== "" && item.transform !== undefined,
    );
    for (const row of joinColumns(rowsOf(items))) {
      const line = row
        .map((cell) => cell.text.trim())
        .filter((text) => text !== "")
        .join("\t");
      characters += line.length;
      if (line !== "") sheet.write(line);
    }
    for (const link of (await page.getAnnotations()) as readonly { readonly url?: unknown }[])
      if (typeof link.url === "string" && link.url.length <= 8192) sheet.write(`<${link.url}>`);
    page.cleanup();
  }
  if (characters === 0)
    sheet.note("The PDF holds no text, perhaps pictures of pages only; it was kept unread.");
}

/** Rows of cells: what stands on one line, apart where there is a gap wider than a letter and a half. */
export function rowsOf(items: readonly Item[]): Cell[][] {
  const rows: Cell[][] = [];
  for (const { str, transform, width } of items) {
    const [, , , , x = 0, y = 0] = transform;
    const height = Math.abs(transform[3] ?? 0) || Math.abs(transform[0] ?? 0) || 10;
    const row = rows.at(-1);
    const last = row?.at(-1);
    if (row === undefined || last === undefined || Math.abs(last.y - y) > height * 0.45) {
      if (str.trim() !== "") rows.push([{ x, y, height, text: str, right: x + width }]);
      continue;
    }
    if (str.trim() === "") {
      if (width < height * 1.5) last.text += " ";
      continue;
    }
    const gap = x - last.right;
    if (gap > height * 1.5 || gap < -height * 4) row.push({ x, y, height, text: str, right: x + width });
    else {
      last.text += (gap > height * 0.15 && !/\s$/.test(last.text) ? " " : "") + str;
      last.right = x + width;
    }
  }
  return rows;
}

/** Lines of one column are less than this many letter heights apart. */
const leading = 1.6;
/** A line that fills this much of its column was broken by the column's width. */
const filled = 0.9;

/** Moves the second half of a broken value up to its first, where the places of both say so. */
export function joinColumns(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const widest = new Map<number, number>();
  for (const row of rows)
    for (const { x, right } of row)
      widest.set(Math.round(x), Math.max(widest.get(Math.round(x)) ?? 0, right - x));
  const above = new Map<number, Cell>();
  for (const row of rows)
    for (const cell of row) {
      const column = Math.round(cell.x);
      const first = above.get(column);
      const below = first !== undefined && first.y > cell.y && first.y - cell.y < cell.height * leading;
      if (below && isSecondHalf(first, cell, widest.get(column) ?? 0)) {
        first.text = first.text.trimEnd() + cell.text.trim();
        first.y = cell.y;
        first.right = cell.right;
        cell.text = "";
      } else above.set(column, cell);
    }
  return rows;
}

function isSecondHalf(first: Cell, second: Cell, widest: number): boolean {
  const head = first.text.trim();
  const tail = second.text.trim();
  if (goesOn(head, tail)) return true;
  const isLink = head.includes("://") || /\[:(?:\/\/)?\]/.test(head);
  if (!isLink || /\s/.test(head) || !/^[\w%&=?#/+.~:@!$,[\]-]{1,2048}$/.test(tail)) return false;
  return !/:\/\/|\[:|^[0-9a-f]{32,}$/i.test(tail) && first.right - first.x >= widest * filled;
}
