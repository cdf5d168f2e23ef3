/** Where a record stood: the file or sender, and its line. Never with a colon, which would read as a port. */
export function whereInWords({ origin, line }: { readonly origin: string; readonly line: number }): string {
  return `${origin}, line ${line.toLocaleString("en-US")}`;
}
