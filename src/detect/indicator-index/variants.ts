/**
 * The values that a value may be listed as, the most specific first: itself and its parents. The kernel walks the
 * same way over bytes (`kernel/assembly/meet.ts`); here it is for values that can only be asked for whole, such as
 * keyed ones, and to put both kinds in one order.
 */
import type { Observable } from "../../model/index.js";

/** A URL is looked at in no more directories than this, counted from its host. */
const directoriesMax = 32;

export function variantsOf({ type, value }: Observable): readonly string[] {
  if (type === "domain") return namesOf(value);
  if (type === "url") return urlsOf(value).flatMap(withTwin);
  return [value];
}

function namesOf(name: string): string[] {
  const names = [name];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
    names.push(name.slice(dot + 1));
  return names;
}

/** The URL, the URL without its query, and the directories it lies in, the deepest first. */
function urlsOf(url: string): string[] {
  const colon = url.indexOf("://");
  if (colon < 0) return [url];
  const path = url.slice(colon + 3).search(/[/?]/);
  if (path < 0) return [url];
  const pathStart = colon + 3 + path;
  const query = url.indexOf("?", pathStart);
  const whole = query < 0 ? url : url.slice(0, query);
  const directories: string[] = [];
  for (let slash = url.indexOf("/", pathStart); slash >= 0 && slash < whole.length - 1; ) {
    if (slash > pathStart) directories.push(url.slice(0, slash + 1));
    if (directories.length === directoriesMax) break;
    slash = url.indexOf("/", slash + 1);
  }
  return [url, ...(query < 0 ? [] : [whole]), ...directories.reverse()];
}

/** What is listed as http is met over https as well. */
function withTwin(url: string): string[] {
  return url.startsWith("https://") ? [url, `http://${url.slice(8)}`] : [url];
}
