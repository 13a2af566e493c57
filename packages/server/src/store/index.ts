export * from './database.ts';
export { StoreError, type StoreErrorCode } from './errors.ts';
export type { Logger } from './connection.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
