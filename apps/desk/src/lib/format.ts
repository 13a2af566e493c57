import { clock } from '@centralino/ui';

export { clock };

/** `03:12` left: rounds up, so that it shows 00:00 only when the time is over. */
export const countdown = (ms: number): string => clock(Math.ceil(Math.max(0, ms) / 1000) * 1000);

/** Up to two initials; an empty name has none. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** How long (ms) somebody talked with the customer: in a conference, the time of several agents at once counts once. */
export function talkedTime(parts: readonly { onlineAt: number | null; endedAt: number | null }[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const { onlineAt, endedAt } of [...parts].sort((one, other) => (one.onlineAt ?? 0) - (other.onlineAt ?? 0))) {
    if (onlineAt === null || endedAt === null) continue;
    sum += Math.max(0, endedAt - Math.max(onlineAt, until));
    until = Math.max(until, endedAt);
  }
  return sum;
}
