/** The desk's side of the SDK: what shows widgets stands on this. Pages of widgets don't need it. */
export * from './widget-host.ts';
export { SdkError } from '../link/sdk-error.ts';
export { randomText } from '../link/frame.ts';
export type { Port } from '../link/frame.ts';
