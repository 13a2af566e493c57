export { createMediaPlane, type MediaPlane, type MediaPlaneOptions, type NodeInfo, type PlaneParams } from './plane.ts';
export { measureRecording, type MeasuredFile } from './measure-recording.ts';
export { turnCredentials, type TurnCredentialsOptions, type TurnServer } from './turn.ts';
export type { Logger as MediaLogger } from './logger.ts';
