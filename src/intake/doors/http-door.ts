/** What a door on the console's port is: it says which paths are its own, and answers what comes there by itself. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem, Turns } from "../../base/index.js";
import { normalizeAddress } from "../../model/index.js";
import { type InHand, one } from "./http-body.js";
import { tokenIn } from "./http-token.js";
import type { DoorId, DoorSink, Sender } from "./sink.js";

export interface HttpVisit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly sender: Sender;
  readonly sink: DoorSink;
  readonly inHand: InHand;
  /** Shared by all bodies that are read whole: between two passes of the loop one of them is worked on. */
  readonly turns: Turns;
}

export interface HttpDoor {
  readonly id: DoorId;
  takes(path: string): boolean;
  /** Answers the request, whatever it holds; may throw a Refusal. */
  handle(visit: HttpVisit): Promise<void>;
  /** Answers with a Problem, in the door's own shape. */
  refuse(visit: HttpVisit, problem: Problem): void;
}

export function senderOf(door: DoorId, request: IncomingMessage): Sender {
  const address = request.socket.remoteAddress ?? "";
  return {
    door,
    address: normalizeAddress(address)?.value ?? address,
    token: tokenIn(one(request.headers.authorization)),
  };
}
