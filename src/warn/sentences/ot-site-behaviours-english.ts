/** What detectors mean that hold a control network against what its terminal says of it, in plain English, by the detector's id. */
import type { BehaviourWords } from "./behaviour-words.js";

const leaveRunning =
  "Do not switch a crane or controller off because of this alone: call your crane engineer first, and then the center.";

export const otSiteBehavioursInEnglish: Readonly<Record<string, BehaviourWords>> = {
  "rate-of-change": {
    sentence: "A value of one of your machines changes faster than the machine can.",
    means:
      "Somebody may send false readings, or has moved a limit in one step. A sensor that fails, or a loose wire, jumps like that as well.",
    doNow: ["Ask the crane's operator whether the machine did what the value says.", leaveRunning],
  },
  "silent-controller": {
    sentence: "One of your controllers, or the sensor that watches it, is no longer heard.",
    means:
      "Somebody may have cut it off, or stopped the sensor so as not to be seen. Mostly a machine was switched off, or a cable pulled.",
    doNow: [
      "Ask whether the crane or machine was switched off, or is being worked on.",
      "Look whether the sensor is powered and still gets its copy of the traffic.",
      leaveRunning,
    ],
  },
  "stuck-value": {
    sentence: "A value of one of your machines is reported again and again and no longer moves.",
    means:
      "Somebody may hold the picture still while something else happens. Mostly a sensor has failed or the machine stands.",
    doNow: ["Compare it with what the operator sees at the machine itself.", leaveRunning],
  },
  "value-range": {
    sentence: "A value of one of your machines is outside the range that it must keep.",
    means:
      "A limit may have been moved, or the machine is driven beyond it. Work on the machine, a test of a limit and strong wind look the same.",
    doNow: [
      "Ask the crane's operator and your engineer whether they know of it.",
      "Have the limits in the controller compared with the ones that were engineered.",
      leaveRunning,
    ],
  },
  "vendor-session": {
    sentence: "A vendor is in your control network from afar, and no work order says so.",
    means:
      "Vendors' ways in are what intruders use first. Often the work was agreed by telephone and nobody wrote it down.",
    doNow: [
      "Call the vendor by a number you know, and ask who is in and why.",
      "If nobody can say, close the vendor's way in at your firewall or gateway.",
      "If it was agreed, write the work order down: the session is documented either way.",
    ],
  },
  "zone-crossing": {
    sentence: "A machine of your control network talks across a border that it must not cross.",
    means:
      "A modem or a cable that nobody ordered gives itself away like that, and so does an intruder who moves on. A device that looks for updates or for the time does it too.",
    doNow: [
      "Find the machine, and look for a modem, a cellular router or a second network cable in its cabinet.",
      "Ask the vendor whether it was installed by them, and by which order.",
      "Close the way at your firewall. If there is none between, call the center.",
      leaveRunning,
    ],
  },
};
