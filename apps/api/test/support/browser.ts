/** Follows redirects and fills in forms, with a jar of cookies for each origin: what a sign-in elsewhere needs of a browser. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  /** @returns where it ends up: the address of the first answer that is neither a redirect nor the provider's form */
  async open(address: string, fill: Record<string, string>): Promise<URL> {
    let [url, form] = [new URL(address), undefined as URLSearchParams | undefined];
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const answer = await this.send(url, form);
      const location = answer.headers.get('location');
      const html = await answer.text();
      form = undefined;
      if (location !== null) url = new URL(location, url);
      else {
        const action = /<form[^>]+action="([^"]+)"/.exec(html)?.[1];
        if (action === undefined) return url;
        url = new URL(action, url);
        form = filledIn(html, fill);
      }
      if (location !== null && this.stops(url)) return url;
    }
    throw new Error(`no end at ${url.href}`);
  }

  /** At which addresses it stops without asking. */
  stops: (url: URL) => boolean = () => false;

  cookiesOf(url: string): string {
    return [...(this.jars.get(new URL(url).origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private async send(url: URL, form?: URLSearchParams): Promise<Response> {
    const headers = { cookie: this.cookiesOf(url.href) };
    const answer = await fetch(url, { headers, redirect: 'manual', ...(form && { method: 'POST', body: form }) });
    const jar = this.jars.get(url.origin) ?? new Map<string, string>();
    this.jars.set(url.origin, jar);
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      const isGone = value === '' || attributes.some((one) => /^max-age=0$|^expires=.* 1970/i.test(one));
      if (isGone) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
}

const STEPS_MAX = 20;

function filledIn(html: string, fill: Record<string, string>): URLSearchParams {
  const inputs = [...html.matchAll(/<input[^>]+>/g)].map(([input]): [string, string] => {
    const [, name = ''] = /name="([^"]+)"/.exec(input) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(input) ?? [];
    return [name, fill[name] ?? value];
  });
  return new URLSearchParams(inputs);
}
