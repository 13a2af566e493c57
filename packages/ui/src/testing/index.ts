export * from './fake-calls.ts';
export * from './fake-server.ts';
