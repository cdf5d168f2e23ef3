/**
 * Values inside others, in plain TypeScript (`assembly/texts.ts`): mail addresses in lists with display names, host
 * names and mail addresses in distinguished names.
 */

/** What parts mail addresses from one another and from what stands around them. */
const mailEdges = /[\t-\r "(),;<>[\]]+/;

/** Longest value of an attribute that the slow path looks at. */
const attributeMax = 320;

export interface Mail {
  readonly local: string;
  readonly domain: string;
}

/** Every `local@domain`; two signs in one piece are not taken apart here. */
export function mailsIn(text: string): "odd" | Mail[] {
  const mails: Mail[] = [];
  for (const piece of text.split(mailEdges)) {
    const parts = piece.split("@");
    if (parts.length > 2) return "odd";
    const [local, domain] = parts;
    if (local && domain) mails.push({ local, domain });
  }
  return mails;
}

export interface Attribute {
  readonly attribute: "host" | "mails";
  readonly value: string;
}

/** CN as a host, E and emailAddress as mail addresses: what stands behind `=`, up to `,`, `/` or `+`. */
export function namesIn(text: string): ("odd" | Attribute)[] {
  return text.split(/[,/+]/).flatMap((part): readonly ("odd" | Attribute)[] => {
    const match = /^ *([a-z]+) ?=(.*)$/is.exec(part);
    const name = match?.[1]?.toLowerCase() ?? "";
    const raw = match?.[2] ?? "";
    if (name !== "cn" && !/[es]$/.test(name)) return [];
    if (raw.length > attributeMax) return ["odd"];
    const value = raw.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, "");
    return [{ attribute: name === "cn" ? "host" : "mails", value }];
  });
}
