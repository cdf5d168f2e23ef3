/**
 * Who a mail says it is from. Exactly one From field with exactly one address is believed, and only if the field ends
 * in that address in the plainest form: where readers of mail could differ on who it is, it is nobody.
 */
import type { Address, Email } from "postal-mime";

const shownMax = 300;

const oneLine = (text: string): string =>
  text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .slice(0, shownMax);

export interface Named {
  readonly from: string | null;
  readonly fromShown: string;
  readonly subject: string;
}

const flat = (address: Address): readonly { name: string; address?: string | undefined }[] =>
  address.group ?? [address];

export function senderOf(mail: Email): Named {
  const fields = mail.headers.filter(({ key }) => key === "from");
  const named = mail.from === undefined ? [] : flat(mail.from);
  const subject = oneLine(mail.subject ?? "");
  const shown = fields.map(({ value }) => oneLine(value)).join(" and ");
  const decoded = named.map(({ name, address }) => oneLine(`${name} <${address ?? ""}>`)).join(", ");
  const fromShown = (fields.length === 1 && decoded !== "" ? decoded : shown).slice(0, shownMax);
  const written = fields[0]?.value.trim() ?? "";
  const address = named[0]?.address ?? "";
  const isPlain =
    fields.length === 1 &&
    named.length === 1 &&
    mail.from?.group === undefined &&
    /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/.test(address) &&
    (written === address || isBehindName(written, address));
  return { from: isPlain ? address : null, fromShown, subject };
}

/** `… <address>`, and no other angle bracket, comma or semicolon outside quotation marks. */
function isBehindName(written: string, address: string): boolean {
  const tail = `<${address}>`;
  if (!written.endsWith(tail)) return false;
  const name = written.slice(0, -tail.length).replace(/"(?:[^"\\]|\\[\s\S])*"/g, "");
  return !/[<>,;:()"]/.test(name);
}
