/**
 * Rule files from this device as `rule-source-check` takes them: `{ files, unread, passedOver }` as JSON, gzipped, in
 * base64. Only YAML is rules; other files are counted. What is too large for one request is refused before it is sent.
 */
interface GivenFile {
  readonly name: string;
  /** With its folders, where a folder was chosen. */
  readonly webkitRelativePath?: string;
  text(): Promise<string>;
}

/** What the API takes, in base64 and with its JSON around it. */
const packedCharactersMax = 14_000_000;
const isRuleName = (name: string): boolean => /\.ya?ml$/i.test(name);

function inBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(""));
}

export async function packRules(given: readonly GivenFile[]): Promise<string> {
  const rules = given.filter(({ name }) => isRuleName(name));
  if (rules.length === 0) throw new Error("None of these files is YAML (.yml, .yaml).");
  const files = await Promise.all(
    rules.map(async (file) => ({ file: file.webkitRelativePath || file.name, text: await file.text() })),
  );
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  const packed = new Blob([JSON.stringify({ files, unread: [], passedOver: given.length - rules.length })])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  const text = inBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  if (text.length > packedCharactersMax)
    throw new Error("These files are too large for one upload; use `breakwater rule import` instead.");
  return text;
}
