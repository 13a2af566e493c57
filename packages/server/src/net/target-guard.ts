import { CentralinoError } from '@centralino/protocol';
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses that requests of ours must not reach: this machine, private networks, link-local ones (among them the metadata services of
 * clouds), and everything that is no single public host (IANA special-purpose registries). IPv4 inside IPv6 is looked at as IPv4.
 */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
/** Of IPv6 only global unicast is public, without Teredo, benchmarking, ORCHID, documentation and 6to4. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/** The IPv4 address inside `::ffff:a.b.c.d`, `::a.b.c.d` and `64:ff9b::a.b.c.d` (NAT64), in any spelling; null: there is none. */
function embeddedIpv4(address: string): string | null {
  const groups = new URL(`http://[${address.split('%', 1)[0] ?? ''}]/`).hostname.slice(1, -1);
  const match = /^(?:::ffff:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(groups);
  if (match === null) return null;
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether this is the address of one host on the public Internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  const inner = embeddedIpv4(address);
  if (inner !== null) return isPublicAddress(inner);
  return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** Says which hosts requests may go to. */
export interface TargetGuard {
  /** Throws `target.refused` for an address (not a name) that may not be called. */
  checkHost(hostname: string): void;
  /** For `http.request`: resolves a name to those of its addresses that may be called; the connection is made to exactly them. */
  lookup: LookupFunction;
}

const refused = (hostname: string, address: string): CentralinoError =>
  new CentralinoError(
    'target.refused',
    hostname === address
      ? `${address} is not a public address: an administrator of this server can allow it with CENTRALINO_ALLOW_PRIVATE_TARGETS`
      : `${hostname} is at ${address}, which is not a public address: an administrator of this server can allow it with CENTRALINO_ALLOW_PRIVATE_TARGETS`,
  );

type Resolve = (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;
const resolveAll: Resolve = (hostname, done) => systemLookup(hostname, { all: true, verbatim: true }, done);

/**
 * Guards requests of ours to addresses that people configured (SSRF).
 * @param allowed addresses, networks (`10.1.0.0/16`) and host names that may be called although they are not public
 */
export function createTargetGuard(allowed: readonly string[], resolve: Resolve = resolveAll): TargetGuard {
  const networks = new BlockList();
  const names = new Set<string>();
  for (const one of allowed) {
    const [address = '', prefix] = one.replace(/^\[|\]/g, '').split('/');
    const family = isIP(address);
    if (family === 0) names.add(one.toLowerCase());
    else networks.addSubnet(address, Number(prefix ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6');
  }
  const isAllowed = (hostname: string, address: string): boolean => {
    if (isPublicAddress(address) || names.has(hostname.toLowerCase())) return true;
    const inner = isIP(address) === 6 ? embeddedIpv4(address) : null;
    if (inner !== null && networks.check(inner, 'ipv4')) return true;
    return networks.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  };
  return {
    checkHost(hostname) {
      const host = hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !isAllowed(host, host)) throw refused(host, host);
    },
    lookup(hostname, options, done) {
      resolve(hostname, (error, addresses) => {
        if (error !== null) return done(error, '', 0);
        const family = options.family === 4 || options.family === 6 ? options.family : null;
        const fitting = addresses.filter((one) => family === null || one.family === family);
        const good = fitting.filter(({ address }) => isAllowed(hostname, address));
        const [first] = good;
        // One address that may not be called spoils the name: which of them answers is not ours to choose.
        const bad = fitting.find((one) => !good.includes(one));
        if (bad !== undefined) return done(refused(hostname, bad.address), '', 0);
        if (first === undefined) return done(new Error(`${hostname} has no address`), '', 0);
        if (options.all === true) (done as (error: null, all: LookupAddress[]) => void)(null, good);
        else done(null, first.address, first.family);
      });
    },
  };
}
