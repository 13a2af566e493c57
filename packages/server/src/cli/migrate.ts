import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { openStore } from '../store/index.ts';

/** Brings the tables up to date without starting the server: for those who want to do it at a moment of their choice. */
export async function migrate(): Promise<number> {
  const config = loadConfig('start');
  const store = await openStore({ ...config, logger: createLogger(config.logLevel), beside: true });
  await store.close();
  console.log('The tables of the database are up to date.');
  return 0;
}
