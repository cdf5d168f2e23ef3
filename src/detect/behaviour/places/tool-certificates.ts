/**
 * Certificates that attack tools make by themselves, known by what they write into the name of the owner. A server that
 * shows one is that tool's: nobody else has a reason to write these names. Names are read as Zeek (`CN=a,OU=b`), Suricata
 * (`C=US, ST=…, CN=a`) and OpenSSL (`/C=US/CN=a`) write them.
 *
 * Metasploit's generator makes up a company and lets the owner's mail address be its unit at its common name, in the US (as
 * in the captures of MITRE's APT29 evaluation and of Meterpreter runs by OTRF); the others' names are their defaults.
 */

type Name = Readonly<Record<string, string>>;

const part = /(?:^|[,/])\s*([A-Za-z]{1,20})=((?:\\.|[^,/\\])*)/g;

/** Parts by their short names in lower case; a part that comes twice is its first. */
export function distinguishedName(text: string): Name {
  const parts: Record<string, string> = {};
  for (const [, key, value] of text.slice(0, 1000).matchAll(part))
    parts[(key as string).toLowerCase()] ??= (value as string).trim();
  return parts;
}

const isMetasploit = (owner: Name): boolean =>
  owner.c === "US" &&
  owner.cn !== undefined &&
  owner.ou !== undefined &&
  /^[a-z]+$/.test(owner.ou) &&
  owner.emailaddress === `${owner.ou}@${owner.cn}`;

const byName: readonly (readonly [RegExp, string])[] = [
  [/^Major Cobalt Strike$/i, "Cobalt Strike"],
  [/^P18055077$/, "PoshC2"],
  [/^Covenant$/, "Covenant"],
  [/^AsyncRAT Server$/i, "AsyncRAT"],
  [/^DcRat( Server)?$/i, "DcRat"],
  [/^(Quasar Server CA|Quasar Server)$/i, "Quasar"],
  [/^(VenomRAT|VenomRAT Server|Venom RAT.*)$/i, "Venom"],
  [/^(Orcus Server|OrcusServerCertificate)$/i, "Orcus"],
  [/^BitRAT$/i, "BitRAT"],
  [/^LaZagne$/i, "LaZagne"],
  [/^(Mythic|Mythic C2)$/i, "Mythic"],
  [/^NanoCore$/i, "NanoCore"],
  [/^Pupy(C2)?$/i, "Pupy"],
];

/** The tool whose certificate it is, or null. */
export function toolOf(subject: string, issuer: string): string | null {
  if (subject === "") return null;
  const owner = distinguishedName(subject);
  if ((issuer === "" || issuer === subject) && isMetasploit(owner)) return "Metasploit";
  if (owner.o !== undefined && /^cobaltstrike$/i.test(owner.o)) return "Cobalt Strike";
  const named = [owner.cn ?? "", owner.o ?? ""];
  return byName.find(([pattern]) => named.some((name) => pattern.test(name)))?.[1] ?? null;
}
