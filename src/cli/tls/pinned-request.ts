/**
 * How a command asks a center that runs with TLS on this machine: the certificate must be the very one that the run
 * file names, whoever signed it. It is compared before a byte of the request, and of its token, is sent.
 */
import { request } from "node:http";
import { connect, type TLSSocket } from "node:tls";

export interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

function connectPinned(url: URL, fingerprint: string): Promise<TLSSocket> {
  return new Promise((done, refuse) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const socket = connect({ host, port: Number(url.port || 443), rejectUnauthorized: false }, () => {
      if (socket.getPeerX509Certificate()?.fingerprint256 === fingerprint) return done(socket);
      socket.destroy();
      return refuse(new Error("its certificate is not the one of the center that runs here"));
    });
    socket.once("error", refuse);
  });
}

export async function pinnedRequest(
  url: URL,
  fingerprint: string,
  { method, headers, body }: Asked,
): Promise<{ readonly status: number; readonly text: string }> {
  const socket = await connectPinned(url, fingerprint);
  return new Promise((done, refuse) => {
    const sent = request(
      url.href.replace(/^https:/, "http:"),
      { method, headers: { ...headers, connection: "close" }, createConnection: () => socket },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => done({ status: response.statusCode ?? 0, text }));
        response.on("error", refuse);
      },
    );
    sent.on("error", refuse);
    sent.end(body);
  });
}
