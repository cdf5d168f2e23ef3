/**
 * Files that go with a report: dropped, chosen or pasted. What can be read is looked through by the center for values;
 * pictures and the like are kept and not read. Nothing is kept before the report is sent.
 */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { ExtractedRow } from "../../../api/types.js";
import { evidenceLimits } from "../../../model/index.js";
import { faultWords, post } from "../../ask.js";
import { sizeWords } from "../../parts/size-words.js";

export interface Attachment {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** Its bytes in base64. */
  readonly content: string;
  readonly found: readonly ExtractedRow[];
  /** What was not read of it, and why. */
  readonly note: string;
}

export interface Attachments {
  readonly files: readonly Attachment[];
  readonly isReading: boolean;
  /** Why the last ones were not taken; empty where they were. */
  readonly refusal: string;
  add(files: readonly File[]): void;
  remove(key: number): void;
}

/** The center says why it does not take more; here it is said before megabytes are sent. */
function refusalOf(held: readonly { readonly size: number }[], more: readonly File[]): string {
  const all = [...held, ...more];
  const { files, fileBytes, allBytes } = evidenceLimits;
  if (all.length > files) return `At most ${files} files can go with one report.`;
  const large = more.find(({ size }) => size > fileBytes);
  if (large !== undefined) return `${large.name} is over ${sizeWords(fileBytes)}, the most for one file.`;
  const empty = more.find(({ size }) => size === 0);
  if (empty !== undefined) return `There is nothing in ${empty.name}.`;
  return all.reduce((sum, { size }) => sum + size, 0) > allBytes
    ? `All files of a report together have at most ${sizeWords(allBytes)}.`
    : "";
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error(`${file.name} can't be read.`));
    reader.readAsDataURL(file);
  });
}

async function lookThrough(file: File, content: string): Promise<Pick<Attachment, "found" | "note">> {
  if (file.type.startsWith("image/"))
    return { found: [], note: "A picture: kept as evidence, not read. Type in what matters." };
  try {
    const answer = await post<{ observables: readonly ExtractedRow[]; notes: readonly string[] }>(
      "/intel/extract",
      { file: content, fileName: file.name.slice(-255) },
    );
    return { found: answer.observables, note: answer.notes.slice(0, 2).join(" ") };
  } catch (fault) {
    return { found: [], note: `Kept as evidence, not read. ${faultWords(fault).detail}` };
  }
}

export function useAttachments(onChange: () => void): Attachments {
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [reading, setReading] = useState(0);
  const [refusal, setRefusal] = useState("");
  const nextKey = useRef(0);
  const underWay = useRef<readonly { readonly size: number }[]>([]);

  const read = async (more: readonly File[]) => {
    setReading((now) => now + 1);
    try {
      // One after the other: a company may send so many large bodies at once, and others of it report, too.
      for (const file of more) {
        const content = await base64Of(file);
        const looked = await lookThrough(file, content);
        const key = nextKey.current++;
        setFiles((now) => [...now, { key, name: file.name, size: file.size, content, ...looked }]);
        underWay.current = underWay.current.filter((each) => each !== file);
      }
    } catch (fault) {
      setRefusal(faultWords(fault).detail);
      underWay.current = underWay.current.filter((each) => !more.some((file) => file === each));
    } finally {
      setReading((now) => now - 1);
    }
  };

  return {
    files,
    isReading: reading > 0,
    refusal,
    add(more) {
      if (more.length === 0) return;
      const why = refusalOf([...files, ...underWay.current], more);
      setRefusal(why);
      if (why !== "") return;
      onChange();
      underWay.current = [...underWay.current, ...more];
      void read(more);
    },
    remove(key) {
      setRefusal("");
      onChange();
      setFiles((now) => now.filter((file) => file.key !== key));
    },
  };
}

export function AttachArea({ attachments }: { readonly attachments: Attachments }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { files, isReading, refusal } = attachments;
  return (
    <section
      className="drop-area stack"
      data-over={isOver}
      aria-label="Files"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        attachments.add([...event.dataTransfer.files]);
      }}
    >
      <div className="row">
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          onChange={(event) => {
            attachments.add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <Button
          variant="default"
          loading={isReading}
          onClick={() => input.current?.click()}
          // On a phone it has two lines.
          styles={{ root: { height: "auto", paddingBlock: 8 }, label: { whiteSpace: "normal" } }}
        >
          Attach the mail, a file or a screenshot
        </Button>
        <span className="quiet small">
          Or drop it here, or paste a screenshot. Only the center&apos;s operators and your company get files.
        </span>
      </div>
      {files.length > 0 && (
        <ul aria-label="Attached" className="plain-list">
          {files.map(({ key, name, size, note, found }) => (
            <li key={key} className="row">
              <strong style={{ overflowWrap: "anywhere" }}>{name}</strong>
              <span className="quiet small">{sizeWords(size)}</span>
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={`Remove ${name}`}
                onClick={() => attachments.remove(key)}
              >
                Remove
              </Button>
              <span className="quiet small" style={{ flexBasis: "100%" }}>
                {note !== "" ? note : found.length === 0 ? "Read; no value was found in it." : "Read."}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p role="status" className={refusal === "" ? "hidden-text" : ""}>
        {refusal}
      </p>
    </section>
  );
}
