import { CentralinoError, CreateUserBody, Role, type User } from '@centralino/protocol';
import { parseArgs } from 'node:util';
import { createAuth } from '../auth/auth.ts';
import { Users } from '../auth/users.ts';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { openStore } from '../store/index.ts';
import { askPassword } from './ask-password.ts';
import { UsageError } from './usage-error.ts';

export const userHelp = `  centralino user list
  centralino user add <username> [--name "Full Name"] [--role agent|supervisor|admin ...]
  centralino user password|enable|disable|remove <username>
                        passwords are asked for, or read from standard input`;

/** Accounts from the command line, also when nobody can sign in any more. A running server routes to new agents after its next start. */
export async function user(args: string[], terminal: Terminal = {}): Promise<number> {
  const { env = process.env, ask = askPassword, say = (line: string) => console.log(line) } = terminal;
  const { values, positionals } = parse(args);
  const [action = 'list', username] = positionals;
  const config = loadConfig('start', env);
  // Only warnings: this is a person's terminal.
  const logger = createLogger('warn');
  const store = await openStore({ ...config, logger, beside: true });
  const auth = createAuth({ store, logger });
  const users = new Users({ db: store.db, auth, engine: null });
  try {
    return await act({ users, action, username, values, ask, say });
  } catch (error) {
    if (!(error instanceof CentralinoError)) throw error;
    say(`${error.message}.`);
    return 1;
  } finally {
    await auth.close();
    await store.close();
  }
}

/** Where the command gets its settings and passwords from and writes to: tests bring their own. */
export type Terminal = { env?: NodeJS.ProcessEnv; ask?: (question: string) => Promise<string>; say?: (line: string) => void };

type Values = { name?: string | undefined; role?: string[] | undefined };

function parse(args: string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args, allowPositionals: true, options: { name: { type: 'string' }, role: { type: 'string', multiple: true } } });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0] ?? '');
  }
}

type Asked = { users: Users; action: string; username: string | undefined; values: Values } & Required<Omit<Terminal, 'env'>>;

async function act({ users, action, username, values, ask, say }: Asked): Promise<number> {
  if (action === 'list') return list(await users.list(), say);
  if (username === undefined) throw new UsageError(`"centralino user ${action}" needs a username.`);

  if (action === 'add') {
    const roles = Role.array()
      .min(1)
      .safeParse(values.role ?? ['agent']);
    if (!roles.success) throw new UsageError(`Roles are ${Role.options.join(', ')}.`);
    if (!CreateUserBody.shape.username.safeParse(username).success) {
      throw new UsageError('A username has 2 to 60 letters, digits and . _ @ -, and begins with a letter or digit.');
    }
    const password = await ask(`Password for ${username}: `);
    await users.create({ username, name: values.name ?? username, password, roles: roles.data, skills: [] });
    say(`Made ${username} (${roles.data.join(', ')}).`);
    return 0;
  }
  const known = await users.byUsername(username);
  if (known === null) throw new CentralinoError('user.unknown', username);
  switch (action) {
    case 'password':
      await users.update(known.id, { password: await ask(`New password for ${known.username}: `) });
      break;
    case 'enable':
    case 'disable':
      await users.update(known.id, { enabled: action === 'enable' });
      break;
    case 'remove':
      await users.remove(known.id);
      break;
    default:
      throw new UsageError(`There is no "centralino user ${action}".`);
  }
  say('Done.');
  return 0;
}

function list(users: User[], say: (line: string) => void): number {
  if (users.length === 0) say('There are no accounts yet.');
  for (const { username, name, roles, enabled } of users) say(`${username}\t${name}\t${roles.join(', ')}${enabled ? '' : '\tdisabled'}`);
  return 0;
}
