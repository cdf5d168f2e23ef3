/** Parts of a URL or of a request's target, as it came; null where it has no such part. */
import type { UrlPart } from "./taxonomy.js";

const textMax = 16_384;

export function urlPart(url: string, part: UrlPart): string | null {
  const text = url.length > textMax ? url.slice(0, textMax) : url;
  const scheme = /^[a-z][a-z0-9+.-]{1,15}:\/\//i.exec(text)?.[0].length ?? 0;
  const start = scheme === 0 ? 0 : endOf(text, scheme, /[/?#]/);
  if (part === "host")
    return scheme === 0
      ? null
      : text
          .slice(scheme, start)
          .replace(/^[^@]*@/, "")
          .replace(/:\d+$/, "");
  const pathEnd = endOf(text, start, /[?#]/);
  if (part === "path") return text.slice(start, pathEnd);
  if (part === "query")
    return text[pathEnd] === "?" ? text.slice(pathEnd + 1, endOf(text, pathEnd, /#/)) : null;
  if (pathEnd <= start) return null;
  const name = text.slice(text.lastIndexOf("/", pathEnd - 1) + 1, pathEnd);
  const dot = name.lastIndexOf(".");
  return dot < 0 || dot === name.length - 1 ? null : name.slice(dot + 1);
}

function endOf(text: string, from: number, mark: RegExp): number {
  const at = text.slice(from).search(mark);
  return at < 0 ? text.length : from + at;
}
