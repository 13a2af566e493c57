import type { Channel } from '@centralino/protocol';

/** The channels by which customers can come today. Others are known to the protocol and stay in what was saved, but are not on offer. */
export const liveChannels = ['webcall', 'video'] as const satisfies readonly Channel[];

export const isLive = (channel: Channel): boolean => liveChannels.some((one) => one === channel);
