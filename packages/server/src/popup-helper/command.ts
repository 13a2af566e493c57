import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askPassword } from '../cli/ask-password.ts';
import { UsageError } from '../cli/usage-error.ts';
import { PopupHelper } from './helper.ts';

export const popupHelperHelp = `  centralino popup-helper --server https://… --script path [--token-file path] [--log path]
                        runs a script on this workstation when a contact rings, is answered or is over;
                        the token comes from the desk (Settings, Workstation) and is asked for once`;

const defaultTokenFile = join(homedir(), '.centralino', 'popup-helper.token');

/** Runs until it is stopped; answers the exit code. */
export async function popupHelper(args: string[]): Promise<number> {
  const { server, script, tokenFile, log } = parse(args);
  if (!statSync(script, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no script ${script}.`);
  const say = (line: string): void => {
    // One line per line, whatever a script wrote.
    // eslint-disable-next-line no-control-regex
    const text = `${new Date().toISOString()} ${line.replace(/[\u0000-\u001f\u007f]/g, ' ')}`;
    console.log(text);
    if (log !== null) appendFileSync(log, `${text}\n`);
  };
  const helper = new PopupHelper({ server, script, token: await tokenOf(tokenFile) }, say);
  const stopped = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(0));
    void helper.refused.then(() => {
      if (!tokenIsGiven()) say(`To be asked for another token, delete ${tokenFile}`);
      resolve(1);
    });
  });
  helper.start();
  const code = await stopped;
  helper.stop();
  return code;
}

function parse(args: string[]): { server: string; script: string; tokenFile: string; log: string | null } {
  let values: { server?: string | undefined; script?: string | undefined; 'token-file'?: string | undefined; log?: string | undefined };
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({ args, options: { server: text, script: text, 'token-file': text, log: text } }));
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0] ?? '');
  }
  const { server, script } = values;
  if (server === undefined || script === undefined) throw new UsageError('"popup-helper" needs --server and --script.');
  let origin: string;
  try {
    ({ origin } = new URL(server));
  } catch {
    throw new UsageError('--server is the address of Centralino, e.g. https://help.example.com.');
  }
  if (!/^https?:/.test(origin)) throw new UsageError('--server begins with https:// or http://.');
  const tokenFile = values['token-file'] ?? defaultTokenFile;
  return { server: origin, script: resolve(script), tokenFile, log: values.log === undefined ? null : resolve(values.log) };
}

const tokenIsGiven = (): boolean => (process.env['CENTRALINO_TOKEN'] ?? '').trim() !== '';

/** From the environment, else from its file, else from whoever sits there; then it is kept, readable for this user only. */
async function tokenOf(file: string): Promise<string> {
  const given = process.env['CENTRALINO_TOKEN']?.trim();
  if (given !== undefined && given !== '') return given;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const token = (await askPassword('Token of this workstation (desk, Settings): ')).trim();
    if (token === '') throw new UsageError('There is no token.');
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    return token;
  }
}
