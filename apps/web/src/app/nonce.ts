/** What the policy of this answer lets style elements carry; the build asks for it in the document. */
export const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
