/**
 * What a device is: a speaker of syslog whose messages Breakwater understands (a firewall, a server program, an
 * exchange format such as CEF). A device reads the message inside the envelope, never the envelope, so that the
 * same file serves lines with and without one. Like a format it is pure, answers an event or a Problem, and is
 * one file in `devices/` with its golden cases beside it; `npm run generate` does the rest.
 */
import type { Problem } from "../base/index.js";
import type { Event } from "../model/index.js";

/** The message, and what its envelope said that a device may need. */
export interface DeviceMessage {
  readonly text: string;
  /** The envelope's program, as it came; empty where there is none. */
  readonly program: string;
  /** The envelope's time: what the event gets where the message has none of its own. */
  readonly timeUs: number | null;
  readonly receivedUs: number;
}

export interface Device {
  readonly id: string;
  readonly title: string;
  /** Whether the message is this device's: by what it says, or by the program. Claims must not overlap. */
  claims(text: string, program: string): boolean;
  read(message: DeviceMessage): Event | Problem;
}
