/**
 * For tests: observables of every kind, the ways in which authors break them, prose to put them in, and archives and
 * PDFs made from nothing.
 */
import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";

/** What stands in a text, and what has to be found of it. */
export interface Planted {
  readonly kind: string;
  readonly value: string;
}

const label = fc.stringMatching(/^[a-z][a-z0-9]{2,10}$/);
const ending = fc.constantFrom(
  "com",
  "net",
  "org",
  "info",
  "ru",
  "co.uk",
  "xyz",
  "top",
  "onion",
  "com.br",
  "zip",
  "sh",
);
const name = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), ending)
  .map(([labels, last]) => [...labels, last].join("."));
const octet = fc.integer({ min: 1, max: 254 });
const publicV4 = fc
  .tuple(fc.constantFrom(5, 45, 91, 185, 193), octet, octet, octet)
  .map((parts) => parts.join("."));
const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_~-]{1,12}$/), { minLength: 0, maxLength: 3 })
  .map((parts) => parts.join("/"));
const query = fc.option(fc.stringMatching(/^[a-z]{1,4}=[A-Za-z0-9]{1,12}$/), { nil: null });

const hash = (kind: string, pattern: RegExp) =>
  fc
    .stringMatching(pattern)
    .filter((value) => !/^(.)\1*$/.test(value))
    .map((value) => ({ kind, value }));

export const networkValue: fc.Arbitrary<Planted> = fc.oneof(
  name.map((value) => ({ kind: "domain", value })),
  publicV4.map((value) => ({ kind: "ipv4", value })),
  fc.tuple(label, name).map(([user, host]) => ({ kind: "email", value: `${user}@${host}` })),
  fc
    .tuple(fc.constantFrom("http", "https"), fc.oneof(name, publicV4), path, query)
    .map(([scheme, host, rest, asked]) => ({
      kind: "url",
      value: `${scheme}://${host}/${rest}${asked === null ? "" : `?${asked}`}`,
    })),
);

export const otherValue: fc.Arbitrary<Planted> = fc.oneof(
  hash("md5", /^[0-9a-f]{32}$/),
  hash("sha1", /^[0-9a-f]{40}$/),
  hash("sha256", /^[0-9a-f]{64}$/),
  hash("sha512", /^[0-9a-f]{128}$/),
  fc
    .tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1000, max: 9_999_999 }))
    .map(([year, number]) => ({
      kind: "vulnerability",
      value: `CVE-${year}-${number}`,
    })),
  fc
    .tuple(
      fc.stringMatching(/^t[0-9]{2}d[0-9]{4}h2$/),
      fc.stringMatching(/^[0-9a-f]{12}$/),
      fc.stringMatching(/^[0-9a-f]{12}$/),
    )
    .map((parts) => ({ kind: "ja4", value: parts.join("_") })),
);

const dots = [
  "[.]",
  "(.)",
  "{.}",
  "[dot]",
  "(dot)",
  "{dot}",
  " [.] ",
  "[ . ]",
  " dot ",
  "\\.",
  "．",
  "[.",
  ".]",
  "[DOT]",
  "[,]",
  "\u200b.",
  "<dot>",
];
const ats = ["@", "[@]", "(at)", "[at]", "{at}", " [at] ", "＠"];
const schemes = ["hxxp", "hXXp", "h**p", "meow", "http", "htxp"];
const colons = ["://", "[:]//", "[://]", ":[//]", "(:)//", "[:/]/"];

/** One broken writing of a value: each sign of it in one way, drawn by `pick` among so many. */
function brokenBy(value: string, pick: (of: number) => number): string {
  const draw = (from: readonly string[]) => from[pick(from.length)] as string;
  // A writer keeps to one way within a value, but breaks all dots or only the last.
  const dot = draw(dots);
  const breakDots = (host: string) => {
    if (pick(2) === 0) return host.replaceAll(".", dot);
    const last = host.lastIndexOf(".");
    return last < 0 ? host : host.slice(0, last) + dot + host.slice(last + 1);
  };
  const colon = value.indexOf("://");
  if (colon >= 0) {
    const slash = value.indexOf("/", colon + 3);
    const scheme = draw(schemes) + (value.startsWith("https") ? "s" : "");
    const tight = dot.trim() === dot ? dot : "[.]";
    return scheme + draw(colons) + value.slice(colon + 3, slash).replaceAll(".", tight) + value.slice(slash);
  }
  const at = value.indexOf("@");
  return at < 0 ? breakDots(value) : value.slice(0, at) + draw(ats) + breakDots(value.slice(at + 1));
}

export const broken = (planted: Planted): fc.Arbitrary<string> =>
  fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }).map((draws) => {
    let at = 0;
    return brokenBy(planted.value, (of) => (draws[at++ % draws.length] as number) % of);
  });

const words = fc.array(
  fc.constantFrom(
    "we",
    "saw",
    "traffic",
    "towards",
    "the",
    "host",
    "in",
    "our",
    "logs",
    "yesterday",
    "blocked",
    "it",
    "phishing",
    "grúa",
    "puerto",
    "terminal",
  ),
  { minLength: 1, maxLength: 8 },
);
const frame = fc.constantFrom<readonly [string, string]>(
  [" ", " "],
  [" (", ") "],
  [' "', '" '],
  [" `", "` "],
  ["\n- ", "\n"],
  ["\n| ", " | C2 |\n"],
  [" ", ". "],
  [" ", ", "],
  [": ", "; "],
  [" '", "' "],
  ["\n* ", " - seen once\n"],
  ["\t", "\t"],
);
/** Prose around a value; it makes no value itself, and nothing that explains a value away. */
export const around: fc.Arbitrary<readonly [string, string]> = fc
  .tuple(words, frame, words)
  .map(([before, [open, close], after]) => [before.join(" ") + open, close + after.join(" ")] as const);

/** A zip archive; `size` claims another unpacked size than is true. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>, claimedSize?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [fileName, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claimedSize ?? bytes.length, 18);
    head.writeUInt16LE(Buffer.byteLength(fileName), 22);
    const local = Buffer.concat([Buffer.from("504b0304", "hex"), head, Buffer.from(fileName), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("504b01021400", "hex"), head, tail, Buffer.from(fileName)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("504b0506", 0, "hex");
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A PDF of one page with these texts at these places, in Courier of 10 points. */
export function pdfOf(texts: readonly (readonly [x: number, y: number, text: string])[]): Buffer {
  const escaped = (text: string) => text.replace(/[\\()]/g, "\\$&");
  const stream = texts
    .map(([x, y, text]) => `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${escaped(text)}) Tj ET`)
    .join("\n");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
