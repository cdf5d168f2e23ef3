/** A file's size as people say it: 812 bytes, 14 KB, 9.6 MB. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${Math.round(bytes / 1024)} KB`;
  const mebibytes = bytes / 2 ** 20;
  return `${mebibytes < 10 && mebibytes % 1 !== 0 ? mebibytes.toFixed(1) : Math.round(mebibytes)} MB`;
}
