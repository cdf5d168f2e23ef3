/**
 * The body of Elasticsearch's `_bulk`: a line with an action, then, for `create`, `index` and `update`, a line with
 * the document. Where an action can't be read, nobody knows whether a document follows, so the whole body is refused
 * then, as Elasticsearch does; a document that can't be read costs only itself.
 * https://www.elastic.co/guide/en/elasticsearch/reference/current/docs-bulk.html
 */
import { jsonPieces, Problem, type Slice, Turns } from "../../../base/index.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../../json-record.js";
import { itemsMax, itemsPiecesMax, recordBytesMax } from "../../limits.js";
import { intakeProblem } from "../../problems.js";
import { type RecordLine, recordOf } from "../document-item.js";

export const bulkActions = ["create", "index", "update", "delete"] as const;
export type BulkAction = (typeof bulkActions)[number];

export interface BulkItem {
  readonly action: BulkAction;
  readonly index: string;
  /** The shipper's id of the document; null where it gives none. */
  readonly id: string | null;
  /** What its document says, as a record; a Problem where it can't be taken. */
  readonly record: RecordLine | Problem;
}

const idCharsMax = 512;
const indexCharsMax = 255;
const newline = 10;
/** An action names an index, an id, a pipeline; a document's first line is longer. */
const actionBytesMax = 64 * 1024;

interface Line {
  readonly bytes: Buffer;
  readonly number: number;
}

/** The lines of the body, blank ones left out, an `\r` at their end cut. */
function* linesOf(body: Buffer): Generator<Line> {
  for (let from = 0, number = 1; from < body.length; number++) {
    // Blank lines are passed over by themselves, as a body may be millions of them.
    for (; body[from] === newline || (body[from] === 13 && body[from + 1] === newline); number++)
      from += body[from] === newline ? 1 : 2;
    const at = body.indexOf(newline, from);
    const next = at < 0 ? body.length : at;
    const end = next > from && body[next - 1] === 13 ? next - 1 : next;
    if (end > from) yield { bytes: body.subarray(from, end), number };
    from = next + 1;
  }
}

interface Action {
  readonly action: BulkAction;
  readonly index: string | Problem;
  readonly id: string | null | Problem;
}

const malformed = (line: number, why: string) =>
  intakeProblem("item-invalid", `Malformed action/metadata line [${line}]: ${why}`);

function indexOf(meta: JsonObject, inPath: string): string | Problem {
  const index = meta["_index"] ?? inPath;
  if (typeof index !== "string" || index === "")
    return intakeProblem("item-invalid", "The index is missing.");
  if (index.length > indexCharsMax || /[\s"*\\<|,>/?#]/.test(index))
    return intakeProblem("item-invalid", "The index has a name that no index can have.");
  return index;
}

function idOf(meta: JsonObject): string | null | Problem {
  const id = meta["_id"] ?? null;
  if (id === null || id === "") return null;
  if (typeof id === "number") return String(id);
  if (typeof id !== "string" || id.length > idCharsMax)
    return intakeProblem("item-invalid", `An id is a text of at most ${idCharsMax} bytes.`);
  return id;
}

function readAction({ bytes, number }: Line, inPath: string): Action | Problem {
  if (bytes.length > actionBytesMax) return malformed(number, "it is too long for an action.");
  const parsed = parseJsonRecord(bytes.toString("utf8"));
  if (parsed instanceof Problem) return malformed(number, `an action is a JSON object: ${parsed.detail}`);
  const [name, ...others] = Object.keys(parsed);
  const action = bulkActions.find((known) => known === name);
  const meta = parsed[name ?? ""];
  if (action === undefined || others.length > 0 || !isJsonObject(meta))
    return malformed(number, `one of ${bulkActions.join(", ")} is expected.`);
  return { action, index: indexOf(meta, inPath), id: idOf(meta) };
}

function readDocument(bytes: Buffer, text: string): RecordLine | Problem {
  if (bytes.length > recordBytesMax)
    return intakeProblem("record-too-long", `The document has ${bytes.length} bytes.`);
  const content = parseJsonRecord(text);
  return content instanceof Problem ? content : recordOf(content, bytes);
}

const unsupported = (action: string) =>
  intakeProblem("item-invalid", `Telemetry is not changed afterwards: ${action} is not taken.`);

/** The items of a body, or why none of them can be told. `inPath` is the index that the address names. */
export async function readBulk(
  body: Buffer,
  inPath: string,
  slice: Slice = new Turns().slice(),
): Promise<readonly BulkItem[] | Problem> {
  const items: BulkItem[] = [];
  let pieces = 0;
  const lines = linesOf(body);
  for (let line = lines.next(); line.done !== true; line = lines.next()) {
    if (slice.isOver) await slice.next();
    if (items.length >= itemsMax)
      return intakeProblem("door-body-too-large", `A body has at most ${itemsMax} items.`);
    const read = readAction(line.value, inPath);
    if (read instanceof Problem) return read;
    const { action, index, id } = read;
    const known = {
      action,
      index: index instanceof Problem ? "" : index,
      id: id instanceof Problem ? "" : id,
    };
    const fault = index instanceof Problem ? index : id instanceof Problem ? id : null;
    if (action === "delete") {
      items.push({ ...known, record: fault ?? unsupported(action) });
      continue;
    }
    const next = lines.next();
    if (next.done === true) return malformed(line.value.number, "its document is missing.");
    const { bytes } = next.value;
    const text = bytes.length > recordBytesMax ? "" : bytes.toString("utf8");
    pieces += jsonPieces(text, itemsPiecesMax);
    if (pieces > itemsPiecesMax)
      return intakeProblem("door-body-too-large", `A body has at most ${itemsPiecesMax} values.`);
    const record = fault ?? (action === "update" ? unsupported(action) : readDocument(bytes, text));
    items.push({ ...known, record });
  }
  return items.length === 0 ? intakeProblem("item-invalid", "The request body is required.") : items;
}
