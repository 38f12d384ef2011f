import { stringifySetCookie } from 'cookie';
import { type FastifyReply } from 'fastify';

/** For TLS, and without: a browser takes a cookie of the first kind from this very host alone. */
export const SESSION_COOKIES = ['__Host-ctci-session', 'ctci-session'] as const;
export const OPEN_ID_COOKIES = ['__Host-ctci-open-id', 'ctci-open-id'] as const;

type Names = typeof SESSION_COOKIES | typeof OPEN_ID_COOKIES;

/** Cookies that no script reads and that no other site's form sends along. */
export class Cookies {
  constructor(private readonly isSecure: boolean) {}

  /** @param maxAge seconds */
  set(reply: FastifyReply, names: Names, value: string, maxAge: number): void {
    const [tls, plain] = names;
    const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: this.isSecure } as const;
    // Fastify adds a second cookie to the first.
    void reply.header(
      'set-cookie',
      stringifySetCookie({ name: this.isSecure ? tls : plain, value, maxAge, ...options }),
    );
  }

  clear(reply: FastifyReply, names: Names): void {
    this.set(reply, names, '', 0);
  }
}
