/** What no store can keep: PostgreSQL's text has no NUL, and half a surrogate pair has no UTF-8. */
const unstorable = /[\0\p{Cs}]/u;

/** Whether a text can be stored as it is. */
export const isStorable = (text: string): boolean => !unstorable.test(text);
