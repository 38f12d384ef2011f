import { type IncomingHttpHeaders } from 'node:http';

/** Where this installation is for browsers. */
export class OwnOrigin {
  /** @param publicUrl as people reach it; without one, wherever a request says that it was sent to */
  constructor(readonly publicUrl?: string) {}

  /** Whether cookies are for TLS alone. */
  get isSecure(): boolean {
    return this.publicUrl?.startsWith('https:') ?? false;
  }

  /** Without a slash at the end. */
  of({ protocol, headers }: { readonly protocol: string; readonly headers: IncomingHttpHeaders }): string {
    return this.publicUrl ?? `${protocol}://${headers.host ?? ''}`;
  }

  /** Whether a browser says that a page of this origin has sent the request: by Origin, by Referer, or by fetch metadata. */
  hasSent({ origin, referer, host, ...headers }: IncomingHttpHeaders): boolean {
    const from = origin ?? referer;
    if (from === undefined) return headers['sec-fetch-site'] === 'same-origin';
    if (!URL.canParse(from)) return false;
    const sender = new URL(from);
    return this.publicUrl ? sender.origin === this.publicUrl : sender.host === host;
  }
}
