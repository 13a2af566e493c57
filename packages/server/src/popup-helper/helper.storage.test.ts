import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, callIn, ready } from '../realtime/testing/calls.ts';
import type { TestClient } from '../realtime/testing/client.ts';
import { startTestServer, type TestServer } from '../realtime/testing/server.ts';
import { PopupHelper } from './helper.ts';

let server: TestServer;
let dir: string;
let desk: TestClient;
let helper: PopupHelper;
let said: string[];
let token: string;
/** Resolves at the next line that the helper says and that matches. */
let waiters: { pattern: RegExp; resolve: (line: string) => void }[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'centralino-helper-'));
  said = [];
  waiters = [];
  server = await startTestServer();
  desk = await server.desk(await server.addUser('anna'));
  await server.popups.settings.save({ enabled: true, source: '', services: { help: { video: 'legacy' } }, frameOrigins: [] });
  ({ token } = await server.popups.workstations.create('anna', 'PC 12'));
  await ready(desk);
});
afterEach(async () => {
  helper.stop();
  await server.close();
  await rm(dir, { recursive: true });
});

const says = (pattern: RegExp) =>
  new Promise<string>((resolve) => {
    const past = said.find((line) => pattern.test(line));
    if (past !== undefined) resolve(past);
    else waiters.push({ pattern, resolve });
  });
async function start(script: string, withToken = token): Promise<void> {
  const path = join(dir, 'popup.sh');
  await writeFile(path, script);
  await chmod(path, 0o755);
  helper = new PopupHelper({ server: server.origin, token: withToken, script: path }, (line) => {
    said.push(line);
    for (const waiter of waiters.splice(0)) {
      if (waiter.pattern.test(line)) waiter.resolve(line);
      else waiters.push(waiter);
    }
  });
  helper.start();
}

describe('the popup helper', () => {
  it('runs the script with what it may know of the call, in which nothing can be run', async () => {
    // As careless as a script can be: it has its values read as commands.
    await start('#!/bin/sh\nenv > "$(dirname "$0")/$EVENT.env"\neval "echo $POPUPINFO_1 > /dev/null"\necho "done with $EVENT"\n');
    await says(/Connected .* as anna \(PC 12\)/);
    const { id } = await callIn(server);
    await says(/ring of .*: exit code 0/);
    const evil = `O'Hara "& touch ${dir}/owned ; $(touch ${dir}/owned) \`touch ${dir}/owned\`|<>^%PATH%!\r\ntouch ${dir}/owned`;
    await desk.request('call.setData', { interactionId: id, data: [{ name: 'popupinfo', value: evil.replace("'", '') }] });
    await answer(server, desk, id);
    await says(/answer of .*: exit code 0/);
    expect(existsSync(join(dir, 'owned'))).toBe(false);
    const env = Object.fromEntries(
      (await readFile(join(dir, 'answer.env'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    expect(env).toMatchObject({ EVENT: 'answer', SERVICE: 'help', IDCALL: id, USERNAME: 'anna', PIN: 'anna', CALLTYPE: 'I' });
    expect(env['POPUPINFO_1']).toMatch(/^OHara\s+touch/);
    expect(`${env['POPUPINFO_1']}${env['POPUPINFO_2']}`).not.toMatch(/[&|<>^%"!()`$;]/);
    expect(said.some((line) => line.endsWith('done with ring'))).toBe(true);
    const popups = async () => (await server.popups.rows.ofInteraction(id)).map(({ trigger, state }) => [trigger, state]);
    await expect.poll(popups).toEqual([
      ['ring', 'shown'],
      ['answer', 'shown'],
    ]);
  });

  it('runs a script once, also when its line is cut while the script runs', async () => {
    await start('#!/bin/sh\ncd "$(dirname "$0")"\necho run >> runs\nwhile [ ! -f go ]; do sleep 0.05; done\n');
    await says(/Connected/);
    const { id } = await callIn(server);
    await expect.poll(() => existsSync(join(dir, 'runs'))).toBe(true);
    said = [];
    helper.cut();
    await says(/Connected/);
    await server.popupDoor.settled();
    await writeFile(join(dir, 'go'), '');
    await expect.poll(async () => (await server.popups.rows.ofInteraction(id)).map(({ state }) => state)).toEqual(['shown']);
    expect(await readFile(join(dir, 'runs'), 'utf8')).toBe('run\n');
  });

  it('tells of a script that fails, and comes back when its line was cut', async () => {
    await start('#!/bin/sh\nexit 3\n');
    await says(/Connected/);
    const { id } = await callIn(server);
    await says(/ring of .*: exit code 3/);
    await expect
      .poll(async () => (await server.popups.rows.ofInteraction(id))[0])
      .toMatchObject({ state: 'failed', detail: 'exit code 3' });
    // Its token is looked at again with each line.
    const lines = () => said.filter((line) => line.startsWith('Connected')).length;
    helper.cut();
    await expect.poll(lines, { timeout: 10_000 }).toBe(2);
  });

  it('ends when its token is no workstation’s', async () => {
    await start('#!/bin/sh\n', 'wrong');
    expect(await helper.refused).toMatch(/connect it again/);
  });
});
