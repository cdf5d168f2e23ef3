/**
 * The attempt to log in that a record tells of. Sensors on the wire seldom see who it was and often not whether it
 * succeeded (Zeek guesses for SSH by sizes); servers, firewalls and domain controllers know. Where a record does not say,
 * the outcome is unknown and the attempt still counts as one.
 * Codes: Kerberos RFC 4120 section 7.5.9; NTSTATUS [MS-ERREF] 2.3.1; Windows events 4624, 4625, 4768, 4771, 4776; FTP
 * replies RFC 959; RADIUS and LDAP by Zeek's own words.
 */
import type { LoginFact } from "../fact.js";
import type { About } from "./about.js";
import { booleanAt, type Native, numberAt, recordAt, textAt } from "./native-fields.js";
import { windowsLogin } from "./windows-login.js";

type Outcome = LoginFact["outcome"];

const userMax = 256;

export function loginFact(
  service: string,
  outcome: Outcome,
  user: string,
  more: Partial<Omit<LoginFact, "service" | "outcome" | "user">> = {},
): LoginFact {
  return {
    service,
    outcome,
    user: user.slice(0, userMax),
    unknownUser: more.unknownUser ?? false,
    saying: more.saying ?? outcome,
    times: more.times ?? 1,
    server: more.server ?? "",
  };
}

const outcomeOf = (success: boolean | null): Outcome =>
  success === null ? "unknown" : success ? "succeeded" : "failed";

const byAction = (action: string): Outcome =>
  action === "succeeded" || action === "failed" ? action : "unknown";

function kerberos(
  requestType: string,
  error: string,
  user: string,
  success: boolean | null,
): LoginFact | null {
  // Asking for a ticket for a service (TGS) is no log-in; being told to send a password first is part of each.
  if (!/AS/.test(requestType) || /PREAUTH_REQUIRED/.test(error)) return null;
  const unknownUser = /C_PRINCIPAL_UNKNOWN/.test(error);
  const failed = unknownUser || /PREAUTH_FAILED|CLIENT_REVOKED|KEY_EXPIRED|BAD_INTEGRITY/.test(error);
  const outcome = failed ? "failed" : error === "" ? outcomeOf(success) : "unknown";
  return loginFact("kerberos", outcome, user, { unknownUser });
}

function ftp(command: string, reply: number, user: string): LoginFact | null {
  if (command === "USER" && reply >= 500) return loginFact("ftp", "failed", user, { unknownUser: true });
  if (command !== "PASS" && reply !== 530 && reply !== 230) return null;
  return loginFact("ftp", reply === 230 ? "succeeded" : reply === 530 ? "failed" : "unknown", user);
}

const zeekLogins: Readonly<Record<string, (about: About) => LoginFact | null>> = {
  "zeek-ssh": ({ native }) =>
    loginFact("ssh", outcomeOf(booleanAt(native, "auth_success")), "", {
      times: Math.min(100, Math.max(1, numberAt(native, "auth_attempts") ?? 1)),
    }),
  "zeek-rdp": ({ native }) => loginFact("rdp", "unknown", textAt(native, "cookie")),
  "zeek-ftp": ({ native }) =>
    ftp(textAt(native, "command").toUpperCase(), numberAt(native, "reply_code") ?? 0, textAt(native, "user")),
  "zeek-ntlm": ({ native, destinationPort }) => {
    const user = textAt(native, "username");
    // Without a name it is a null session, which anybody may open.
    return user === ""
      ? null
      : loginFact(
          destinationPort === 445 || destinationPort === 139 ? "smb" : "windows",
          outcomeOf(booleanAt(native, "success")),
          user,
        );
  },
  "zeek-kerberos": ({ native }) =>
    kerberos(
      textAt(native, "request_type"),
      textAt(native, "error_msg"),
      textAt(native, "client"),
      booleanAt(native, "success"),
    ),
  "zeek-radius": ({ native }) =>
    loginFact(
      "radius",
      textAt(native, "result") === "success"
        ? "succeeded"
        : textAt(native, "result") === "failed"
          ? "failed"
          : "unknown",
      textAt(native, "username"),
    ),
  "zeek-ldap": ({ native }) => {
    if (!/^bind/.test(textAt(native, "opcode", "message_type"))) return null;
    const result = textAt(native, "result", "result_code");
    return loginFact(
      "ldap",
      /success/.test(result) ? "succeeded" : /invalid/.test(result) ? "failed" : "unknown",
      textAt(native, "object", "username"),
    );
  },
  "zeek-rfb": ({ native }) => loginFact("vnc", outcomeOf(booleanAt(native, "auth_success", "auth")), ""),
  "zeek-mysql": ({ native }) =>
    textAt(native, "cmd") === "login"
      ? loginFact("mysql", outcomeOf(booleanAt(native, "success")), textAt(native, "arg"))
      : null,
};

const eveLogins: Readonly<Record<string, (about: About) => LoginFact | null>> = {
  "eve-ssh": () => loginFact("ssh", "unknown", ""),
  "eve-rdp": ({ native }) =>
    textAt(native, "rdp.event_type") === "initial_request"
      ? loginFact("rdp", "unknown", textAt(native, "rdp.cookie"))
      : null,
  "eve-smb": ({ native }) => {
    if (!/SESSION_SETUP/i.test(textAt(native, "smb.command"))) return null;
    const user = textAt(native, "smb.ntlmssp.user");
    const status = textAt(native, "smb.status");
    if (user === "" || status === "STATUS_MORE_PROCESSING_REQUIRED") return null;
    return loginFact(
      "smb",
      status === "STATUS_SUCCESS" ? "succeeded" : status === "" ? "unknown" : "failed",
      user,
      {
        unknownUser: status === "STATUS_NO_SUCH_USER",
      },
    );
  },
  "eve-krb5": ({ native }) =>
    kerberos(
      /AS/.test(textAt(native, "krb5.msg_type", "krb5.failed_request")) ? "AS" : "",
      textAt(native, "krb5.error_code").replace(/^KRB5?KDC_/, ""),
      textAt(native, "krb5.cname"),
      true,
    ),
  "eve-ftp": ({ native }) => {
    const section = recordAt(native, "ftp") ?? {};
    const codes = Array.isArray(section["completion_code"]) ? section["completion_code"] : [];
    return ftp(
      textAt(section, "command").toUpperCase(),
      Number(codes[0] ?? 0),
      textAt(section, "command_data"),
    );
  },
};

/** sshd's messages that tell how an attempt ended; those that only tell of a connection are none. */
const sshSayings = new Set(
  "accepted failed invalid-user too-many-attempts not-allowed root-refused authentication-failure closed-unauthenticated check-pass".split(
    " ",
  ),
);

function sshd({ native, action }: About): LoginFact | null {
  const saying = textAt(native, "event");
  if (!sshSayings.has(saying)) return null;
  const message = textAt(native, "message");
  return loginFact("ssh", action === "succeeded" ? "succeeded" : "failed", textAt(native, "user"), {
    saying,
    unknownUser: saying === "invalid-user" || /(?:invalid|illegal) user /i.test(message),
    times: numberAt(native, "repeated") ?? 1,
    server: textAt(native, "syslog.host"),
  });
}

/** Servers whose messages `sign-ins` reads: service, user and outcome stand in its own fields. */
function signIn({ native, action, service }: About): LoginFact | null {
  const saying = textAt(native, "event");
  if (saying === "" || (action !== "failed" && action !== "succeeded")) return null;
  return loginFact(textAt(native, "sign_in") || service, action, textAt(native, "user"), {
    saying,
    unknownUser: saying === "unknown-user",
    times: numberAt(native, "repeated") ?? 1,
    server: textAt(native, "syslog.host"),
  });
}

/** Firewalls' own users and their VPNs. */
function fortigate({ native, action }: About): LoginFact | null {
  const what = textAt(native, "action", "logdesc").toLowerCase();
  const vpn = textAt(native, "subtype") === "vpn";
  if (!vpn && !/log ?in|auth/.test(`${what} ${textAt(native, "logdesc").toLowerCase()}`)) return null;
  const outcome = /fail/.test(what) ? "failed" : byAction(action);
  if (outcome === "unknown") return null;
  const user = textAt(native, "user");
  return loginFact(vpn ? "vpn" : "admin", outcome, user === "N/A" ? "" : user, {
    unknownUser: /unknown_user|no_matching_policy/.test(textAt(native, "reason")),
    server: textAt(native, "devname", "syslog.host"),
  });
}

function cisco({ native, action }: About): LoginFact | null {
  if (action !== "failed" && action !== "succeeded") return null;
  const id = textAt(native, "id");
  const vpn = /^(?:113|716|722)/.test(id);
  return loginFact(vpn ? "vpn" : "admin", action, textAt(native, "user"), {
    server: textAt(native, "syslog.host"),
  });
}

function panos({ native, action }: About): LoginFact | null {
  if (action !== "failed" && action !== "succeeded") return null;
  return loginFact("vpn", action, textAt(native, "srcuser"), {
    server: textAt(native, "portal", "syslog.host"),
  });
}

const loginPath =
  /(?:^|\/)(?:wp-login\.php|xmlrpc\.php|login|log-in|signin|sign-in|logon|auth|session|remote\/logincheck|owa\/auth\.owa|j_security_check|user_session)(?:$|[/?.;_-])/i;

/**
 * A request to a web page that signs people in. 401 is a no by definition, after a name and password were sent; a page
 * with a form answers a wrong password by showing the form again (200), a right one by going on (302, 303).
 */
function web(method: string, uri: string, status: number, user: string): LoginFact | null {
  if (status === 401) return user === "" ? null : loginFact("web", "failed", user, { saying: "401" });
  if (method !== "POST" || !loginPath.test(uri.slice(0, 512))) return null;
  const outcome =
    status === 403 || status === 200 ? "failed" : status === 302 || status === 303 ? "unknown" : null;
  return outcome === null ? null : loginFact("web", outcome, user, { saying: "form" });
}

function webLogin(
  native: Native,
  uri: string,
  methodPath: string,
  statusPath: string,
  userPath: string,
): LoginFact | null {
  return web(
    textAt(native, methodPath).toUpperCase(),
    textAt(native, uri),
    numberAt(native, statusPath) ?? 0,
    textAt(native, userPath),
  );
}

export function loginOf(about: About): LoginFact | null {
  const { log, native } = about;
  if (log.startsWith("zeek-"))
    return log === "zeek-http"
      ? webLogin(native, "uri", "method", "status_code", "username")
      : (zeekLogins[log]?.(about) ?? null);
  if (log.startsWith("eve-"))
    return log === "eve-http"
      ? webLogin(native, "http.url", "http.http_method", "http.status", "http.username")
      : (eveLogins[log]?.(about) ?? null);
  if (log === "sshd") return sshd(about);
  if (log === "sign-in") return signIn(about);
  if (log === "web-access") return webLogin(native, "cs-uri", "cs-method", "sc-status", "cs-username");
  if (log === "fortigate-event") return fortigate(about);
  if (log.startsWith("cisco-")) return cisco(about);
  if (log === "panos-globalprotect" || log === "panos-system") return panos(about);
  return log.startsWith("json") || log === "windows-event" ? windowsLogin(about) : null;
}

const others =
  /^(?:sshd|sign-in|web-access|fortigate-event|cisco-|panos-(?:globalprotect|system)|json|windows-event)/;

/** Answers by log; a sender may make up names of logs, so no more than these are remembered. */
const telling = new Map<string, boolean>();
const tellingMax = 1_000;

/** Whether records of such a log may tell of a log-in: cheaper than asking for it. */
export function tellsLogins(log: string): boolean {
  let answer = telling.get(log);
  if (answer === undefined) {
    answer =
      log in zeekLogins || log in eveLogins || log === "zeek-http" || log === "eve-http" || others.test(log);
    if (telling.size < tellingMax) telling.set(log, answer);
  }
  return answer;
}
