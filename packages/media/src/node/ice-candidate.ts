import { isIP } from 'node:net';

/** A UDP candidate of component 1 with a literal address (RFC 8839 section 5.1). */
export interface IceCandidate {
  foundation: string;
  priority: number;
  address: string;
  port: number;
  type: 'host' | 'srflx' | 'prflx' | 'relay';
}

const pattern = /^candidate:([A-Za-z0-9+/]{1,32}) 1 udp (\d{1,10}) (\S{2,45}) (\d{1,5}) typ (host|srflx|prflx|relay)(?: |$)/i;

/**
 * Reads the value of `a=candidate`. Null for what this node can't or shouldn't use: TCP, other components, names (an `.local` name of
 * mDNS is known to the browser's own network only; the browser is found by its first check instead, as a peer-reflexive candidate).
 */
export function parseCandidate(value: string): IceCandidate | null {
  const match = pattern.exec(value);
  if (match === null) return null;
  const [, foundation = '', priorityText = '', address = '', portText = '', type = ''] = match;
  const priority = Number(priorityText);
  const port = Number(portText);
  if (isIP(address) === 0 || address.includes('%') || port < 1 || port > 65_535 || priority > 0xffffffff) return null;
  return { foundation, priority, address, port, type: type.toLowerCase() as IceCandidate['type'] };
}

export const formatCandidate = (c: IceCandidate): string =>
  `candidate:${c.foundation} 1 UDP ${c.priority} ${c.address} ${c.port} typ ${c.type}`;
