/**
 * What servers write when somebody signs in or fails to, as a table: whose words they are, a pattern with named groups,
 * what it was. `bare`: the line comes without an envelope too, and says enough to be known by itself. A user's name is the
 * stranger's to choose: patterns take it between marks that the server sets, or to the last word before them.
 * Sources: the programs' own code, named in each row.
 */
import type { Action } from "../model/index.js";

export interface SignInSaying {
  /** The programs that write it. */
  readonly program: RegExp;
  readonly bare?: true;
  readonly event: "failed" | "unknown-user" | "succeeded";
  /** As facts name it: `ftp`, `smb`, `mail`, `vpn`, `web`, `ssh`. */
  readonly service: string;
  /** Groups `user`, `address`, `port`, `server`, `server_port`, `time` become fields. */
  readonly pattern: RegExp;
}

const row = (
  program: RegExp,
  service: string,
  event: SignInSaying["event"],
  pattern: RegExp,
  bare = false,
): SignInSaying => ({ program, service, event, pattern, ...(bare ? { bare: true } : {}) });

const dropbear = /^dropbear$/;
const vsftpd = /^vsftpd$/;
const proftpd = /^proftpd$/;
const pureFtpd = /^pure-ftpd$/;
const samba = /^(?:smbd?|samba|winbindd)(?:_audit)?$/;
const dovecot = /^dovecot(?:\/.*)?$/;
const postfix = /^postfix(?:\/.*)?$/;
const firewallPage = /^(?:php-fpm|php|audit|configd\.py|lighttpd)$/;
const mysql = /^(?:mysqld|mariadbd?|mysql)$/;
const none = /^$/;

/** dropbear: src/svr-authpasswd.c, svr-authpam.c, svr-auth.c. */
const dropbearSayings = [
  row(
    dropbear,
    "ssh",
    "failed",
    /^Bad (?:PAM )?password attempt for '(?<user>[^']{0,128})' from (?<address>\S+?):(?<port>\d{1,5})$/,
    true,
  ),
  row(
    dropbear,
    "ssh",
    "unknown-user",
    /^Login attempt for nonexistent user(?: '(?<user>[^']{0,128})')? from (?<address>\S+?):(?<port>\d{1,5})$/,
    true,
  ),
  row(
    dropbear,
    "ssh",
    "succeeded",
    /^(?:Password|PAM password|Pubkey) auth succeeded for '(?<user>[^']{0,128})' (?:with .{1,200} )?from (?<address>\S+?):(?<port>\d{1,5})$/,
    true,
  ),
];

/** vsftpd: logging.c, its own log with `ctime` in front. */
const vsftpdSayings = [
  row(
    vsftpd,
    "ftp",
    "failed",
    /^(?:(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4}) )?\[pid \d{1,10}\] \[(?<user>[^\]]{0,128})\] FAIL LOGIN: Client "(?<address>[0-9A-Fa-f.:]{2,45})"/,
    true,
  ),
  row(
    vsftpd,
    "ftp",
    "succeeded",
    /^(?:(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d \d{4}) )?\[pid \d{1,10}\] \[(?<user>[^\]]{0,128})\] OK LOGIN: Client "(?<address>[0-9A-Fa-f.:]{2,45})"/,
    true,
  ),
];

/** ProFTPD: modules/mod_auth.c; Pure-FTPd: src/ftpd.c. */
const ftpSayings = [
  row(
    proftpd,
    "ftp",
    "unknown-user",
    /\[(?<address>[0-9A-Fa-f.:]{2,45})\]\)?:? .{0,4}USER (?<user>.{0,128}): no such user found from /,
  ),
  row(
    proftpd,
    "ftp",
    "unknown-user",
    /\[(?<address>[0-9A-Fa-f.:]{2,45})\]\)?:? .{0,4}USER (?<user>.{0,128}) \(Login failed\): No such user found/,
  ),
  row(
    proftpd,
    "ftp",
    "failed",
    /\[(?<address>[0-9A-Fa-f.:]{2,45})\]\)?:? .{0,4}USER (?<user>.{0,128}) \(Login failed\): /,
  ),
  row(
    proftpd,
    "ftp",
    "succeeded",
    /\[(?<address>[0-9A-Fa-f.:]{2,45})\]\)?:? .{0,4}USER (?<user>.{0,128}): Login successful/,
  ),
  row(
    pureFtpd,
    "ftp",
    "failed",
    /^\([^@()]{0,128}@(?<address>[^\s()]{2,255})\) \[WARNING\] Authentication failed for user \[(?<user>[^\]]{0,128})\]/,
  ),
  row(
    pureFtpd,
    "ftp",
    "succeeded",
    /^\([^@()]{0,128}@(?<address>[^\s()]{2,255})\) \[INFO\] (?<user>\S{1,128}) is now logged in/,
  ),
];

/** Samba: auth/auth_log.c. */
const sambaSayings = [
  row(
    samba,
    "smb",
    "succeeded",
    /^Auth: \[[^\]]{0,64}\] user \[[^\]]{0,256}\]\\\[(?<user>[^\]]{0,256})\] at \[(?<time>[^\]]{0,64})\] with \[[^\]]{0,64}\] status \[NT_STATUS_OK\] .{0,512}?remote host \[ipv[46]:(?<address>[^\]\s]{2,64}?):(?<port>\d{1,5})\](?:.{0,512}local host \[ipv[46]:(?<server>[^\]\s]{2,64}?):(?<server_port>\d{1,5})\])?/,
    true,
  ),
  row(
    samba,
    "smb",
    "unknown-user",
    /^Auth: \[[^\]]{0,64}\] user \[[^\]]{0,256}\]\\\[(?<user>[^\]]{0,256})\] at \[(?<time>[^\]]{0,64})\] with \[[^\]]{0,64}\] status \[NT_STATUS_NO_SUCH_USER\] .{0,512}?remote host \[ipv[46]:(?<address>[^\]\s]{2,64}?):(?<port>\d{1,5})\](?:.{0,512}local host \[ipv[46]:(?<server>[^\]\s]{2,64}?):(?<server_port>\d{1,5})\])?/,
    true,
  ),
  row(
    samba,
    "smb",
    "failed",
    /^Auth: \[[^\]]{0,64}\] user \[[^\]]{0,256}\]\\\[(?<user>[^\]]{0,256})\] at \[(?<time>[^\]]{0,64})\] with \[[^\]]{0,64}\] status \[NT_STATUS_\w{1,64}\] .{0,512}?remote host \[ipv[46]:(?<address>[^\]\s]{2,64}?):(?<port>\d{1,5})\](?:.{0,512}local host \[ipv[46]:(?<server>[^\]\s]{2,64}?):(?<server_port>\d{1,5})\])?/,
    true,
  ),
];

/** Dovecot: src/login-common; Postfix: src/smtpd/smtpd_sasl_glue.c; Exim: src/smtp_in.c; Zimbra: SoapEngine; Exchange: protocol logs. */
const mailSayings = [
  row(
    dovecot,
    "mail",
    "failed",
    /^(?:imap|pop3|submission|managesieve)-login: .{0,64}\(auth failed, \d{1,6} attempts[^)]{0,64}\):? user=<(?<user>[^>]{0,256})>.{0,128} rip=(?<address>[^,\s]{2,45}), lip=(?<server>[^,\s]{2,45})/,
  ),
  row(
    dovecot,
    "mail",
    "succeeded",
    /^(?:imap|pop3|submission|managesieve)-login: Login: user=<(?<user>[^>]{0,256})>.{0,128} rip=(?<address>[^,\s]{2,45}), lip=(?<server>[^,\s]{2,45})/,
  ),
  row(
    postfix,
    "mail",
    "failed",
    /^warning: [^[\s]{1,255}\[(?<address>[0-9A-Fa-f.:]{2,45})\]: SASL \S{1,32} authentication failed:?(?:.{0,300}sasl_username=(?<user>\S{1,256}))?/,
  ),
  row(
    postfix,
    "mail",
    "succeeded",
    /client=[^[\s]{1,255}\[(?<address>[0-9A-Fa-f.:]{2,45})\], sasl_method=\S{1,32}, sasl_username=(?<user>\S{1,256})/,
  ),
  row(
    /^exim4?$/,
    "mail",
    "failed",
    /authenticator failed for .{0,300}\[(?<address>[0-9A-Fa-f.:]{2,45})\](?::\d{1,5})?: 535 .{0,100}?(?:\(set_id=(?<user>[^)]{0,256})\))?$/,
  ),
  row(
    none,
    "mail",
    "unknown-user",
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \w{1,8} {1,4}\[[^\]]{1,300}\] \[[^\]]{0,300}?oip=(?<address>[0-9A-Fa-f.:]{2,45});[^\]]{0,300}\] .{0,100}authentication failed for \[(?<user>[^\]]{0,256})\], account not found/,
    true,
  ),
  row(
    none,
    "mail",
    "failed",
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \w{1,8} {1,4}\[[^\]]{1,300}\] \[[^\]]{0,300}?oip=(?<address>[0-9A-Fa-f.:]{2,45});[^\]]{0,300}\] .{0,100}authentication failed for \[(?<user>[^\]]{0,256})\]/,
    true,
  ),
  row(
    none,
    "mail",
    "failed",
    /^(?<time>\d{4}-\d\d-\d\dT[\d:.]{8,15}Z),[0-9A-F]{16},\d{1,6},(?<server>[0-9A-Fa-f.:[\]]{2,45}):(?<server_port>\d{1,5}),(?<address>[0-9A-Fa-f.:[\]]{2,45}):(?<port>\d{1,5}),(?<user>[^,]{0,256}),.{0,200}AuthFailed:/,
    true,
  ),
  row(
    none,
    "mail",
    "failed",
    /^(?<time>\d{4}-\d\d-\d\dT[\d:.]{8,15}Z),[^,]{1,200},[0-9A-F]{16},\d{1,6},(?<server>[0-9A-Fa-f.:[\]]{2,45}):(?<server_port>\d{1,5}),(?<address>[0-9A-Fa-f.:[\]]{2,45}):(?<port>\d{1,5}),>,535 /,
    true,
  ),
];

/** endlessh is a tarpit: nobody has a reason to be there. */
const trapSayings = [
  row(/^endlessh$/, "ssh", "failed", /^ACCEPT host=(?<address>[0-9A-Fa-f.:]{2,45}) port=(?<port>\d{1,5})/),
];

/** pfSense: src/etc/inc/auth.inc; OPNsense: the same words; Technitium; Jellyfin; Asterisk; OpenVPN: src/openvpn/ssl.c. */
const otherSayings = [
  row(
    firewallPage,
    "admin",
    "failed",
    /authentication error for (?:user )?'(?<user>[^']{0,128})' from:? (?<address>[0-9A-Fa-f.:]{2,45})/,
  ),
  row(
    firewallPage,
    "admin",
    "succeeded",
    /[Ss]uccessful login for user '(?<user>[^']{0,128})' from:? (?<address>[0-9A-Fa-f.:]{2,45})/,
  ),
  row(
    none,
    "admin",
    "failed",
    /^\[(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC\] \[(?<address>[0-9A-Fa-f.:[\]]{2,45}):(?<port>\d{1,5})\] .{0,200}Invalid username or password for user: (?<user>.{0,128})$/,
    true,
  ),
  row(
    /^jellyfin$/,
    "web",
    "failed",
    /Authentication request for "?(?<user>[^"]{0,128})"? has been denied \(IP: "?(?<address>[0-9A-Fa-f.:]{2,45})"?\)/,
  ),
  row(
    /^asterisk$/,
    "sip",
    "failed",
    /Registration from '.{0,300}' failed for '(?<address>[0-9A-Fa-f.:]{2,45}?)(?::(?<port>\d{1,5}))?' - (?:Wrong password|Failed to authenticate)/,
  ),
  row(
    /^asterisk$/,
    "sip",
    "unknown-user",
    /Registration from '.{0,300}' failed for '(?<address>[0-9A-Fa-f.:]{2,45}?)(?::(?<port>\d{1,5}))?' - No matching (?:peer|endpoint) found/,
  ),
  row(
    /^(?:openvpn|ovpn-.*)$/,
    "vpn",
    "failed",
    /^(?:.{0,64}\/)?(?<address>[0-9A-Fa-f.:]{2,45}):(?<port>\d{1,5}) (?:TLS Auth Error: Auth Username\/Password verification failed|SIGUSR1\[.{0,16}auth-failure)/,
  ),
  row(
    /^kernel$/,
    "vpn",
    "failed",
    /wireguard: \S{1,32}: Invalid handshake initiation from (?<address>[0-9A-Fa-f.:[\]]{2,45}):(?<port>\d{1,5})$/,
  ),
  row(mysql, "mysql", "failed", /Access denied for user '(?<user>[^']{0,128})'@'(?<address>[^']{2,255})'/),
  row(
    /^login$/,
    "telnet",
    "failed",
    /^FAILED LOGIN (?:SESSION |\(?\d{1,4}\)? )?(?:ON .{0,40} )?FROM '?(?<address>[^\s']{2,255})'? FOR '?(?<user>[^\s',]{0,128})/,
  ),
  row(
    /^(?!sshd)[\w./-]{1,64}$/,
    "login",
    "failed",
    /^pam_\w{1,32}\([\w.-]{1,32}:auth\): authentication failure;.{0,200}? rhost=(?<address>[^\s]{2,255})(?: +user=(?<user>.{1,128}))?$/,
  ),
];

export const signInSayings: readonly SignInSaying[] = [
  ...dropbearSayings,
  ...vsftpdSayings,
  ...ftpSayings,
  ...sambaSayings,
  ...mailSayings,
  ...trapSayings,
  ...otherSayings,
];

export const actionOfSignIn = (event: SignInSaying["event"]): Action =>
  event === "succeeded" ? "succeeded" : "failed";
