import { CentralinoError, Command, type CommandRequest, type DomainEvent, type NotificationFact } from '@centralino/protocol';
import { messageOf } from '../store/errors.ts';
import type { Logger } from '../store/connection.ts';
import { cannotSave, obstacleOf } from '../store/unavailable.ts';
import { storable } from './clean.ts';
import type { SteadyTime } from './clock.ts';
import type { DeliveryRow, Domain, Outbox, ReadRows } from './domain.ts';
import { EngineError } from './errors.ts';
import { fold, forgetOld, type Loaded } from './history.ts';
import { Mailbox } from './mailbox.ts';

/**
 * How a group ended: it is in the log; or it can never be (`reason`); or it certainly is not, because the database has no room now; or this
 * engine must not write any more.
 */
export type Committed =
  { kind: 'done' } | { kind: 'impossible'; reason: unknown } | { kind: 'noRoom'; reason: unknown } | { kind: 'fatal'; error: EngineError };

export interface WriterOptions<W> {
  domain: Domain<W>;
  start: Loaded<W>;
  time: SteadyTime;
  logger: Logger;
  /** Makes a group last. Repeats by itself what fails for the moment; answers only when the outcome is certain. */
  commit(events: readonly DomainEvent[], rows: ReadRows, deliveries: readonly DeliveryRow[]): Promise<Committed>;
  /** After a group is in the log and folded into the committed world, in the order of the log. */
  publish(events: readonly DomainEvent[]): void;
  outbox?: Outbox | undefined;
  /** After every step that may have changed the next deadline. */
  stepped(): void;
  fatal(error: EngineError): void;
  /** After how long what the database had no room for is tried again. Default 1 s. */
  retryMs?: number;
  /** Commands per transaction. Default 500. */
  maxGroup?: number;
  /** Commands that may wait before more are turned away. Default 20,000. */
  maxWaiting?: number;
}

/**
 * Whether a command reports something that has happened, which stays true however long saving it takes. All others are wishes of somebody
 * who waits: they learn at once that nothing can be saved, and nothing of theirs happens later behind their back.
 */
const isReport = ({ type }: CommandRequest): boolean => reports.has(type);
const reports = new Set<CommandRequest['type']>([
  'engine.started',
  'deadline.reached',
  'leg.connected',
  'leg.lost',
  'leg.failed',
  'leg.measured',
  'agent.connect',
  'agent.disconnect',
  'recording.save',
  'recording.fail',
]);

interface Waiting {
  request: CommandRequest;
  resolve(events: DomainEvent[]): void;
  reject(error: unknown): void;
}

/** A decided command: its part of the group's events, or why it was refused. */
interface Decided {
  waiting: Waiting;
  from: number;
  to: number;
  refusal: CentralinoError | null;
}

interface Group {
  decided: Decided[];
  events: DomainEvent[];
  deliveries: DeliveryRow[];
}

const emptyGroup = (): Group => ({ decided: [], events: [], deliveries: [] });

/** How often interactions that are over are looked for. */
const forgetEveryMs = 60_000;

/**
 * The single writer. Commands are decided one after the other on the `decided` world, while the group before them is on its way to the
 * database; when that has arrived, it is folded into the `committed` world, told, and its callers are answered; refusals too, because
 * a refusal may rest on an event that is not committed yet.
 *
 * ```
 *  send ─▶ mailbox ─▶ open group (decided) ─▶ in flight (one transaction) ─▶ committed ─▶ publish ─▶ answer
 * ```
 */
export class Writer<W> {
  readonly #options: WriterOptions<W>;
  readonly #domain: Domain<W>;
  readonly #maxGroup: number;
  readonly #maxWaiting: number;
  readonly #mailbox = new Mailbox<Waiting>();
  readonly #committed: Loaded<W>;
  #decided: Loaded<W>;
  #open = emptyGroup();
  #inFlight: Group | null = null;
  /** So many commands from now on get a group of their own: one of them can't be committed. */
  #alone = 0;
  #forgetAt = 0;
  #scheduled = false;
  #ended: CentralinoError | null = null;
  /** Why wishes are turned away: commits fail, and nobody should wait for them. */
  #refusal: CentralinoError | null = null;
  /** Set while the writer rests because the database has no room. */
  #resting: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(options: WriterOptions<W>) {
    this.#options = options;
    this.#domain = options.domain;
    this.#maxGroup = options.maxGroup ?? 500;
    this.#maxWaiting = options.maxWaiting ?? 20_000;
    this.#committed = options.start;
    this.#decided = this.#copyOfCommitted();
  }

  /** The committed world and its place in the log. */
  get committed(): Loaded<W> {
    return this.#committed;
  }

  /** What the next command will be decided on: only for deadlines, never to be told to anybody. */
  get decided(): W {
    return this.#decided.world;
  }

  send(request: CommandRequest): Promise<DomainEvent[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      if (this.#refusal !== null && !isReport(request)) return reject(this.#refusal);
      if (this.#mailbox.size >= this.#maxWaiting) return reject(new CentralinoError('server.busy'));
      this.#mailbox.push({ request, resolve, reject });
      // Everything that is sent in one turn of the event loop shares a transaction.
      if (this.#inFlight !== null) this.#take();
      else if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => {
          this.#scheduled = false;
          this.#turn();
        });
      }
    });
  }

  /**
   * Commits have been failing for a while: whoever waits for one is told so, and so is everybody else until a commit succeeds. What is in
   * flight may still get through; what waits behind it is not done.
   */
  refuseWishes(refusal: CentralinoError): void {
    if (this.#ended !== null || this.#inFlight === null) return;
    this.#refusal = refusal;
    for (const { waiting } of this.#inFlight.decided) if (!isReport(waiting.request)) waiting.reject(refusal);
    const later = this.#open.decided.map((decided) => decided.waiting);
    this.#open = emptyGroup();
    this.#decided = this.#copyOfCommitted();
    for (const event of this.#inFlight.events) fold(this.#decided, this.#domain, event);
    this.#mailbox.unshift(this.#reportsOf([...later, ...this.#mailbox.drain()], refusal));
    this.#take();
  }

  /** The database has room again, or it is time to see whether it has. */
  goOn(): void {
    if (this.#resting === undefined) return;
    clearTimeout(this.#resting);
    this.#resting = undefined;
    this.#refusal = null;
    this.#turn();
  }

  /** Resolves when nothing waits or is under way any more. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#tellIdle();
    });
  }

  /** Nothing waits to be committed, nothing is under way. */
  get quiet(): boolean {
    return this.#mailbox.size === 0 && this.#inFlight === null && this.#open.decided.length === 0;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** Answers everybody who still waits with this error, and every later command. */
  end(error: CentralinoError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    clearTimeout(this.#resting);
    const waiting = [...(this.#inFlight?.decided ?? []), ...this.#open.decided].map((decided) => decided.waiting);
    for (const one of [...waiting, ...this.#mailbox.drain()]) one.reject(error);
    this.#open = emptyGroup();
    this.#inFlight = null;
    this.#tellIdle();
  }

  /** Ends everything: this engine may not or can't write any more. */
  fail(error: EngineError): void {
    if (this.#ended !== null) return;
    this.end(new CentralinoError('server.stopping', undefined, { cause: error }));
    this.#options.fatal(error);
  }

  #turn(): void {
    if (this.#ended !== null || this.#inFlight !== null || this.#resting !== undefined) return;
    this.#take();
    while (this.#inFlight === null && this.#open.decided.length > 0) {
      this.#flush();
      this.#take();
    }
    this.#tellIdle();
  }

  /** Decides what waits, as far as there is room in the open group. */
  #take(): void {
    const room = this.#alone > 0 ? 1 : this.#maxGroup;
    let stepped = false;
    while (this.#open.decided.length < room) {
      const waiting = this.#mailbox.shift();
      if (waiting === undefined) break;
      this.#decide(waiting);
      stepped = true;
    }
    if (stepped) this.#options.stepped();
  }

  #decide(waiting: Waiting): void {
    const group = this.#open;
    const from = group.events.length;
    const deliveriesFrom = group.deliveries.length;
    const at = this.#options.time.now();
    const refuse = (refusal: CentralinoError) => group.decided.push({ waiting, from, to: from, refusal });

    const parsed = Command.safeParse(storable({ ...waiting.request, at }));
    if (!parsed.success) {
      const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
      refuse(new CentralinoError('request.invalid', `command ${waiting.request.type}`, { fields, cause: parsed.error }));
      return;
    }
    if (at >= this.#forgetAt) this.#forget(at);
    try {
      const outbox = this.#options.outbox?.wanted === true ? this.#options.outbox : null;
      const facts: { fact: NotificationFact; index: number }[] = [];
      const tell = outbox === null ? undefined : (fact: NotificationFact, index: number) => facts.push({ fact, index });
      const firstSeq = this.#decided.seq + 1;
      for (const made of this.#domain.handle(this.#decided.world, parsed.data, tell)) {
        const version = (this.#decided.versions.get(made.stream) ?? 0) + 1;
        const event: DomainEvent = { ...made, seq: this.#decided.seq + 1, version };
        this.#decided.seq = event.seq;
        this.#decided.versions.set(made.stream, version);
        group.events.push(event);
      }
      for (const { fact, index } of facts) group.deliveries.push(...(outbox?.rows(fact, firstSeq + index) ?? []));
      this.#decided.at = at;
      group.decided.push({ waiting, from, to: group.events.length, refusal: null });
    } catch (error) {
      if (error instanceof CentralinoError) {
        refuse(error);
        return;
      }
      // A defect of the domain: it may have stopped half-way, so its world is made anew from what is known to be right.
      this.#options.logger.error({ err: error, command: waiting.request.type }, 'A command failed unexpectedly');
      group.events.length = from;
      group.deliveries.length = deliveriesFrom;
      this.#decided = this.#copyOfCommitted();
      for (const event of [...(this.#inFlight?.events ?? []), ...group.events]) fold(this.#decided, this.#domain, event);
      refuse(new CentralinoError('server.error', undefined, { cause: error }));
    }
  }

  /** Sends the open group on its way. */
  #flush(): void {
    const group = this.#open;
    this.#open = emptyGroup();
    if (group.events.length === 0) {
      this.#answer(group);
      return;
    }
    this.#inFlight = group;
    void this.#write(group).then((outcome) => this.#landed(group, outcome));
  }

  async #write({ events, deliveries }: Group): Promise<Committed> {
    try {
      const before = this.#committed.seq + 1 === events[0]?.seq ? this.#committed.world : null;
      return await this.#options.commit(events, this.#domain.rows(this.#decided.world, events, before), deliveries);
    } catch (reason) {
      return { kind: 'impossible', reason };
    }
  }

  #landed(group: Group, outcome: Committed): void {
    if (this.#ended !== null || this.#inFlight !== group) return;
    if (outcome.kind === 'fatal') return this.fail(outcome.error);
    if (outcome.kind === 'impossible') return this.#again(group, outcome.reason);
    if (outcome.kind === 'noRoom') return this.#undo(group, outcome.reason);
    this.#inFlight = null;
    this.#refusal = null;
    // The next group goes first, so that the database works while we tell what happened.
    if (this.#open.events.length > 0) this.#flush();
    try {
      for (const event of group.events) fold(this.#committed, this.#domain, event);
    } catch (error) {
      return this.fail(error instanceof EngineError ? error : new EngineError('engine.logDamaged', messageOf(error), error));
    }
    this.#options.publish(group.events);
    if (group.deliveries.length > 0) this.#options.outbox?.committed(group.deliveries);
    this.#answer(group);
    if (this.#inFlight === null) this.#turn();
    else this.#take();
  }

  #answer(group: Group): void {
    this.#alone = Math.max(0, this.#alone - group.decided.length);
    for (const { waiting, from, to, refusal } of group.decided) {
      if (refusal === null) waiting.resolve(group.events.slice(from, to));
      else waiting.reject(refusal);
    }
  }

  /**
   * The database refuses this group for what is in it. A single command is refused for it; of several, nobody knows which it was, so
   * all of them, and those decided after them, are decided again on the committed world, each in a transaction of its own.
   */
  #again(group: Group, reason: unknown): void {
    const later = this.#open.decided.map((decided) => decided.waiting);
    const waiting = group.decided.map((decided) => decided.waiting);
    this.#inFlight = null;
    this.#open = emptyGroup();
    this.#decided = this.#copyOfCommitted();
    const [only] = waiting;
    if (only !== undefined && waiting.length === 1) {
      this.#options.logger.error({ err: reason, command: only.request.type }, 'The database refuses a command');
      only.reject(refusalFor(only.request, reason));
      this.#mailbox.unshift(later);
      this.#alone = Math.max(0, this.#alone - 1);
    } else {
      this.#mailbox.unshift([...waiting, ...later]);
      this.#alone = waiting.length;
    }
    this.#turn();
  }

  /**
   * The database has no room for this group, and none of it is in the log. Wishes are refused with that, for a moment without asking the
   * database again; reports wait for the end of that moment: so it goes on by itself when there is room.
   */
  #undo(group: Group, reason: unknown): void {
    const refusal = cannotSave(obstacleOf(reason) ?? 'database', reason);
    const waiting = [...group.decided, ...this.#open.decided].map((decided) => decided.waiting);
    this.#inFlight = null;
    this.#open = emptyGroup();
    this.#decided = this.#copyOfCommitted();
    const kept = this.#reportsOf([...waiting, ...this.#mailbox.drain()], refusal);
    this.#alone = 0;
    this.#mailbox.unshift(kept);
    if (kept.length > 0) {
      this.#options.logger.error(
        { error: messageOf(reason), waiting: kept.length },
        'The database has no room for our events: trying again',
      );
    }
    this.#refusal = refusal;
    this.#resting = setTimeout(() => this.goOn(), this.#options.retryMs ?? 1_000);
    this.#options.stepped();
    this.#tellIdle();
  }

  /** Those that report something; the others are refused. */
  #reportsOf(waiting: readonly Waiting[], refusal: CentralinoError): Waiting[] {
    for (const { request, reject } of waiting) if (!isReport(request)) reject(refusal);
    return waiting.filter(({ request }) => isReport(request));
  }

  /** Drops what is over for long, in both worlds alike; but not what has an event under way. */
  #forget(at: number): void {
    this.#forgetAt = at + forgetEveryMs;
    const underWay = new Set([...(this.#inFlight?.events ?? []), ...this.#open.events].map((event) => event.stream));
    forgetOld(this.#committed, this.#domain, at, underWay, this.#decided);
  }

  #copyOfCommitted(): Loaded<W> {
    const { world, seq, at, versions } = this.#committed;
    return { world: this.#domain.load(this.#domain.save(world)), seq, at, versions: new Map(versions) };
  }

  #tellIdle(): void {
    if (!this.quiet) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** Only for a command that failed alone. An interaction's id that memory has forgotten, but not the log, is the usual reason. */
function refusalFor(request: CommandRequest, reason: unknown): CentralinoError {
  if (request.type === 'interaction.create' && (reason as { table?: unknown }).table === 'events') {
    return new CentralinoError('interaction.exists', undefined, { cause: reason });
  }
  return new CentralinoError('server.error', undefined, { cause: reason });
}
