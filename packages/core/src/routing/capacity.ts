import type { Channel } from '@centralino/protocol';

/** What one agent can carry at a time, in units. */
export const agentCapacity = 1;

/**
 * How many units an interaction of this channel takes from offer to the end of after-call work.
 * Everything is live voice or one task at a time so far: each takes a whole agent. Written channels will take less.
 */
const unitsOf: Record<Channel, number> = {
  phone: 1,
  webcall: 1,
  video: 1,
  callback: 1,
  chat: 1,
  whatsapp: 1,
  mail: 1,
  custom1: 1,
  custom2: 1,
  custom3: 1,
};

export const loadOf = (channels: Iterable<Channel>): number => {
  let load = 0;
  for (const channel of channels) load += unitsOf[channel];
  return load;
};
