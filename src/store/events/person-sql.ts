/**
 * Makes a person's SQL safe to run. A session with `readonly = 1` is not enough in chDB (26.7, tried): the scalar
 * function `file('/etc/passwd')` still reads any file, `INTO OUTFILE` still writes one, several statements run,
 * and `KILL QUERY` is allowed. So the text is read token by token, in ASCII outside of quotes; comments go,
 * statements other than one SELECT are refused, and it is then run inside of brackets it can't close, where
 * the grammar knows no INTO OUTFILE, FORMAT or second statement. SETTINGS is refused, as inside of brackets the
 * engine takes any of them. Names that reach outside are refused anywhere.
 */
import type { Problem } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { bindOne } from "./bind.js";
import type { Parameters } from "./search-sql.js";

const lengthMax = 50_000;

/** Functions and databases that reach beyond the events: files, the machine, the network, other people's queries. */
const refusedNames = new Set(
  `file eval system information_schema hascolumnintable catboostevaluate joinget joingetornull getserversetting
  getserverport getmacro getclienthttpheader getmergetreesetting getsetting getsettingordefault serveruuid hostname
  fullhostname generateserialid logtrace demangle addresstoline addresstolinewithinlines addresstosymbol sleep
  sleepeachrow into outfile infile settings query_log displayname initialqueryid zookeepersessionuptime`.split(
    /\s+/,
  ),
);
const refusedPrefixes = ["dict", "ai", "filesystem", "zookeeper", "evalml"];
/** Refused where they are called: table functions that open files or connections (readonly refuses them as well). */
const refusedCalls =
  /^(url|s3|gcs|oss|cosn|hdfs|azure|iceberg|deltalake|hudi|paimon|ytsaurus|remote|cluster|mysql|postgresql|sqlite|mongodb|redis|odbc|jdbc|executable|input|fuzz|prometheus|timeseries(data|tags|metrics|samples|selector)|mergetree|dictionary|loop|python|arrowstream|view(explain|ifpermitted)|merge$)/;

/** The SQL to run, or why it won't be. */
export function personSql(sql: string, parameters: Parameters, rowsMax: number): string | Problem {
  if (sql.length > lengthMax) return refuse(`It has ${sql.length} characters; ${lengthMax} are allowed.`);
  const tokens = tokenize(sql.trim().replace(/;\s*$/, ""));
  if (typeof tokens === "string") return refuse(tokens);
  const words = tokens.filter((token) => token.kind !== "space");
  const first = words[0]?.text.toLowerCase();
  if (first !== "select" && first !== "with") return refuse("It must begin with SELECT or WITH.");
  const pieces: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === "(") depth++;
    if (token.text === ")" && --depth < 0) return refuse("A bracket is closed that was not opened.");
    if (token.kind === "name") {
      const name = token.name.toLowerCase();
      if (refusedNames.has(name) || refusedPrefixes.some((prefix) => isPrefixed(name, prefix)))
        return refuse(`${token.name} can't be used here.`);
      if (refusedCalls.test(name) && nextWord(tokens, index) === "(")
        return refuse(`${token.name} can't be used here.`);
    }
    if (token.kind === "placeholder") {
      const literal = bindOne(token.name, token.type, parameters);
      if (literal === null) return refuse(`The parameter ${token.name} has no value of type ${token.type}.`);
      pieces.push(literal);
    } else pieces.push(token.text);
  }
  if (depth !== 0) return refuse("A bracket is not closed.");
  return `SELECT * FROM (${pieces.join("")}\n) LIMIT ${Math.floor(rowsMax) + 1}`;
}

/** `dictGet…`, `aiGenerate`: the prefix and then a capital or the end, told in lower case by what is no word of ours. */
function isPrefixed(name: string, prefix: string): boolean {
  if (!name.startsWith(prefix)) return false;
  return prefix === "ai" ? /^ai(generate|embed|classify|extract|translate)/.test(name) : true;
}

function nextWord(tokens: readonly Token[], index: number): string {
  for (let i = index + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token !== undefined && token.kind !== "space") return token.text;
  }
  return "";
}

interface Read {
  /** What is sent on: a comment becomes one space. */
  readonly text: string;
  /** What it took of the person's text. */
  readonly length: number;
}

type Token = Read &
  (
    | { readonly kind: "space" | "text" }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "placeholder"; readonly name: string; readonly type: string }
  );

/** Each pattern is anchored where the last token ended; what none of them reads is refused. */
const space = /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y;
const quotedText = /'(?:[^'\\]|\\[\s\S]|'')*'/y;
const quotedName = /"((?:[^"\\]|"")*)"|`((?:[^`\\]|``)*)`/y;
const bareName = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[0-9][0-9A-Za-z_.]*/y;
const placeholder = /\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:\s*([A-Za-z0-9(), ]+?)\s*\}/y;
const sign = /(?!\/\*)[-+*/%=<>!|&^~?:,.()[\]{}@]/y;

/** The tokens, or a sentence that says what can't be read. */
function tokenize(sql: string): readonly Token[] | string {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const token = readToken(sql, at);
    if (token === null)
      return `The character at ${at + 1} (${JSON.stringify(sql.slice(at, at + 12))}) can't be used here.`;
    tokens.push(token);
    at += token.length;
  }
  return tokens;
}

function readToken(sql: string, at: number): Token | null {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(sql);
  };
  const blank = match(space);
  if (blank !== null) return { kind: "space", text: " ", length: blank[0].length };
  const quoted = match(quotedName);
  if (quoted !== null) {
    const name = (quoted[1] ?? quoted[2] ?? "").trim();
    return { kind: "name", text: quoted[0], name, length: quoted[0].length };
  }
  const bare = match(bareName)?.[0];
  if (bare !== undefined) return { kind: "name", text: bare, name: bare, length: bare.length };
  const bound = match(placeholder);
  if (bound !== null) {
    const [text, name = "", type = ""] = bound;
    return { kind: "placeholder", text, name, type, length: text.length };
  }
  const other = (match(quotedText) ?? match(number) ?? match(sign))?.[0];
  return other === undefined ? null : { kind: "text", text: other, length: other.length };
}

function refuse(detail: string): Problem {
  return storeProblem("query-refused", detail);
}
