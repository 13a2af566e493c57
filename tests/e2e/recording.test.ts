import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OpusDecoder } from '../../packages/media/src/node/opus-codec.ts';
import { readOgg } from '../../packages/media/test-kit/read-ogg.ts';
import { joined, levelOf } from '../../packages/media/test-kit/tones.ts';
import { audioBothWays, say, soundSent } from '../support/browser.ts';
import { agentAtWork, customerCalls, customerInShop, press } from '../support/people.ts';
import { restAs } from '../support/rest.ts';
import { RawSocket, type AnyFrame } from '../support/socket.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

/* Tones that are no multiples of each other, nor of the warning tone's 1400 Hz. */
const customerHz = 620;
const agentHz = 1_030;
const secretHz = 1_730;

interface RecordingFile {
  index: number;
  party: 'mixed' | 'customer' | 'agent';
  ms: number;
  bytes: number;
}
interface Recording {
  id: string;
  result: { ms: number; talkMs: number; complete: boolean; problems: string[] };
  files: RecordingFile[];
}

let cookies: Record<'op1' | 'op2' | 'admin', string>;

async function signIn(username: string): Promise<string> {
  const response = await fetch(`${centralino.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: centralino.url },
    body: JSON.stringify({ username, password: username }),
  });
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}

const get = (who: keyof typeof cookies, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${centralino.url}/api/v1${path}`, { headers: { cookie: cookies[who], ...headers } });

beforeAll(async () => {
  cookies = { op1: await signIn('op1'), op2: await signIn('op2'), admin: await signIn('admin') };
  const rest = await restAs(centralino.url, 'admin');
  const { services } = (await rest('GET', '/services')) as { services: { code: string }[] };
  const { code, ...service } = services.find((one) => one.code === 'customercare')!;
  const recording = { rule: 'always', percent: 100, onDemand: true, announce: true };
  await rest('PUT', `/services/${code}`, { ...service, recording });
});

interface Talk {
  customer: Page;
  agent: Page;
  /** The agent's own socket beside the desk: hears what is committed, and does what has no button here. */
  socket: RawSocket;
  part: { interactionId: string; segmentId: string };
}

const eventIs =
  (type: string) =>
  (frame: AnyFrame): boolean =>
    frame.type === 'event' && (frame.data['event'] as { type?: string } | undefined)?.type === type;

async function talk(): Promise<Talk> {
  const agent = await agentAtWork(browser, centralino.url, 'op1', agentHz);
  const socket = await RawSocket.open(centralino.url, { origin: centralino.url, cookie: cookies.op1 });
  socket.staysAlive();
  await socket.ask('hello', { app: 'desk', since: null });
  const customer = await customerInShop(browser, centralino.url, customerHz);
  await customerCalls(customer);
  await press(agent, 'Answer');
  await Promise.all([audioBothWays(customer), audioBothWays(agent)]);
  const online = await socket.until(eventIs('segment.online'));
  const { stream, data } = online.data['event'] as { stream: string; data: { segmentId: string } };
  return { customer, agent, socket, part: { interactionId: stream.slice('interaction:'.length), segmentId: data.segmentId } };
}

/** So long both talk, in ms of sound: what is to be found in the files afterwards. */
const talkFor = ({ customer, agent }: Talk, ms: number): Promise<unknown> => Promise.all([soundSent(customer, ms), soundSent(agent, ms)]);

const recordingOf = async ({ part }: Talk): Promise<Recording> => {
  const answer = (await (await get('op1', `/interactions/${part.interactionId}/recordings`)).json()) as { recordings: Recording[] };
  expect(answer.recordings).toHaveLength(1);
  return answer.recordings[0]!;
};

/** Levels of the three tones in the whole of a file, in dB. */
async function heardIn(
  recording: Recording,
  file: RecordingFile,
): Promise<{ customer: number; agent: number; secret: number; seconds: number }> {
  const response = await get('op1', `/recordings/${recording.id}/files/${file.index}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/ogg']);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.length).toBe(file.bytes);
  const decoder = new OpusDecoder();
  const samples = joined(readOgg(bytes).packets.map((packet) => decoder.decode(packet)));
  decoder.close();
  // The loudest half second of each: a tone that was there for a moment counts as well.
  const loudest = (hz: number): number => {
    let most = -Infinity;
    for (let at = 0; at + 24_000 <= samples.length; at += 12_000) most = Math.max(most, levelOf(samples.subarray(at, at + 24_000), hz));
    return most;
  };
  return { customer: loudest(customerHz), agent: loudest(agentHz), secret: loudest(secretHz), seconds: samples.length / 48_000 };
}

describe('a call of a service that records', () => {
  it('is recorded leg by leg and mixed, without what was said on hold and in a pause; checked, and heard by who may', async () => {
    const call = await talk();
    const { customer, agent, socket, part } = call;
    await customer.getByText('This call is recorded.').first().waitFor();
    await talkFor(call, 4_000);
    await press(agent, 'Hold');
    await socket.until(eventIs('segment.held'));
    await talkFor(call, 300);
    await Promise.all([say(customer, secretHz), say(agent, secretHz)]);
    await talkFor(call, 2_000);
    await Promise.all([say(customer, customerHz), say(agent, agentHz)]);
    await talkFor(call, 300);
    await press(agent, 'Resume');
    await socket.until(eventIs('segment.resumed'));
    await talkFor(call, 1_500);
    expect((await socket.ask('recording.pause', part)).type).toBe('reply');
    await talkFor(call, 300);
    await say(customer, secretHz);
    await talkFor(call, 1_500);
    await say(customer, customerHz);
    await talkFor(call, 300);
    expect((await socket.ask('recording.resume', part)).type).toBe('reply');
    expect((await socket.ask('recording.stop', part)).data.code).toBe('recording.notAllowed');
    await talkFor(call, 1_500);
    await press(agent, 'Hang up');
    await socket.until(eventIs('recording.saved'));

    const recording = await recordingOf(call);
    expect(recording.result).toMatchObject({ complete: true, problems: [] });
    expect(recording.result.talkMs).toBeGreaterThan(6_500);
    expect(Math.abs(recording.result.ms - recording.result.talkMs)).toBeLessThan(1_500);
    expect(recording.files.map(({ party }) => party).sort()).toEqual(['agent', 'customer', 'mixed']);
    const heard = Object.fromEntries(
      await Promise.all(recording.files.map(async (file) => [file.party, await heardIn(recording, file)] as const)),
    );
    for (const party of ['customer', 'agent', 'mixed'] as const) {
      const { customer: ofCustomer, agent: ofAgent, secret, seconds } = heard[party]!;
      const [present, absent] =
        party === 'mixed' ? [[ofCustomer, ofAgent], []] : party === 'agent' ? [[ofAgent], [ofCustomer]] : [[ofCustomer], [ofAgent]];
      for (const level of present) expect(level, party).toBeGreaterThan(-30);
      for (const level of [...absent, secret]) expect(level, `${party}: ${JSON.stringify(heard[party])}`).toBeLessThan(-45);
      expect(Math.abs(seconds * 1_000 - recording.result.talkMs)).toBeLessThan(1_500);
    }
    const path = `/recordings/${recording.id}/files/0`;
    expect((await get('op2', path)).status).toBe(404);
    const part5 = await get('admin', path, { range: 'bytes=0-3' });
    expect([part5.status, await part5.text()]).toEqual([206, 'OggS']);
    expect(readdirSync(join(centralino.dataDir, 'recordings', 'spool'))).toEqual([]);
    socket.close();
    await press(agent, 'Finish');
  });

  it('outlives its media node, and its recording says what is missing', async () => {
    const call = await talk();
    const { customer, agent, socket } = call;
    await talkFor(call, 4_000);
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(centralino.pid)])
      .toString()
      .split('\n');
    const node = children.find((line) => line.includes('node/main.js'));
    process.kill(Number(/^\s*(\d+)/.exec(node ?? '')?.[1]), 'SIGKILL');
    await Promise.all([socket.until(eventIs('leg.lost')), audioBothWays(customer, { timeoutMs: 25_000 })]);
    await Promise.all([audioBothWays(customer), audioBothWays(agent, { timeoutMs: 25_000 })]);
    await talkFor(call, 2_000);
    await press(customer, 'Hang up');
    await socket.until(eventIs('recording.saved'));
    const recording = await recordingOf(call);
    expect(recording.result).toMatchObject({ complete: false });
    expect(recording.result.problems).toContain('short');
    // What the first node had written is there as well as what the second one did.
    const mixes = recording.files.filter(({ party }) => party === 'mixed');
    expect(mixes).toHaveLength(2);
    for (const file of mixes) expect(file.ms).toBeGreaterThan(1_000);
    for (const { customer: ofCustomer, agent: ofAgent } of await Promise.all(mixes.slice(1).map((file) => heardIn(recording, file)))) {
      expect(ofCustomer).toBeGreaterThan(-30);
      expect(ofAgent).toBeGreaterThan(-30);
    }
    socket.close();
    await press(agent, 'Finish');
  });
});
