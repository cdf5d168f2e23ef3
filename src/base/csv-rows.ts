/**
 * Rows of a CSV file (RFC 4180 as people write it): comma, semicolon, tab or `|` between cells, quotes around
 * cells that hold one, a doubled quote for a quote. A quote that does not close within the length of a line is
 * an ordinary character, so that one stray quote does not swallow the rest of a file.
 */

export interface CsvRow {
  readonly cells: readonly string[];
  /** Line on which the row begins, from 1. */
  readonly line: number;
  /** The row as it stands in the file. */
  readonly text: string;
}

const delimiters = [",", ";", "\t", "|"];
const cellsMax = 512;

/** The delimiter that splits most lines of a sample into the same number of cells, at least two; null for none. */
export function findDelimiter(lines: readonly string[]): string | null {
  let best: string | null = null;
  let bestScore = 0;
  const used = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  for (const delimiter of delimiters) {
    const counts = new Map<number, number>();
    for (const line of used) {
      const cells = splitRow(line, delimiter).length;
      counts.set(cells, (counts.get(cells) ?? 0) + 1);
    }
    counts.delete(1);
    const score = Math.max(0, ...counts.values()) / Math.max(1, used.length);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return bestScore >= 0.6 ? best : null;
}

/** `lineLengthMax` bounds a row in characters; what is longer is cut. */
export function* csvRows(text: string, delimiter: string, lineLengthMax: number): Generator<CsvRow> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    let end = endOfLine(text, at);
    let lines = 1;
    // a quoted cell may go over the end of a line
    while (opensQuote(text.slice(at, end), delimiter) && end < text.length && end - at < lineLengthMax) {
      const next = endOfLine(text, end + 1);
      if (next - at > lineLengthMax || lines > 200) break;
      end = next;
      lines++;
    }
    let row = text.slice(at, end);
    if (lines > 1 && opensQuote(row, delimiter)) {
      end = endOfLine(text, at);
      lines = 1;
      row = text.slice(at, end);
    }
    if (row.trim() !== "")
      yield { cells: splitRow(row.slice(0, lineLengthMax), delimiter), line, text: row.trim() };
    line += lines;
    at = end + 1;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** True where a cell begins with a quote that does not close in the text. */
function opensQuote(text: string, delimiter: string): boolean {
  if (!text.includes('"')) return false;
  let quoted = false;
  let start = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '"' && (quoted || start)) quoted = !quoted;
    start = char === delimiter || (start && char === " ");
  }
  return quoted;
}

/** The cells of one row, without quotes and the space around them. */
export function splitRow(row: string, delimiter: string): readonly string[] {
  if (!row.includes('"')) return row.split(delimiter, cellsMax).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < row.length; i++) {
    const char = row[i] as string;
    if (char === '"' && (quoted || cell.trim() === "")) {
      if (quoted && row[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = !quoted;
    } else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
      if (cells.length >= cellsMax) return cells;
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}
