import { ConfigurationPlan, Problem, SessionReply } from '@centralino/protocol';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { baseUrlOf, loadConfig } from '../config/config.ts';
import { csrfHeader } from '../http/access.ts';
import { askPassword } from './ask-password.ts';
import type { Terminal } from './user.ts';
import { UsageError } from './usage-error.ts';

export const configHelp = `  centralino config export [<file.yaml>]
  centralino config plan|apply <file.yaml>
                        asks the running server: [--url http://…] [--user admin]; the password is asked for,
                        or read from standard input. plan ends with 2 when there is something to apply`;

const marks = { added: '+', changed: '~', removed: '-' } as const;

/** The differences as a person reads them. */
export function planLines({ changes }: ConfigurationPlan): string[] {
  if (changes.length === 0) return ['Nothing differs.'];
  return changes.flatMap(({ section, key, kind, fields }) => [
    `${marks[kind]} ${section}, ${key}`,
    ...(kind === 'removed' ? [] : fields.map(({ path, before, after }) => fieldLine(path, before, after))),
  ]);
}

const fieldLine = (path: string, before: string | null, after: string | null): string =>
  before === null ? `    ${path}: ${after}` : `    ${path}: ${before} → ${after ?? '(none)'}`;

/** The configuration from the command line. It is the server that compares and applies, because only it may write; so one has to run. */
export async function configure(args: string[], terminal: Terminal = {}): Promise<number> {
  const { env = process.env, ask = askPassword, say = (line: string) => console.log(line) } = terminal;
  const { values, positionals } = parse(args);
  const [action = '', file] = positionals;
  if (!['export', 'plan', 'apply'].includes(action)) throw new UsageError(`There is no "centralino config ${action}".`);
  if (action !== 'export' && file === undefined) throw new UsageError(`"centralino config ${action}" needs a file.`);
  const url = (values.url ?? baseUrlOf(loadConfig('start', env))).replace(/\/$/, '');
  const yaml = action === 'export' ? '' : await readFile(file as string, 'utf8');
  const username = values.user ?? 'admin';
  const server = await signIn(url, username, await ask(`Password of ${username}: `));
  if (typeof server === 'string') {
    say(server);
    return 1;
  }
  try {
    if (action === 'export') {
      const exported = z.object({ yaml: z.string() }).parse(await server.call('GET', '/configuration'));
      if (file === undefined) say(exported.yaml);
      else await writeFile(file, exported.yaml);
      return 0;
    }
    const plan = ConfigurationPlan.parse(await server.call('POST', `/configuration/${action}`, { yaml }));
    for (const line of planLines(plan)) say(line);
    if (action === 'apply') {
      say(plan.changes.length === 0 ? 'Everything was so already.' : 'Applied.');
      return 0;
    }
    return plan.changes.length === 0 ? 0 : 2;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
    return 1;
  } finally {
    await server.call('DELETE', '/session').catch(() => undefined);
  }
}

/** What the server refused, in its words. */
class Refused extends Error {}

type Server = { call(method: string, path: string, body?: unknown): Promise<unknown> };

/** Signs in at the running server; a text says why it did not work. */
async function signIn(url: string, username: string, password: string): Promise<Server | string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const call: Server['call'] = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie !== undefined && headers['cookie'] === undefined) headers['cookie'] = cookie;
    const text = await response.text();
    if (response.ok) return text === '' ? null : JSON.parse(text);
    const problem = Problem.safeParse(JSON.parse(text));
    if (!problem.success) throw new Refused(`${url} answered ${response.status}.`);
    throw new Refused(`${problem.data.title}${problem.data.detail === undefined ? '' : `: ${problem.data.detail}`}.`);
  };
  try {
    headers[csrfHeader] = SessionReply.parse(await call('POST', '/session', { username, password })).csrfToken;
    return { call };
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return `No server answers at ${url}. Start it first, or say with --url where it is.`;
  }
}

type Values = { url?: string | undefined; user?: string | undefined };

function parse(args: string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args, allowPositionals: true, options: { url: { type: 'string' }, user: { type: 'string' } } });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0] ?? '');
  }
}
