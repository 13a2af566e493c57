import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { CentralinoError, type MediaEvent } from '@centralino/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeEntry } from './entry.ts';
import { freeUdpPort } from '../test-kit/free-udp-port.ts';
import { createMediaPlane, type MediaPlane, type MediaPlaneOptions } from './index.ts';
import { mutatedOffer } from '../test-kit/mutated-offer.ts';
import { silentLogger } from '../test-kit/silent-logger.ts';

const fixture = (name: string): string => readFileSync(new URL(`../test-kit/offers/${name}.sdp`, import.meta.url), 'utf8');
const chromium = fixture('chromium-156');

const planes: MediaPlane[] = [];
afterEach(async () => {
  await Promise.all(planes.splice(0).map((plane) => plane.close()));
});

async function start(options: Partial<MediaPlaneOptions> = {}): Promise<MediaPlane> {
  const udpPort = await freeUdpPort();
  const plane = await createMediaPlane({
    nodes: 1,
    udpPort,
    bindAddress: '127.0.0.1',
    publicAddress: null,
    logger: silentLogger,
    ...options,
  });
  planes.push(plane);
  return plane;
}

const create = (plane: MediaPlane, legId: string, offer = chromium, group?: string) =>
  plane.request('createWebRtcLeg', {
    legId,
    offer,
    audio: ['opus'],
    video: true,
    maxVideoBps: 1_000_000,
    ...(group === undefined ? {} : { group }),
  });

const codeOf = (error: unknown): string => (error instanceof CentralinoError ? error.code : String(error));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('MediaPlane', () => {
  it('answers an offer, statistics and closing', { timeout: 30_000 }, async () => {
    const plane = await start({ publicAddress: '198.51.100.7' });
    const { answer } = await create(plane, 'leg-1');
    expect(answer).toMatch(/^a=candidate:\S+ 1 UDP \d+ 198\.51\.100\.7 \d+ typ host\r$/m);
    expect((await plane.request('info', {})).legs).toBe(1);
    expect((await plane.request('stats', { legId: 'leg-1' })).stats).toMatchObject({
      silentMs: null,
      rttMs: null,
      path: null,
      audioPacketsIn: 0,
    });
    await expect(plane.request('stats', { legId: 'other' })).rejects.toMatchObject({ code: 'leg.unknown' });
    expect((await plane.request('close', { legId: 'leg-1' })).stats).toMatchObject({ audioPacketsIn: 0, lossIn: 0 });
    expect(await plane.request('close', { legId: 'leg-1' })).toEqual({ stats: null });
    expect((await plane.request('info', {})).legs).toBe(0);
  });

  it('a refused offer makes no leg, and leaves a leg that was there as it was', { timeout: 30_000 }, async () => {
    const plane = await start();
    await expect(create(plane, 'x', 'garbage')).rejects.toMatchObject({ code: 'media.badOffer' });
    await expect(plane.request('stats', { legId: 'x' })).rejects.toMatchObject({ code: 'leg.unknown' });
    await create(plane, 'y');
    await expect(create(plane, 'y', 'garbage')).rejects.toMatchObject({ code: 'media.badOffer' });
    expect((await plane.request('stats', { legId: 'y' })).stats.path).toBeNull();
  });

  it('survives hundreds of broken offers in the same process', { timeout: 120_000 }, async () => {
    const plane = await start();
    const before = await plane.info();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutatedOffer([chromium, fixture('firefox-like')]), async (offer) => {
        const code = await create(plane, 'fuzz', offer).then(() => 'accepted', codeOf);
        expect(['accepted', 'media.badOffer', 'media.noCodec']).toContain(code);
        if (code !== 'accepted') refused++;
        await plane.request('close', { legId: 'fuzz' });
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(30);
    await create(plane, 'healthy');
    const [after] = await plane.info();
    expect(after).toMatchObject({ pid: before[0]!.pid, restarts: 0, legs: 1 });
  });

  it('starts a dead node again, tells whose legs are lost, and wires a leg that comes back as before', { timeout: 30_000 }, async () => {
    const plane = await start({ nodes: 2 });
    await Promise.all([create(plane, 'a', chromium, 'talk'), create(plane, 'b', chromium, 'talk')]);
    await create(plane, 'c', chromium, 'other');
    await plane.request('wire', { sink: 'a', source: { player: 'music' } });
    const nodes = await plane.info();
    expect(nodes.map((node) => node.legs).sort()).toEqual([1, 2]);
    const victim = nodes.find((node) => node.legs === 2)!;
    const lost = once(plane, 'nodeLost');
    const ready = new Promise<void>((resolve) => plane.on('event', (event: MediaEvent) => event.type === 'node.ready' && resolve()));
    const pending = plane.request('stats', { legId: 'a' }).catch(codeOf);
    process.kill(victim.pid!, 'SIGKILL');
    expect((await lost)[0]).toEqual({ legIds: ['a', 'b'], recordingIds: [] });
    await pending;
    await expect(plane.request('stats', { legId: 'a' })).rejects.toMatchObject({ code: 'leg.unknown' });
    await ready;
    await create(plane, 'a', chromium, 'talk');
    expect((await plane.info()).map((node) => node.restarts).sort()).toEqual([0, 1]);
  });

  it('kills a node that hangs', { timeout: 30_000 }, async () => {
    const plane = await start({ pingEveryMs: 100, pongWithinMs: 800, requestTimeoutMs: 300 });
    await create(plane, 'a');
    const [node] = await plane.info();
    const lost = once(plane, 'nodeLost');
    process.kill(node!.pid!, 'SIGSTOP');
    await expect(plane.request('stats', { legId: 'a' })).rejects.toMatchObject({ code: 'media.unavailable' });
    expect((await lost)[0]).toEqual({ legIds: ['a'], recordingIds: [] });
  });

  it('does not take its own standing still for that of a node', { timeout: 30_000 }, async () => {
    const plane = await start({ pingEveryMs: 100, pongWithinMs: 800 });
    await create(plane, 'a');
    const [node] = await plane.info();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    await expect(plane.request('stats', { legId: 'a' })).resolves.toBeDefined();
    expect(await plane.info()).toMatchObject([{ pid: node!.pid }]);
  });

  it('says so when the UDP port is taken', { timeout: 30_000 }, async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    await expect(start({ udpPort: port })).rejects.toThrow(new RegExp(`UDP port ${port} on 127.0.0.1 is not to be had \\(EADDRINUSE\\)`));
    socket.close();
  });

  it('refuses senseless options', async () => {
    await expect(start({ nodes: 0 })).rejects.toThrow(TypeError);
    await expect(start({ udpPort: 70_000 })).rejects.toThrow(TypeError);
    await expect(start({ bindAddress: 'localhost' })).rejects.toThrow(TypeError);
  });

  it('leaves no process behind, neither when closed nor when its own process is killed', { timeout: 30_000 }, async () => {
    const plane = await start();
    const [node] = await plane.info();
    await plane.close();
    expect(isAlive(node!.pid!)).toBe(false);
    await expect(plane.request('info', {})).rejects.toMatchObject({ code: 'media.unavailable' });

    const udpPort = await freeUdpPort();
    const script = `import { fork } from 'node:child_process';
      const child = fork(${JSON.stringify(nodeEntry())}, [], { execArgv: [] });
      child.on('message', (m) => m.event?.type === 'node.ready' && console.log(child.pid));
      child.send({ kind: 'start', config: { udpPort: ${udpPort}, bindAddress: '127.0.0.1', publicAddress: null } });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });
});

/** A process whose parent is gone may stay as a zombie where nobody reaps it: that counts as ended. */
function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const stat = `/proc/${pid}/stat`;
  return !(existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8')));
}
