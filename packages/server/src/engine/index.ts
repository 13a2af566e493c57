export { createEngine, type Engine, type EngineOptions } from './engine.ts';
export { EngineError, type EngineErrorCode } from './errors.ts';
export { systemClock, type Clock } from './clock.ts';
export type { DeliveryRow, Outbox } from './domain.ts';
export { Health } from './health.ts';
