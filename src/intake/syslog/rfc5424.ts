/**
 * RFC 5424 after its priority: `1 TIME HOST APP PROCID MSGID DATA MSG`. A dash is a nil value, a byte order mark
 * before the message is dropped, structured data is read with its escapes (`\"`, `\\`, `\]`). Devices break it
 * in two ways that are read all the same: structured data left out altogether, and a time with a comma.
 * Specification: RFC 5424, section 6.
 */
import type { Envelope, StructuredData } from "./envelope.js";
import { readSyslogTime } from "./time.js";

const header = /^1 (\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64})(?: |$)/;
const elementsMax = 64;
const parametersMax = 256;

const nil = (text: string) => (text === "-" ? "" : text);

/** One `name="value"` from `at`; null where there is none. */
function readParameter(text: string, at: number): { name: string; value: string; end: number } | null {
  const equals = text.indexOf('="', at);
  if (equals < 0 || equals === at || equals - at > 64) return null;
  const name = text.slice(at, equals);
  if (/[\s\]"]/.test(name)) return null;
  let value = "";
  let from = equals + 2;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 && /["\\\]]/.test(text[i + 1] ?? "")) {
      value += text.slice(from, i);
      from = ++i;
    } else if (code === 34) return { name, value: value + text.slice(from, i), end: i + 1 };
  }
  return null;
}

/** All elements from the front of the text; `end` is where they stop, 0 where the text does not begin with one. */
function readStructuredData(text: string): { data: StructuredData | null; end: number } {
  const data: Record<string, Record<string, string>> = {};
  let at = 0;
  for (let element = 0; text[at] === "[" && element < elementsMax; element++) {
    const id = /^\[([^\s="\]]{1,64})/.exec(text.slice(at, at + 66))?.[1];
    if (id === undefined) break;
    const parameters: Record<string, string> = {};
    let inside = at + 1 + id.length;
    for (let count = 0; text[inside] === " " && count < parametersMax; count++) {
      const parameter = readParameter(text, inside + 1);
      if (parameter === null) break;
      parameters[parameter.name] = parameter.value;
      inside = parameter.end;
    }
    if (text[inside] !== "]") break;
    Object.defineProperty(data, id, { value: parameters, enumerable: true, configurable: true });
    at = inside + 1;
  }
  return at === 0 ? { data: null, end: 0 } : { data, end: at };
}

/** The line after its priority; null where it is not RFC 5424 (then it is the older one). */
export function readRfc5424(
  text: string,
  receivedUs: number,
): Omit<Envelope, "facility" | "severity"> | null {
  const match = header.exec(text.slice(0, 700));
  if (match === null) return null;
  const [, time = "-", host = "-", program = "-", pid = "-", messageId = "-"] = match;
  const found = time === "-" ? null : readSyslogTime(time, receivedUs);
  if (time !== "-" && (found === null || found.shape !== "iso")) return null;
  let rest = text.slice(match[0].length);
  let data: StructuredData | null = null;
  if (rest === "-" || rest.startsWith("- ")) rest = rest.slice(2);
  else {
    const structured = readStructuredData(rest);
    data = structured.data;
    rest = rest.slice(structured.end);
    if (structured.end > 0 && rest.startsWith(" ")) rest = rest.slice(1);
  }
  if (rest.charCodeAt(0) === 0xfeff) rest = rest.slice(1);
  return {
    timeUs: found?.timeUs ?? null,
    host: nil(host),
    program: nil(program),
    pid: nil(pid),
    messageId: nil(messageId),
    sequence: "",
    data,
    message: rest,
  };
}
