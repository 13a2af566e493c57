import { EventEmitter } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  CentralinoError,
  type MediaEvent,
  type MediaMethod,
  type MediaParams,
  type MediaResult,
  type MediaSource,
} from '@centralino/protocol';
import { nodeEntry } from './entry.ts';
import type { Logger } from './logger.ts';
import { NodeProcess } from './node-process.ts';

export interface MediaPlaneOptions {
  /** Child processes, one engine each. */
  nodes: number;
  /** Node *n* uses UDP port `udpPort + n` for all its legs. */
  udpPort: number;
  /** Address to listen on; `0.0.0.0` = all. */
  bindAddress: string;
  /** What browsers are told instead of the machine's own addresses (1:1 NAT): an address, or a name that is looked up at start. */
  publicAddress: string | null;
  logger: Logger;
  /** The built file of the child process; found by itself when not given. */
  entry?: string;
  requestTimeoutMs?: number;
  pingEveryMs?: number;
  pongWithinMs?: number;
}

/** `group` keeps legs that talk to each other on one node, e.g. the interaction's id. */
export type PlaneParams<M extends MediaMethod> = MediaParams<M> & (M extends 'createWebRtcLeg' ? { group?: string } : unknown);

export interface NodeInfo {
  pid: number | null;
  udpPort: number;
  up: boolean;
  restarts: number;
  legs: number;
  cpu: number;
  rssBytes: number;
}

interface MediaPlaneEvents {
  event: [MediaEvent];
  /** What ran on a node that ended. What was recorded there so far stays as `*.part`. */
  nodeLost: [{ legIds: string[]; recordingIds: string[] }];
}

interface Slot {
  index: number;
  process: NodeProcess | null;
  legs: Set<string>;
  restarts: number;
  startedAtMs: number;
  backOffMs: number;
  timer: NodeJS.Timeout | null;
}

const firstBackOffMs = 100;
const maxBackOffMs = 5_000;
/** A node that ran for so long was healthy: its next restart is quick again. */
const healthyAfterMs = 30_000;
const startTimeoutMs = 15_000;

/**
 * The media plane seen from the server: places legs on its node processes, keeps the processes alive, and remembers the wiring, so that
 * a leg that comes back on another node (or after a crash) is wired as before.
 */
export class MediaPlane extends EventEmitter<MediaPlaneEvents> {
  readonly #options: Required<MediaPlaneOptions>;
  readonly #slots: Slot[];
  readonly #placeOf = new Map<string, Slot>();
  readonly #groups = new Map<string, { slot: Slot; legs: Set<string> }>();
  readonly #groupOf = new Map<string, string>();
  readonly #wires = new Map<string, NonNullable<MediaSource>>();
  /** Where each recording runs. */
  readonly #recordings = new Map<string, Slot>();
  /** Legs that exist on their node, and how many offers of a leg are being answered. */
  readonly #established = new Set<string>();
  readonly #attempts = new Map<string, number>();
  #closed = false;

  /** Use createMediaPlane. @private */
  constructor(options: Required<MediaPlaneOptions>) {
    super();
    this.#options = options;
    this.#slots = Array.from({ length: options.nodes }, (_, index) => ({
      index,
      process: null,
      legs: new Set(),
      restarts: 0,
      startedAtMs: 0,
      backOffMs: firstBackOffMs,
      timer: null,
    }));
  }

  /** Starts all nodes; rejects when one does not come up. @private */
  async start(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new CentralinoError('media.unavailable', `the media nodes did not start in ${startTimeoutMs} ms`)),
        startTimeoutMs,
      );
    });
    try {
      await Promise.race([Promise.all(this.#slots.map((slot) => this.#launch(slot).ready)), late]);
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rejects with a CentralinoError of the registry: `media.badOffer`, `media.noCodec`, `leg.unknown`, `media.unavailable`. */
  async request<M extends MediaMethod>(method: M, params: PlaneParams<M>): Promise<MediaResult<M>> {
    if (this.#closed) throw new CentralinoError('media.unavailable', 'the media plane is closed');
    // One cast per method: the compiler can't see that M and the branch belong together.
    switch (method) {
      case 'createWebRtcLeg':
        return (await this.#createLeg(params as PlaneParams<'createWebRtcLeg'>)) as MediaResult<M>;
      case 'wire':
        return (await this.#wire(params as MediaParams<'wire'>)) as MediaResult<M>;
      case 'close':
        return (await this.#closeLeg((params as MediaParams<'close'>).legId)) as MediaResult<M>;
      case 'stats':
      case 'dtmf': {
        const { legId } = params as MediaParams<'stats'>;
        return this.#nodeOf(legId).request(method, params);
      }
      case 'record.start':
        return (await this.#startRecording(params as MediaParams<'record.start'>)) as MediaResult<M>;
      case 'record.pause':
      case 'record.resume':
      case 'record.stop': {
        const { recordingId } = params as MediaParams<'record.stop'>;
        const slot = this.#recordings.get(recordingId);
        if (slot?.process == null) throw new CentralinoError('recording.unknown');
        if (method === 'record.stop') this.#recordings.delete(recordingId);
        return slot.process.request(method, params);
      }
      case 'info':
        return (await this.#sumOfNodes()) as MediaResult<M>;
      default:
        throw new TypeError(`unknown method ${String(method)}`);
    }
  }

  /** How each node is. */
  async info(): Promise<NodeInfo[]> {
    return Promise.all(
      this.#slots.map(async (slot) => {
        const answer = await slot.process?.request('info', {}).catch(() => null);
        const { legs, cpu, rssBytes } = answer ?? { legs: 0, cpu: 0, rssBytes: 0 };
        const up = answer !== null && answer !== undefined;
        return {
          pid: slot.process?.pid ?? null,
          udpPort: this.#options.udpPort + slot.index,
          up,
          restarts: slot.restarts,
          legs,
          cpu,
          rssBytes,
        };
      }),
    );
  }

  /** Ends all nodes; idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const slot of this.#slots) if (slot.timer !== null) clearTimeout(slot.timer);
    await Promise.all(this.#slots.map((slot) => slot.process?.close()));
    for (const slot of this.#slots) slot.process = null;
  }

  async #createLeg({ group, ...params }: PlaneParams<'createWebRtcLeg'>): Promise<MediaResult<'createWebRtcLeg'>> {
    const known = this.#placeOf.get(params.legId);
    const slot = known ?? this.#choose(group);
    if (slot.process === null) throw new CentralinoError('media.unavailable', 'the media node is restarting');
    const { process } = slot;
    if (known === undefined) this.#place(params.legId, slot, group);
    this.#attempts.set(params.legId, (this.#attempts.get(params.legId) ?? 0) + 1);
    try {
      const result = await process.request('createWebRtcLeg', params);
      this.#established.add(params.legId);
      if (known === undefined) await this.#rewire(params.legId, process);
      return result;
    } finally {
      const left = this.#attempts.get(params.legId)! - 1;
      if (left > 0) this.#attempts.set(params.legId, left);
      else {
        this.#attempts.delete(params.legId);
        // A leg whose every offer was refused does not exist.
        if (!this.#established.has(params.legId)) this.#unplace(params.legId);
      }
    }
  }

  /** What was wired before the leg was there, or on a node that ended. */
  async #rewire(sink: string, process: NodeProcess): Promise<void> {
    const source = this.#wires.get(sink);
    if (source === undefined) return;
    try {
      await process.request('wire', { sink, source });
    } catch (error) {
      this.#options.logger.warn({ sink, source, error: String(error) }, 'a remembered wire could not be laid');
    }
  }

  async #wire({ sink, source }: MediaParams<'wire'>): Promise<MediaResult<'wire'>> {
    const slot = this.#placeOf.get(sink);
    const sources = source === null ? [] : 'leg' in source ? [source.leg] : 'mix' in source ? source.mix : [];
    if (slot !== undefined && sources.some((id) => (this.#placeOf.get(id) ?? slot) !== slot)) {
      this.#options.logger.warn({ sink, source }, 'the legs are on different media nodes and stay silent: give both the same group');
    }
    const former = this.#wires.get(sink) ?? null;
    this.#remember(sink, source);
    try {
      return (await slot?.process?.request('wire', { sink, source })) ?? {};
    } catch (error) {
      // Refused by the node: nothing has changed there, so nothing changes here. A node that just ended is wired when the leg is back.
      const refused = error instanceof CentralinoError && error.code !== 'media.unavailable';
      if (refused && this.#wires.get(sink) === (source ?? undefined)) this.#remember(sink, former);
      throw error;
    }
  }

  #remember(sink: string, source: MediaSource): void {
    if (source === null) this.#wires.delete(sink);
    else this.#wires.set(sink, source);
  }

  async #closeLeg(legId: string): Promise<MediaResult<'close'>> {
    this.#wires.delete(legId);
    const slot = this.#placeOf.get(legId);
    if (slot === undefined || slot.process === null) return { stats: null };
    const { process } = slot;
    this.#unplace(legId);
    return process.request('close', { legId });
  }

  /** On the node of the legs: they share one, by their group. */
  async #startRecording(params: MediaParams<'record.start'>): Promise<MediaResult<'record.start'>> {
    const { recordingId, legs } = params;
    const slot = this.#recordings.get(recordingId) ?? legs.map((legId) => this.#placeOf.get(legId)).find((place) => place !== undefined);
    if (slot === undefined) throw new CentralinoError('leg.unknown', 'none of the legs to be recorded is there');
    if (slot.process === null) throw new CentralinoError('media.unavailable', 'the media node is restarting');
    const isNew = !this.#recordings.has(recordingId);
    this.#recordings.set(recordingId, slot);
    try {
      return await slot.process.request('record.start', params);
    } catch (error) {
      if (isNew) this.#recordings.delete(recordingId);
      throw error;
    }
  }

  #nodeOf(legId: string): NodeProcess {
    const slot = this.#placeOf.get(legId);
    if (slot === undefined) throw new CentralinoError('leg.unknown');
    if (slot.process === null) throw new CentralinoError('media.unavailable', 'the media node is restarting');
    return slot.process;
  }

  async #sumOfNodes(): Promise<MediaResult<'info'>> {
    const nodes = await this.info();
    const sum = (of: (node: NodeInfo) => number): number => nodes.reduce((total, node) => total + of(node), 0);
    return { legs: sum((node) => node.legs), cpu: sum((node) => node.cpu), rssBytes: sum((node) => node.rssBytes) };
  }

  /** The group's node when it has one that runs, else the running node with the fewest legs. */
  #choose(group: string | undefined): Slot {
    const ofGroup = group === undefined ? undefined : this.#groups.get(group)?.slot;
    if (ofGroup !== undefined) return ofGroup;
    const running = this.#slots.filter((slot) => slot.process !== null);
    if (running.length === 0) throw new CentralinoError('media.unavailable', 'the media nodes are restarting');
    return running.reduce((best, slot) => (slot.legs.size < best.legs.size ? slot : best));
  }

  #place(legId: string, slot: Slot, group: string | undefined): void {
    this.#placeOf.set(legId, slot);
    slot.legs.add(legId);
    if (group === undefined) return;
    this.#groupOf.set(legId, group);
    const entry = this.#groups.get(group) ?? { slot, legs: new Set() };
    entry.legs.add(legId);
    this.#groups.set(group, entry);
  }

  #unplace(legId: string): void {
    this.#placeOf.get(legId)?.legs.delete(legId);
    this.#placeOf.delete(legId);
    this.#established.delete(legId);
    const group = this.#groupOf.get(legId);
    if (group === undefined) return;
    this.#groupOf.delete(legId);
    const entry = this.#groups.get(group);
    entry?.legs.delete(legId);
    if (entry?.legs.size === 0) this.#groups.delete(group);
  }

  #launch(slot: Slot): NodeProcess {
    const { logger, entry, requestTimeoutMs, pingEveryMs, pongWithinMs, bindAddress, publicAddress, udpPort } = this.#options;
    slot.startedAtMs = performance.now();
    const process = new NodeProcess({
      entry,
      config: { udpPort: udpPort + slot.index, bindAddress, publicAddress },
      logger,
      requestTimeoutMs,
      pingEveryMs,
      pongWithinMs,
      onEvent: (event) => this.#onEvent(slot, event),
      onExit: (reason) => this.#onExit(slot, reason),
    });
    slot.process = process;
    return process;
  }

  #onEvent(slot: Slot, event: MediaEvent): void {
    // An event of a leg that was closed in the meantime is of no interest any more.
    if ('legId' in event && this.#placeOf.get(event.legId) !== slot) return;
    this.emit('event', event);
  }

  #onExit(slot: Slot, reason: string): void {
    const legIds = [...slot.legs];
    for (const legId of legIds) this.#unplace(legId);
    const recordingIds = [...this.#recordings].filter(([, place]) => place === slot).map(([recordingId]) => recordingId);
    for (const recordingId of recordingIds) this.#recordings.delete(recordingId);
    slot.process = null;
    if (this.#closed) return;
    slot.backOffMs = performance.now() - slot.startedAtMs > healthyAfterMs ? firstBackOffMs : Math.min(maxBackOffMs, slot.backOffMs * 2);
    this.#options.logger.error(
      { node: slot.index, reason, legs: legIds.length, restartInMs: slot.backOffMs },
      'media node ended: restarting it',
    );
    slot.timer = setTimeout(() => {
      slot.timer = null;
      slot.restarts++;
      this.#launch(slot);
    }, slot.backOffMs);
    this.emit('nodeLost', { legIds, recordingIds });
  }
}

/** Starts the media plane: resolves when all its nodes are ready. */
export async function createMediaPlane(options: MediaPlaneOptions): Promise<MediaPlane> {
  if (!Number.isInteger(options.nodes) || options.nodes < 1) throw new TypeError('nodes must be at least 1');
  if (!Number.isInteger(options.udpPort) || options.udpPort < 1 || options.udpPort + options.nodes - 1 > 65_535)
    throw new TypeError('udpPort must be 1..65535 for all nodes');
  if (isIP(options.bindAddress) === 0) throw new TypeError('bindAddress must be an IP address');
  const plane = new MediaPlane({
    requestTimeoutMs: 8_000,
    pingEveryMs: 2_000,
    pongWithinMs: 6_000,
    ...options,
    entry: options.entry ?? nodeEntry(),
    publicAddress: await resolveAddress(options.publicAddress),
  });
  await plane.start();
  return plane;
}

async function resolveAddress(nameOrAddress: string | null): Promise<string | null> {
  if (nameOrAddress === null || isIP(nameOrAddress) !== 0) return nameOrAddress;
  try {
    return (await lookup(nameOrAddress)).address;
  } catch (cause) {
    throw new Error(`The public address ${nameOrAddress} of the media plane can't be looked up: give an IP address`, { cause });
  }
}
