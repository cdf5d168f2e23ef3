/**
 * What detectors of commands and reconnaissance in control networks mean, in plain English, by their ids: to the engineer
 * who answers for cranes and terminal equipment. What a person is told to do never touches a controller over the network.
 */
import type { BehaviourWords } from "./behaviour-words.js";

const supervisor =
  "Call the shift supervisor: is the machine named here under load or with people near it, and does it do what it should? Where in doubt let it be stopped by its own operator, on site.";
const maintenance =
  "Ask who works on it now: maintenance, the crane's maker, an integrator. If it was planned, enter the work order, so that the next time it is explained.";
const handsOff =
  "Do not connect to the controller over the network, neither to look nor to put anything back: what is in it now is evidence, and a wrong step moves a machine.";
const compare =
  "Have the program in the controller compared with the copy you keep, on site and with the machine at rest.";
const station =
  "Find the station named here and who sits at it; keep it running but take it off the control network, on site.";
const sender =
  "Find out what the station named here is, and whether one of your people or suppliers uses it to search or test.";

export const otBehavioursInEnglish: Readonly<Record<string, BehaviourWords>> = {
  "grave-command": {
    sentence:
      "Somebody stopped, restarted, programmed or otherwise ordered one of your controllers beyond daily work.",
    means:
      "Engineers do this when they work on a machine. At any other time it is the step by which an attacker takes a crane, or stops it.",
    doNow: [supervisor, maintenance, handsOff, compare],
  },
  "new-command": {
    sentence: "A station gave one of your machines a command that it never gave it before.",
    means:
      "A new panel or server, or an engineer's laptop, begins like this. So does somebody who has come into the control network.",
    doNow: [supervisor, maintenance, station, handsOff],
  },
  "odd-hour-command": {
    sentence: "One of your machines got a known command at an hour at which it never came.",
    means: "A shift that was changed looks like this, and so does a known station that somebody else uses.",
    doNow: [supervisor, maintenance],
  },
  "function-sweep": {
    sentence: "Somebody is trying out what one of your controllers can do.",
    means:
      "Tools that look for weak spots do this, and engineering tools when they first meet a controller. Some controllers stop when they are tried like this.",
    doNow: [supervisor, sender, maintenance],
  },
  "unit-sweep": {
    sentence: "Somebody is looking for devices behind one of your controllers or gateways.",
    means: "A new polling server does this once. Nobody else has a reason to.",
    doNow: [sender, maintenance],
  },
  "address-sweep": {
    sentence: "Somebody is speaking to many of your controllers, one after the other.",
    means:
      "Mostly it is a search for controllers, the step before an attack. A new server that collects values looks the same when it starts.",
    doNow: [sender, maintenance],
  },
  "protocol-errors": {
    sentence: "One of your controllers is refusing many requests of one station.",
    means:
      "Somebody asks for what the controller does not have: a tool that guesses, or a panel that was set up for another machine.",
    doNow: [sender, maintenance],
  },
  "identification-reads": {
    sentence: "A station asked your controllers what they are and what they hold.",
    means:
      "Asset lists and engineering tools ask this, and whoever plans an attack has to. Nothing was changed by it.",
    doNow: [sender, maintenance],
  },
  "unknown-function": {
    sentence: "One of your controllers got messages with a function that its protocol does not have.",
    means:
      "A maker's own function, a broken device, or somebody who tries codes to find one that does harm. Some controllers stop on such messages.",
    doNow: [supervisor, sender],
  },
  "wrong-port": {
    sentence: "A control protocol is spoken where it does not belong, or something else speaks on its port.",
    means: "A service was set up in an unusual way, or somebody hides one protocol behind another's port.",
    doNow: [
      "Ask whoever set up the machine named here whether this port is meant to answer like that.",
      maintenance,
    ],
  },
  "two-protocols": {
    sentence: "Two different protocols are spoken on one port of one of your machines.",
    means:
      "The service was changed, or a station speaks what the machine does not understand. A tunnel through the port looks the same.",
    doNow: ["Ask whoever set up the machine named here which of the two belongs on this port.", sender],
  },
  "malformed-operate": {
    sentence: "Somebody operated a control without the steps that a working master takes.",
    means:
      "The control was not selected first, or its station refused. Tools and forged messages do this; a master with a fault may too.",
    doNow: [supervisor, maintenance, handsOff],
  },
};
