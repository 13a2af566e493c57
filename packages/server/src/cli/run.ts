import { loadConfig, type Mode } from '../config/config.ts';
import { demoUsers } from '../demo/data.ts';
import { type Centralino, startCentralino } from '../main.ts';
import { UsageError } from './usage-error.ts';

/** Longest that an ordered end may take before the process ends all the same, in ms. */
const stopWithinMs = 15_000;

/** Runs the server until it is told to end. Standard output: the ready line, then what a person needs next. */
export async function run(mode: Mode, args: string[]): Promise<number> {
  if (args.length > 0) throw new UsageError(`"centralino ${mode}" takes no arguments: its settings are environment variables.`);
  const centralino = await startCentralino(loadConfig(mode));
  console.log(`Centralino is ready: ${centralino.url}`);
  for (const line of mode === 'demo' ? demoLines(centralino.url) : setupLines(centralino)) console.log(line);

  const told = new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(null));
  });
  const failure = await Promise.race([told, centralino.failed]);
  if (failure !== null) console.error(`Centralino has to end. ${failure.message}`);
  // A second signal means: now.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  setTimeout(() => {
    console.error(`Centralino could not end in order within ${stopWithinMs / 1_000} seconds.`);
    process.exit(1);
  }, stopWithinMs).unref();
  await centralino.stop();
  return failure === null ? 0 : 1;
}

const demoLines = (url: string): string[] => [
  '',
  `  Shop (you are the customer)   ${url}/demo/shop/`,
  `  Desk (you are the agent)      ${url}/desk/`,
  `  Console (you set it up)       ${url}/console/`,
  `  CRM (it hears of each call)   ${url}/demo/crm/`,
  `  API                           ${url}/docs`,
  '',
  `  Accounts: ${demoUsers.map((user) => user.username).join(', ')}; the password is the username.`,
  '  The demo’s pages are for this machine only, because its passwords are known. Ctrl+C ends it.',
];

const setupLines = ({ setupUrl }: Centralino): string[] =>
  setupUrl === null
    ? []
    : [
        '',
        '  There is no administrator yet. Open this link to make one; it works once, and the next start makes a new one:',
        `  ${setupUrl}`,
      ];
