export { attachRealtime, RealtimeHub, type RealtimeOptions } from './hub.ts';
export { defaultLimits, type RealtimeLimits } from './limits.ts';
export type { AuthPort, EnginePort, RealtimeConfig, StorePort } from './ports.ts';
