export * from './page-translation.ts';
export * from './fake-calls.ts';
export * from './fake-people.ts';
export * from './fake-server.ts';
export * from './fake-team.ts';
