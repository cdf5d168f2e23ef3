/**
 * The doors on the console's port: `POST /ingest`, and those in the shapes of other products. Without a token only programs of this machine may send, and a browser is
 * no such program: a page anywhere could make it post to loopback. So a request that carries a browser's or a
 * proxy's marks, or names another host (DNS rebinding), needs a token.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseAddress } from "../../base/index.js";
import { type DoorSink, openHttpDoors } from "../../intake/index.js";
import { cliProblem } from "../problems.js";

const marks = ["origin", "referer", "x-forwarded-for", "forwarded", "x-real-ip", "sec-fetch-site"];

export function namesThisMachine(host: string): boolean {
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  if (name === "localhost") return true;
  const address = parseAddress(name);
  if (address === null) return false;
  return address.v4 ? address.words[3] >>> 24 === 127 : address.words.join() === "0,0,0,1";
}

function needsToken(request: IncomingMessage): boolean {
  return (
    marks.some((name) => request.headers[name] !== undefined) || !namesThisMachine(request.headers.host ?? "")
  );
}

export function ingestHandler(sink: DoorSink): (request: IncomingMessage, response: ServerResponse) => void {
  const handle = openHttpDoors();
  return (request, response) => {
    const guarded: DoorSink = {
      ...sink,
      admit: async (sender) => {
        if (sender.token === null && needsToken(request))
          return cliProblem(
            "token-needed",
            "It came through a browser or a proxy, or for another host name.",
          );
        return (await sink.admit?.(sender)) ?? null;
      },
    };
    void handle(request, response, guarded);
  };
}
