/** `breakwater help rule except` is `breakwater rule except --help`: commander's own help knows the first word alone. */

/** What was typed behind the program's name, as the command that is meant. */
export function helpWords(typed: readonly string[]): readonly string[] {
  const [first, ...words] = typed;
  return first === "help" && words.length > 0 ? [...words, "--help"] : typed;
}
