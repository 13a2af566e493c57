export { RecordingArchive } from './archive.ts';
export { DiskStore } from './disk-store.ts';
export { Recordings } from './recordings.ts';
export { S3Store } from './s3-store.ts';
