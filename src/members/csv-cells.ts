/**
 * Cells of CSV files that are written here and come back. A cell that a spreadsheet would take for a formula is written with
 * an apostrophe before it, and read without.
 */

export const disarmed = (cell: string): string => cell.replace(/^'(?='?[=+\-@])/, "");

function cell(text: string): string {
  const armed = /^'?[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(armed) || armed !== armed.trim() ? `"${armed.replaceAll('"', '""')}"` : armed;
}

/** One row, its cells apart by commas. */
export const writeRow = (cells: readonly string[]): string => cells.map(cell).join(",");
