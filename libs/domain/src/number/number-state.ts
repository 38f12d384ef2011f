/**
 * How a number of a pool stands: `leased` while a call-in holds it uniquely, `cooling` while it rests from that,
 * `draining` on its way out, whatever lives on it.
 */
export type NumberState = 'free' | 'leased' | 'cooling' | 'draining';
