/** What detectors mean that look at what the member's own machines and logs do, in plain English, by the detector's id. */
import type { BehaviourWords } from "./behaviour-words.js";

const unplug =
  "If nobody can explain it, take the computer off the network and do not switch it off. If it runs a crane, a gate or other machinery, call the center first.";
const ask = "Ask who uses that computer, and who looks after it, whether they know of this.";

export const machineBehavioursInEnglish: Readonly<Record<string, BehaviourWords>> = {
  "bare-download": {
    sentence: "One of your computers fetched a program from a server that has no name.",
    means: "Intruders bring their tools like that. The set-up of some devices does it as well.",
    doNow: ["Find out who fetched it and why.", "Scan that computer with your virus scanner.", unplug],
  },
  beacon: {
    sentence: "One of your computers calls the same place on the Internet by a timer.",
    means:
      "Malware asks its server for orders at regular times. Programs that look for updates do so too, but this place is unusual in other ways as well.",
    doNow: [
      "Find out which program on that computer calls there: a task list or your virus scanner shows it.",
      unplug,
    ],
  },
  "clock-off": {
    sentence: "The clock of one of your devices is wrong.",
    means:
      "What it writes cannot be put beside what others saw at the same time. Mostly a time zone is set wrongly.",
    doNow: ["Set the device's clock by a time server, and its time zone to the right one."],
  },
  "data-leaving": {
    sentence:
      "One of your computers sends far more to the Internet than it ever did, or much to a new place.",
    means:
      "Somebody may be stealing files. A backup that was moved to a new provider, or a large file sent to a customer, looks the same.",
    doNow: [
      ask,
      "If nobody knows, cut the connection at your firewall, and then take the computer off the network. If it runs a crane, a gate or other machinery, call the center first.",
    ],
  },
  "dns-tunnel": {
    sentence: "One of your computers smuggles data out in questions for names.",
    means:
      "Where other ways are closed, tools for break-ins hide data in the names they ask for. Few honest programs do anything like it.",
    doNow: ["Block the domain in your DNS filter.", unplug],
  },
  "failed-handshakes": {
    sentence: "Somebody tries the encryption of one of your servers, thousands of times.",
    means:
      "Whoever looks for holes tries one by one what a server can do. Your own scanner for holes does that too.",
    doNow: ["Ask whether your own people are testing that server.", "Keep the server's software up to date."],
  },
  "fast-flux": {
    sentence: "One of your computers asks for a name that moves through many networks.",
    means:
      "Criminals hide their servers behind other people's infected machines. Some large services spread their servers too.",
    doNow: ["Find out which program asks for that name.", unplug],
  },
  flood: {
    sentence: "Somebody is flooding one of your services.",
    means:
      "Far more connections come in than ever, and most lead to nothing: the service may stop answering your customers.",
    doNow: [
      "Look whether the service still answers.",
      "Call your Internet provider and ask for help against a flood: it has to be stopped before your line.",
      "Do not block the senders one by one: their addresses are mostly forged.",
    ],
  },
  "generated-domains": {
    sentence: "One of your computers tries names on the Internet that a program makes up.",
    means:
      "Malware does so to find its server again after the server's name was taken away. It is hardly ever anything else.",
    doNow: ["Scan that computer with your virus scanner.", unplug],
  },
  "lateral-movement": {
    sentence: "Somebody goes from one of your computers to others.",
    means:
      "Whoever has broken into one computer goes on to the next with the tools of administrators. Your own administrators, and programs that install software, do the same.",
    doNow: [
      "Ask your administrators whether they or their tools did this just now.",
      "If not, take the computer that it comes from off the network, and look at the ones it went to. If any runs a crane, a gate or other machinery, call the center first.",
      "Change the passwords of accounts that were used.",
    ],
  },
  "long-connection": {
    sentence: "One of your computers keeps a connection to the Internet open for hours or days.",
    means:
      "Somebody may be steering it from afar. Remote maintenance and private networks keep connections open as well.",
    doNow: [ask, unplug],
  },
  "new-admin-tool": {
    sentence: "A tool for steering computers from afar runs at your company, where nobody used it before.",
    means: "Intruders install such tools to come back. Suppliers install them for maintenance.",
    doNow: ["Ask who installed it, and whether a supplier was told to.", unplug],
  },
  "new-destination": {
    sentence: "One of your computers talks to somewhere it never did.",
    means:
      "It has always talked to the same few places. A new one may be an update, a new supplier, or somebody who got in.",
    doNow: [ask],
  },
  "new-open-port": {
    sentence: "One of your computers answers the Internet on a port where it should not, or never did.",
    means: "Anybody in the world can try to get in there. Mostly a setting of the firewall was changed.",
    doNow: [
      "Ask who opened it, and close it at your firewall if nobody needs it.",
      "If somebody needs it, let only the addresses through that do.",
    ],
  },
  "odd-tls": {
    sentence: "One of your computers is connected to the server of a tool for break-ins.",
    means: "The encrypted connection has marks that such tools leave and honest programs do not.",
    doNow: [
      "Take the computer off the network at once and do not switch it off. If it runs a crane, a gate or other machinery, call the center first.",
      "Change the passwords of everybody who used it.",
    ],
  },
  "silent-source": {
    sentence: "One of your logs has stopped coming.",
    means: "A sensor may be broken, or somebody switched it off who does not want to be seen.",
    doNow: [
      "Look whether the device still runs, and whether its disk is full.",
      "Ask who changed its settings last.",
    ],
  },
  "web-upload": {
    sentence: "One of your computers stored packed files on a server that nobody knows.",
    means: "Whoever steals files packs them first. Somebody may also have sent a large file to a customer.",
    doNow: ["Find out what is in the files, and who sent them.", unplug],
  },
};
