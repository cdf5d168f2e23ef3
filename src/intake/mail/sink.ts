/** What the mail door hands over. It says 250 to its sender only after `accept` has answered `kept`. */
export interface ArrivedMail {
  /** The mail as it came, dots undone. */
  readonly bytes: Buffer;
  /** The envelope's sender; empty for `<>`. */
  readonly mailFrom: string;
  readonly helo: string;
  /** Who sent it, where SPF can be judged by it; null where only our own relay is known. */
  readonly address: string | null;
}

export interface MailSink {
  /** `kept` is safe on disk, once however often it comes. `full` has no room now. Throws where the store can't say. */
  accept(mail: ArrivedMail): Promise<"kept" | "full">;
}
