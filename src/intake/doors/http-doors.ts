/**
 * The doors on the console's port: `/ingest` and those in the shapes of other products. Each request goes to the one
 * door whose path it has; whatever happens there, it is answered.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal, Turns } from "../../base/index.js";
import { itemsInHandBytesMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import { elastic } from "./elastic/door.js";
import { openHec, takesHec } from "./hec/door.js";
import { handleIngest } from "./http.js";
import { InHand } from "./http-body.js";
import { type HttpDoor, type HttpVisit, senderOf } from "./http-door.js";
import { otlp } from "./otlp/door.js";
import type { DoorSink } from "./sink.js";

const takers: readonly HttpDoor["takes"][] = [elastic.takes, takesHec, otlp.takes];

const isIngest = (path: string): boolean => /^\/ingest(?:\/|$)/.test(path);

const pathOf = (url: string): string => url.split(/[?#]/, 1)[0] as string;

/** Whether a door answers at this address of the console's port. */
export function isDoorAddress(url: string | undefined): boolean {
  const path = pathOf(url ?? "");
  return isIngest(path) || takers.some((takes) => takes(path));
}

export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  sink: DoorSink,
) => Promise<void>;

/** Takes requests to their end; never rejects. */
export function openHttpDoors(inHandBytesMax: number = itemsInHandBytesMax): HttpHandler {
  const doors: readonly HttpDoor[] = [elastic, openHec(), otlp];
  const inHand = new InHand(inHandBytesMax);
  const turns = new Turns();
  return async (request, response, sink) => {
    const url = request.url ?? "";
    const path = pathOf(url);
    const door = doors.find((candidate) => candidate.takes(path));
    if (door === undefined) return handleIngest(request, response, sink);
    const query = new URLSearchParams(url.slice(path.length).replace(/#.*$/, ""));
    const method = request.method ?? "";
    const sender = senderOf(door.id, request);
    const visit: HttpVisit = { request, response, method, path, query, sender, sink, inHand, turns };
    try {
      await door.handle(visit);
    } catch (error) {
      const failed = intakeProblem("door-failed", "An error stopped it.");
      door.refuse(visit, error instanceof Refusal ? error.problem : failed);
    }
  };
}
