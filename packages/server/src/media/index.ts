export { createMediaDoor, MediaDoor, type MediaDoorOptions } from './media-door.ts';
export type { MediaPort } from './ports.ts';
