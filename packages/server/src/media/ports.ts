import type { z } from 'zod';
import type { MediaEvent, MediaRequests } from '@centralino/protocol';

type Params<M extends keyof MediaRequests> = z.infer<MediaRequests[M][0]> & (M extends 'createWebRtcLeg' ? { group: string } : unknown);

/** What the media door needs of `MediaPlane`. */
export interface MediaPort {
  /** `group` keeps the legs of one interaction on one media node. */
  request<M extends keyof MediaRequests>(method: M, params: Params<M>): Promise<z.infer<MediaRequests[M][1]>>;
  on(event: 'event', listener: (event: MediaEvent) => void): unknown;
  on(event: 'nodeLost', listener: (lost: { legIds: string[]; recordingIds: string[] }) => void): unknown;
}

/** Who asks for media. */
export type MediaPrincipal = { party: 'agent'; agentId: string } | { party: 'customer'; interactionId: string };

/** The socket of a page that holds, or may hold, media. */
export interface MediaClient {
  readonly id: string;
  push(type: string, data: unknown, options?: { always?: boolean }): boolean;
}

/** Audio codecs as browsers speak them, best first. */
export const browserAudio: ('opus' | 'pcmu' | 'pcma')[] = ['opus', 'pcmu', 'pcma'];

/** Most that a browser's camera may send: 720p with motion. */
export const maxVideoBps = 1_500_000;
