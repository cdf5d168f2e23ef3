/**
 * Whether a value is a member's own: of its networks, its domains and hosts and what is below them, or an address of
 * its people, its contacts and the company that their mail is of. What a member reports happened to it is full of
 * these, and none of them is what did it.
 */
import type { Kysely } from "kysely";
import { parseAddress, parseNetwork } from "../base/index.js";
import type { Observable } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { isShared, registeredDomain } from "./exposures/domains.js";
import { listExposuresOf } from "./exposures/listing.js";
import { MemberNetworks } from "./member-networks.js";
import { readMember } from "./member-rows.js";
import { listContacts } from "./profile/contacts.js";

export type IsOwn = (observable: Observable) => boolean;

const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

function isBelow(name: string, names: ReadonlySet<string>): boolean {
  for (let at = 0; at >= 0; ) {
    if (names.has(name.slice(at))) return true;
    const dot = name.indexOf(".", at);
    at = dot < 0 ? -1 : dot + 1;
  }
  return false;
}

export async function ownValuesOf(db: Kysely<Tables>, memberId: string): Promise<IsOwn> {
  const member = await readMember(db, memberId);
  const people = await db
    .selectFrom("person")
    .select("email")
    .where("member_id", "=", memberId)
    .where("email", "is not", null)
    .execute();
  const contacts = await listContacts(db, memberId);
  const mails = new Set(
    [...people.map(({ email }) => email ?? ""), ...contacts.map(({ mail }) => mail)]
      .filter((mail) => mail !== "")
      .map((mail) => mail.toLowerCase()),
  );
  const exposures = await listExposuresOf(db, memberId);
  const names = new Set(
    exposures
      .filter(({ kind }) => kind === "domain" || kind === "mail domain" || kind === "host")
      .flatMap(({ value, also }) => [value, ...also])
      .map((name) => name.toLowerCase()),
  );
  for (const mail of mails) {
    const domain = registeredDomain(domainOf(mail));
    if (!isShared(domain)) names.add(domain);
  }
  const registered = exposures.filter(({ kind }) => kind === "network").map(({ value }) => value);
  const networks = new MemberNetworks([
    { id: memberId, networks: [...(member?.networks ?? []), ...registered] },
  ]);
  const isOwnHost = (host: string): boolean => {
    const address = parseAddress(host) ?? parseNetwork(host)?.address ?? null;
    return address === null ? isBelow(host, names) : networks.claimants(address).length > 0;
  };
  return ({ type, value }) => {
    if (type === "email") return mails.has(value.toLowerCase()) || isOwnHost(domainOf(value));
    if (type === "url") return isOwnHost(new URL(value).hostname.replace(/^\[|\]$/g, ""));
    const isPlace = type === "domain" || type === "ipv4" || type === "ipv6" || type === "cidr";
    return isPlace && isOwnHost(value);
  };
}
