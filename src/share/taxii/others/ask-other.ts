/** Asks another server's collection, with its credentials, as `walk` needs it. */
import { Problem } from "../../../base/index.js";
import type { OtherServer } from "../../settings.js";
import { askServer, objectsOf } from "./ask-server.js";
import type { AskObjects } from "./walk.js";

/** A page of a thousand large objects; a larger one is asked for again with fewer by nobody: it is refused. */
const pageBytesMax = 64 * 1024 * 1024;

export function askOther(server: OtherServer, ending?: AbortSignal): AskObjects | Problem {
  const ask = askServer(server, ending);
  if (ask instanceof Problem) return ask;
  return (query) => {
    const url = objectsOf(server.collection);
    url.search = query.toString();
    return ask({ url: url.href, bytesMax: pageBytesMax });
  };
}
