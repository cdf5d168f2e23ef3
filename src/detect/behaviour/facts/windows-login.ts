/**
 * Log-ins in Windows' security log, in the shapes its shippers give it: flat (NXLog, the Security-Datasets), nested below
 * `winlog` (Winlogbeat, Elastic agent), below `Event` (converted XML), and ECS's own `event.category: authentication`,
 * which other products write as well.
 */
import type { LoginFact } from "../fact.js";
import type { About } from "./about.js";
import { type Native, recordAt, textAt } from "./native-fields.js";

/** 0xC0000064: there is no such account. */
const noSuchUser = /^(?:0x)?c0000064$/i;

const dataPlaces = ["winlog.event_data", "Event.EventData", "EventData", "event_data"];

/** The event's own fields, wherever the shipper put them. */
export function windowsData(native: Native): Native {
  for (const place of dataPlaces) {
    const data = recordAt(native, place);
    if (data !== null) return recordAt(data, "Data") ?? data;
  }
  return native;
}

export function windowsEventId(native: Native): string {
  return textAt(
    native,
    "winlog.event_id",
    "EventID",
    "event_id",
    "EventId",
    "Event.System.EventID",
    "System.EventID",
    "event.code",
  );
}

function serviceOf(logonType: string): string {
  return logonType === "10" || logonType === "7" ? "rdp" : logonType === "3" ? "smb" : "windows";
}

export function windowsLogin({ native, user: column }: About): LoginFact | null {
  const id = windowsEventId(native);
  if (id === "") return ecsLogin(native, column);
  const data = windowsData(native);
  const user = textAt(data, "TargetUserName", "targetUserName", "user.name");
  const server = textAt(
    native,
    "winlog.computer_name",
    "Computer",
    "Hostname",
    "Event.System.Computer",
    "System.Computer",
    "host.name",
  );
  const status = textAt(data, "Status", "status").toLowerCase();
  const sub = textAt(data, "SubStatus", "sub_status").toLowerCase();
  const fact = (service: string, failed: boolean, unknownUser: boolean): LoginFact => ({
    service,
    outcome: failed ? "failed" : "succeeded",
    user: user.slice(0, 256),
    unknownUser,
    saying: id,
    times: 1,
    server,
  });
  switch (id) {
    case "4624":
    case "4625": {
      const type = textAt(data, "LogonType");
      // Services, batch jobs and unlocking say nothing of somebody at a distance.
      if (id === "4624" && !["3", "10", "8", ""].includes(type)) return null;
      return fact(serviceOf(type), id === "4625", noSuchUser.test(sub) || noSuchUser.test(status));
    }
    case "4771":
      return fact("kerberos", true, status === "0x6");
    case "4768":
      return fact("kerberos", status !== "" && status !== "0x0", status === "0x6");
    case "4776":
      return fact("windows", status !== "" && status !== "0x0", noSuchUser.test(status));
    default:
      return null;
  }
}

function ecsLogin(native: Native, column: string): LoginFact | null {
  const category = native["event.category"] ?? recordAt(native, "event")?.["category"];
  const isLogin =
    category === "authentication" || (Array.isArray(category) && category.includes("authentication"));
  if (!isLogin) return null;
  const outcome = textAt(native, "event.outcome");
  return {
    service: textAt(native, "network.protocol", "service.name", "event.module") || "web",
    outcome: outcome === "failure" ? "failed" : outcome === "success" ? "succeeded" : "unknown",
    user: (textAt(native, "user.name") || column).slice(0, 256),
    unknownUser: false,
    saying: outcome,
    times: 1,
    server: textAt(native, "host.name", "observer.name"),
  };
}
