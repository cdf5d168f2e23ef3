/**
 * A controller that was heard for hours and is heard no more while others still are; or nothing of the control network at
 * all while other logs go on: then it is the sensor, or the line to it. A crane that is switched off every night has its
 * longest silence learned, and is told of only beyond twice that.
 * Bound: 5,000 controllers, 1 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, Sayings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { spanText } from "../../behaviour/state.js";
import { isNobody } from "../inventory/ends.js";
import { explained } from "../learning.js";
import { type Learned, memberRun } from "../member-run.js";

interface State {
  firstUs: number;
  lastUs: number;
  messages: number;
  /** The longest silence so far that it came back from. */
  longestUs: number;
  isSilent: boolean;
}

const leastUs = 15 * 60e6;
/** A sensor's logs come by the hour, where they are rotated. */
const sensorLeastUs = 75 * 60e6;
/** What comes later than this after its time is no live log. */
const liveWithinUs = 2 * 3600e6;
/** Too little was heard to miss it. */
const messagesMin = 50;
const heardMinUs = 3600e6;
const allKey = "all";

const begin = (timeUs: number): State => ({
  firstUs: timeUs,
  lastUs: timeUs,
  messages: 0,
  longestUs: 0,
  isSilent: false,
});

function hear(states: Learned<State>["states"], key: string, timeUs: number): void {
  const state = states.at(key, () => begin(timeUs));
  state.messages++;
  if (state.messages === messagesMin) states.matters(key);
  state.firstUs = Math.min(state.firstUs, timeUs);
  if (timeUs <= state.lastUs) return;
  state.longestUs = Math.max(state.longestUs, timeUs - state.lastUs);
  state.lastUs = timeUs;
  state.isSilent = false;
}

function see({ states }: Learned<State>, { ot, timeUs, receivedUs, protocol }: Fact): void {
  if (ot === null) return;
  // A capture of old is read once, and nobody expects more of it.
  if (receivedUs - timeUs <= liveWithinUs) hear(states, allKey, timeUs);
  // Over UDP a question tells nothing of who is asked; over TCP somebody took the connection.
  const controller = ot.isRequest ? (protocol === "udp" ? "" : ot.receiver) : ot.sender;
  if (controller !== "" && !isNobody(controller) && ot.kind !== "session") hear(states, controller, timeUs);
}

const isKnown = ({ messages, firstUs, lastUs }: State): boolean =>
  messages >= messagesMin && lastUs - firstUs >= heardMinUs;

function tick(learned: Learned<State>, nowUs: number, sayings: Sayings): void {
  const { states, site, heardUs } = learned;
  const all = states.get(allKey);
  if (all === undefined) return;
  const silent = [...states.entries()].filter(
    ([key, state]) =>
      key !== allKey &&
      !state.isSilent &&
      isKnown(state) &&
      // By the control network's own time: its logs may be behind others.
      heardUs - state.lastUs > Math.max(leastUs, 2 * state.longestUs),
  );
  for (const [address, state] of silent) {
    state.isSilent = true;
    const isCritical = site?.assetOf(address)?.isCritical === true;
    if (learned.isLearning(heardUs) && !isCritical) continue;
    const { level, fields } = explained(site, address, state.lastUs, isCritical ? "high" : "medium");
    sayings.say({
      level,
      subject: normalizeAddress(address),
      about: "no longer heard",
      count: 1,
      firstUs: state.lastUs,
      lastUs: heardUs,
      shownBy: [],
      fields: {
        controller: address,
        "silent for": spanText(heardUs - state.lastUs),
        "longest silence before": spanText(state.longestUs),
        ...fields,
      },
    });
  }
  if (all.isSilent || !isKnown(all) || nowUs - all.lastUs <= Math.max(sensorLeastUs, 2 * all.longestUs))
    return;
  all.isSilent = true;
  const { level, fields } = explained(site, "", all.lastUs, "high");
  sayings.say({
    level,
    subject: null,
    about: "the control network is no longer heard",
    count: 1,
    firstUs: all.lastUs,
    lastUs: nowUs,
    shownBy: [],
    fields: {
      what: "No message of the control network comes in, while other logs do: look after the sensor first.",
      "silent for": spanText(nowUs - all.lastUs),
      controllers: String(Math.max(0, states.size - 1)),
      ...fields,
    },
  });
}

export const silentController = {
  id: "silent-controller",
  kind: "ot",
  title: "A controller, or the sensor that watches it, is no longer heard",
  explains:
    "A controller that was heard for an hour (50 messages) and is not heard for 15 minutes, or for twice its longest silence " +
    "so far, while others still are: medium, high where the terminal's list has it as critical. While the baseline is " +
    "learned only critical ones are told of, as silences are what is learned. Nothing of the control network for 75 " +
    "minutes, or twice the longest so far, while other logs come in: high, once, as the sensor is what fails first.",
  level: "medium",
  techniques: ["T0815", "T0814", "T0804"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  wants: (fact) => fact.ot !== null,
  open: (saved, around) => memberRun<State>({ version: 1, capacity: 5_000, see, tick }, saved, around),
} satisfies Detector;
