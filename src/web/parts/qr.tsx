/** A QR code as one SVG path: drawn here, asked of nobody. Black on white in both schemes, as cameras want it. */
import { encodeQR } from "qr";

/** Modules of white around, as the standard asks. */
const margin = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = encodeQR(text, "raw", { border: margin, ecc: "medium" });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width="220"
      height="220"
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      style={{ background: "#fff", maxWidth: "100%", borderRadius: 6 }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
