import { spawn } from 'node:child_process';

/** The system's account under which PostgreSQL runs, when it is not our own. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

export interface Finished {
  code: number | null;
  output: string;
}

/** What our environment says about other PostgreSQL servers (PGDATA, PGPORT…) must not reach this one. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries([...Object.entries(process.env).filter(([name]) => !name.startsWith('PG')), ['LC_ALL', 'C'], ['TZ', 'UTC']]);

/** Runs a program to its end, as `account` if given; never rejects: a program that can't be started has code null. */
export function run(program: string, args: string[], account: Account | null): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      // Our own working directory may be closed to the account.
      cwd: process.platform === 'win32' ? undefined : '/',
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    // 'exit', not 'close': on Windows the server that pg_ctl leaves behind keeps the pipes open.
    child.on('exit', (code) => setImmediate(() => resolve({ code, output: output.trim() })));
  });
}

/** Whether the account can enter a directory (every folder above it included). */
export async function canEnter(account: Account, directory: string): Promise<boolean> {
  const { code } = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], account);
  return code === 0;
}
