#!/usr/bin/env node
import { StartupError } from '../config/startup-error.ts';
import { popupHelper, popupHelperHelp } from '../popup-helper/command.ts';
import { StoreError } from '../store/index.ts';
import { version } from '../version.ts';
import { configHelp, configure } from './config.ts';
import { doctor } from './doctor.ts';
import { migrate } from './migrate.ts';
import { run } from './run.ts';
import { user, userHelp } from './user.ts';
import { UsageError } from './usage-error.ts';

const help = `Centralino ${version}

  centralino start      run the server with its own data (CENTRALINO_DATA, DATABASE_URL)
  centralino demo       run it with example data, on this machine only
  centralino doctor     check whether this machine has what the server needs
  centralino migrate    bring the tables of the database up to date
${userHelp}
${popupHelperHelp}
${configHelp}
  centralino --version  show the version

Settings are environment variables; README.md lists them.`;

const commands: Record<string, (args: string[]) => Promise<number>> = {
  start: (args) => run('start', args),
  demo: (args) => run('demo', args),
  doctor,
  migrate,
  user,
  'popup-helper': popupHelper,
  config: configure,
  help: async () => say(help),
  '--help': async () => say(help),
  '-h': async () => say(help),
  '--version': async () => say(version),
};

function say(text: string): number {
  console.log(text);
  return 0;
}

/** Runs one command; the result is the exit code. What a person can mend is told in one line, what is our fault with its stack. */
async function main([name = 'help', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`There is no command "${name}".`);
    return await command(args);
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message} "centralino help" shows what there is.`);
    else if (error instanceof StartupError || error instanceof StoreError) console.error(`Centralino can't start. ${error.message}`);
    else console.error('Centralino failed unexpectedly:', error);
    return error instanceof UsageError ? 2 : 1;
  }
}

// Ends by itself at the end of its work; `exit` only so that nothing left over (a timer of a library) holds a finished command.
process.exit(await main(process.argv.slice(2)));
