/**
 * Mail gateways and search engines wrap links: the place meant stands inside, percent-encoded or in a coding of the
 * gateway's own. The wrapper itself is never an indicator. Wrappers in wrappers are undone a few times.
 */

const depthMax = 4;

/** The wrapped target of a canonical URL, or null where it wraps none. */
function unwrapOnce(url: URL): string | null {
  const { hostname, pathname, searchParams } = url;
  if (hostname.endsWith(".safelinks.protection.outlook.com")) return searchParams.get("url");
  if (/^(?:www\.)?google\.[a-z.]{2,6}$/.test(hostname) && pathname === "/url")
    return searchParams.get("q") ?? searchParams.get("url");
  if (/^urldefense\.(?:com|proofpoint\.com)$/.test(hostname)) {
    const third = /^\/v3\/__(.{1,4000}?)__;/.exec(pathname + url.search);
    if (third !== null) return third[1] as string;
    const second = searchParams.get("u");
    // Version 2 writes `%` as `-` and `/` as `_`.
    return second === null ? null : decoded(second.replaceAll("-", "%").replaceAll("_", "/"));
  }
  if (/^linkprotect\.cudasvc\.com$/.test(hostname)) return searchParams.get("a");
  if (/^(?:l|lm)\.facebook\.com$/.test(hostname)) return searchParams.get("u");
  return null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The URL that a link leads to in the end; the text itself where nothing is wrapped. */
export function unwrapLink(canonical: string): string {
  let current = canonical;
  for (let depth = 0; depth < depthMax; depth++) {
    const target = URL.canParse(current) ? unwrapOnce(new URL(current)) : null;
    if (target === null || !/^(?:https?|ftp):\/\/./i.test(target)) return current;
    current = target;
  }
  return current;
}
