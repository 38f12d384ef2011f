/**
 * What stands for one subscriber: an IPv4 address, or the first 64 bits of an IPv6 one, of which a subscriber has them
 * all. The last four groups may be written in any way. Connections that are gone, whose address nobody can tell any more,
 * are one subscriber.
 */
export function addressBlock(address = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] ?? address;
  if (!address.includes(':')) return address;

  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${all.slice(0, 4).map(withoutZeros).join(':')}::/64`;
}

const withoutZeros = (group: string) => group.toLowerCase().replace(/^0{1,3}(?=.)/, '');
