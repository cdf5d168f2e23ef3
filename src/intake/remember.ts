/**
 * Answers of a pure function kept by its text argument, for work that is the same for every record of a log.
 * Bounded, since names come from outside: when full, all is forgotten and worked out again.
 */

const answersMax = 1000;

export function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined) return answer;
    if (known.size >= answersMax) known.clear();
    const fresh = work(text);
    known.set(text, fresh);
    return fresh;
  };
}
