/**
 * What the kernel exports for making rows (`assembly/rows.ts`), as TypeScript sees it. Addresses arrive as signed
 * numbers: callers say `>>> 0`.
 */
export interface RowKernel {
  bindRows(base: number): number;
  rowsPlan(kind: number, number: number, treeOrCells: number, log: number, receivedUs: number): void;
  rowsBegin(): void;
  rowsRun(from: number, end: number): number;
  rowsStoppedAt(): number;
  rowsNextAt(): number;
  rowsReason(): number;
  rowsLines(): number;
  rowsQuestion(): number;
  rowsQuestionAt(): number;
  rowsQuestionLength(): number;
  rowsTree(): number;
  rowsLogInfoAt(): number;
  rowsLearn(answer: number): void;
  rowsForget(): void;
  rowsColumnAt(column: number): number;
  rowsTextBytes(column: number): number;
  rowsClear(): void;
  rowCount(): number;
  listBytes(list: number): number;
  listEntries(list: number): number;
}
