import { randomUUID } from 'node:crypto';
import { agentView, interactionView, openInteractionsOf } from '@centralino/core';
import {
  CentralinoError,
  type DomainEvent,
  type FrameVerdict,
  type InteractionView,
  originAllowed,
  type PopupConfig,
  type PopupFailure,
  type PopupPush,
  type PopupTrigger,
  type SegmentView,
} from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { DeskTokens } from '../auth/desk-tokens.ts';
import { KeyedQueue } from '../realtime/keyed-queue.ts';
import type { EnginePort } from '../realtime/ports.ts';
import type { Database } from '../store/database.ts';
import { legacyEnvironmentOf, popupVariablesOf, type CallFacts } from './call-facts.ts';
import type { FrameCheck } from './frame-check.ts';
import { isStillOfUse, momentOf, presentTrigger, type Moment } from './moments.ts';
import type { PopupFunction } from './popup-function.ts';
import type { PopupRow, PopupRows } from './popup-rows.ts';
import type { PopupSettings } from './popup-settings.ts';
import { asksFor, fillPlaceholders, originOf, type PopupPlan } from './read-result.ts';

/** A desk's socket as popups see it. */
export interface PopupDesk {
  readonly agentId: string;
  popup(push: PopupPush): void;
  onDemand(segmentIds: string[]): void;
}

/** A popup helper's socket. */
export interface PopupHelper {
  readonly agentId: string;
  readonly systemUser: string;
  run(data: { id: string; env: Record<string, string> }): void;
}

export type PopupDoorOptions = {
  engine: EnginePort;
  db: Kysely<Database>;
  settings: PopupSettings;
  popupFunction: PopupFunction;
  rows: PopupRows;
  tokens: Pick<DeskTokens, 'issue'>;
  frameCheck: FrameCheck;
  logger: Pick<Logger, 'error'>;
  now: () => number;
};

/** What is known of an agent's part while it is open. */
type Memo = {
  agentId: string;
  /** The last plan, and of which variables and source: asked for again only when they changed. */
  planned: { key: string; answer: Promise<{ plan: PopupPlan } | { failure: PopupFailure }> } | null;
  hungUp: boolean;
  failed: boolean;
  demand: boolean;
  waiting: boolean;
};

const sweepEveryMs = 60_000;
/** Nothing waits longer for a desk. */
const pendingMs = 10 * 60_000;

/**
 * Follows what is committed, asks the popup function, and has the agents' desks (or their workstations' scripts) open what it says.
 * Every popup is a row before it is sent, so that its history can be told whatever becomes of it.
 */
export class PopupDoor {
  readonly #options: PopupDoorOptions;
  readonly #memos = new Map<string, Memo>();
  readonly #queue = new KeyedQueue();
  /** Newest last. */
  readonly #desks = new Map<string, PopupDesk[]>();
  readonly #helpers = new Map<string, PopupHelper[]>();
  /** Which desk has a popup. */
  readonly #heldBy = new Map<string, PopupDesk>();
  readonly #unsubscribe: () => void;
  readonly #sweep: NodeJS.Timeout;

  constructor(options: PopupDoorOptions) {
    this.#options = options;
    this.#unsubscribe = options.engine.onCommitted((events) => this.#committed(events));
    this.#sweep = setInterval(() => {
      options.rows.sweep(pendingMs).catch((error: unknown) => options.logger.error({ err: error }, 'could not tidy up popups'));
    }, sweepEveryMs);
    this.#sweep.unref();
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#sweep);
    await this.#queue.idle();
  }

  /** Everything that was begun is done: for tests. */
  settled(): Promise<void> {
    return this.#queue.idle();
  }

  /** A desk is there: it gets what it missed, as far as that still helps. The answered function says that it is gone. */
  attachDesk(desk: PopupDesk): () => void {
    const { agentId } = desk;
    this.#desks.set(agentId, [...(this.#desks.get(agentId) ?? []), desk]);
    this.#run(`agent ${agentId}`, () => this.#catchUp(desk));
    return () => {
      const left = (this.#desks.get(agentId) ?? []).filter((one) => one !== desk);
      if (left.length > 0) this.#desks.set(agentId, left);
      else this.#desks.delete(agentId);
      const ids = [...this.#heldBy].filter(([, holder]) => holder === desk).map(([id]) => id);
      for (const id of ids) this.#heldBy.delete(id);
      if (ids.length === 0) return;
      this.#run(`agent ${agentId}`, async () => {
        await this.#options.rows.unsent(ids);
        const next = left.at(-1);
        if (next !== undefined) await this.#catchUp(next);
      });
    };
  }

  attachHelper(helper: PopupHelper): () => void {
    const { agentId } = helper;
    this.#helpers.set(agentId, [...(this.#helpers.get(agentId) ?? []), helper]);
    this.#run(`agent ${agentId}`, async () => {
      for (const row of await this.#options.rows.waitingOf(agentId)) if (row.mode === 'legacy') await this.#deliver(row);
    });
    return () => {
      const left = (this.#helpers.get(agentId) ?? []).filter((one) => one !== helper);
      if (left.length > 0) this.#helpers.set(agentId, left);
      else this.#helpers.delete(agentId);
    };
  }

  async receipt(
    agentId: string,
    { id, outcome, ms, detail }: { id: string; outcome: 'shown' | 'blocked' | 'failed'; ms: number | null; detail: string },
  ): Promise<void> {
    await this.#options.rows.receipt(id, agentId, outcome, ms, detail);
  }

  /** The agent pressed the button: opens in the desk that asked. Throws when there is nothing to open, with the reason. */
  async demand(desk: PopupDesk, { interactionId, segmentId }: { interactionId: string; segmentId: string }): Promise<void> {
    const { engine, now } = this.#options;
    const view = interactionView(engine.committed, interactionId);
    const segment = view?.segments.find(({ id, agentId, state }) => id === segmentId && agentId === desk.agentId && state !== 'finished');
    if (view == null || segment === undefined) throw new CentralinoError('segment.unknown');
    const planned = await this.#planOf(view, segment);
    if (planned === null) throw new CentralinoError('popup.noDemand');
    if ('failure' in planned) throw new CentralinoError('popup.invalid', planned.failure.message);
    const url = planned.plan.urls.demand;
    if (url === null) throw new CentralinoError('popup.noDemand');
    await this.#open({ trigger: 'demand', interactionId, segmentId, agentId: desk.agentId, at: now() }, url, planned.plan, desk);
  }

  /** A fresh address of a popup, with new tokens. */
  async address(agentId: string, id: string): Promise<string> {
    return this.#filled(await this.#options.rows.get(id, agentId));
  }

  /** Whether the page says that it may be shown in a frame of the desk. Asked for without tokens, as they are good for one use. */
  async check(agentId: string, id: string): Promise<FrameVerdict> {
    const { url, interaction_id: interactionId } = await this.#options.rows.get(id, agentId);
    if (originOf(url) === null) return 'allowed';
    const view = interactionView(this.#options.engine.committed, interactionId);
    return this.#options.frameCheck(fillPlaceholders(url, {}), view === null ? [] : personalValuesOf(view));
  }

  #run(key: string, task: () => Promise<unknown>): void {
    this.#queue.run(key, task).catch((error: unknown) => this.#options.logger.error({ err: error }, 'a popup could not be opened'));
  }

  #committed(events: DomainEvent[]): void {
    const world = this.#options.engine.committed;
    for (const event of events) {
      const moment = momentOf(
        event,
        (interactionId, segmentId) => interactionView(world, interactionId)?.segments.find(({ id }) => id === segmentId) ?? null,
      );
      if (moment !== null) {
        const view = interactionView(world, moment.interactionId);
        if (view !== null) this.#run(moment.segmentId, () => this.#happened(moment, view));
      }
      if (event.type === 'segment.finished') {
        const { segmentId } = event.data;
        this.#run(segmentId, () => this.#finished(segmentId));
      }
    }
  }

  async #happened(moment: Moment, view: InteractionView): Promise<void> {
    const segment = view.segments.find(({ id }) => id === moment.segmentId);
    if (segment === undefined) return;
    const config = await this.#options.settings.config();
    const mode = modeOf(config, segment.service.code, view.channel);
    if (mode === 'disabled') return;
    const memo = this.#memo(segment);
    if (moment.trigger === 'hangup') {
      if (memo.hungUp) return;
      memo.hungUp = true;
    }
    if (moment.trigger === 'answer' && memo.waiting)
      await this.#options.rows.expireOf(segment.id, ['ring'], 'answered before a desk was there');
    if (mode === 'legacy') return this.#open(moment, '', null, null);
    const planned = await this.#planOf(view, segment);
    if (planned === null) return;
    if ('failure' in planned) {
      if (memo.failed) return;
      memo.failed = true;
      const { message, line } = planned.failure;
      await this.#options.rows.add({
        ...columnsOf(moment),
        mode: 'iframe',
        url: '',
        tab_name: null,
        state: 'failed',
        detail: line === null ? message : `line ${line}: ${message}`,
      });
      return;
    }
    this.#setDemand(memo, planned.plan.urls.demand !== null && segment.state !== 'finished');
    const url = planned.plan.urls[moment.trigger];
    if (url !== null) await this.#open(moment, url, planned.plan, null);
  }

  async #finished(segmentId: string): Promise<void> {
    const memo = this.#memos.get(segmentId);
    if (memo === undefined) return;
    this.#memos.delete(segmentId);
    this.#setDemand(memo, false);
    if (memo.waiting) await this.#options.rows.expireOf(segmentId, ['ring', 'answer'], 'over before a desk was there');
  }

  /** Adds the row and sends it. `plan` null: a script at the workstation. */
  async #open(
    moment: Omit<Moment, 'trigger'> & { trigger: PopupTrigger },
    url: string,
    plan: PopupPlan | null,
    desk: PopupDesk | null,
  ): Promise<void> {
    const row: Parameters<PopupRows['add']>[0] = {
      ...columnsOf(moment),
      mode: plan === null ? 'legacy' : plan.where,
      url,
      tab_name: plan?.tabName ?? null,
      state: 'pending',
    };
    if (await this.#options.rows.add(row)) await this.#deliver(row, desk);
  }

  async #deliver(
    row: Omit<PopupRow, 'created_at' | 'sent_at' | 'settled_at' | 'ms' | 'detail'>,
    wanted: PopupDesk | null = null,
  ): Promise<void> {
    const { engine, rows, now } = this.#options;
    const view = interactionView(engine.committed, row.interaction_id);
    const segment = view?.segments.find(({ id }) => id === row.segment_id);
    const ageMs = Math.max(0, now() - row.at);
    if (view === null || segment === undefined || !isStillOfUse(row.trigger, view, row.segment_id, ageMs)) {
      return rows.expire([row.id], 'its moment was over');
    }
    if (row.mode === 'legacy') {
      const helper = this.#helpers.get(row.agent_id)?.at(-1);
      if (helper === undefined || row.trigger === 'demand') return this.#waits(row);
      const env = legacyEnvironmentOf(await this.#factsOf(view, segment), row.trigger, this.#usernameOf(row.agent_id));
      await rows.sent(row.id);
      return helper.run({ id: row.id, env });
    }
    const desk = wanted ?? this.#desks.get(row.agent_id)?.at(-1);
    if (desk === undefined) return this.#waits(row);
    const url = await this.#filled(row);
    const origin = originOf(row.url);
    const { frameOrigins } = await this.#options.settings.config();
    await rows.sent(row.id);
    this.#heldBy.set(row.id, desk);
    desk.popup({
      id: row.id,
      interactionId: row.interaction_id,
      segmentId: row.segment_id,
      trigger: row.trigger,
      url,
      mode: row.mode,
      tabName: row.tab_name,
      title: origin === null ? '' : new URL(origin).hostname,
      embeddable: origin === null || originAllowed(frameOrigins, origin),
      ageMs: Math.max(0, now() - row.at),
    });
  }

  #waits({ segment_id }: { segment_id: string }): void {
    const memo = this.#memos.get(segment_id);
    if (memo !== undefined) memo.waiting = true;
  }

  /** What a desk that has just come should have. */
  async #catchUp(desk: PopupDesk): Promise<void> {
    const { engine, rows } = this.#options;
    if (!(await this.#options.settings.config()).enabled) return;
    const mine = (id: string): boolean => (this.#heldBy.get(id) ?? desk) === desk;
    for (const row of await rows.waitingOf(desk.agentId)) if (mine(row.id) && row.mode !== 'legacy') await this.#deliver(row, desk);
    const world = engine.committed;
    const open: SegmentView[] = [];
    for (const interactionId of openInteractionsOf(world, desk.agentId)) {
      const view = interactionView(world, interactionId);
      for (const segment of view?.segments ?? []) {
        if (view === null || segment.agentId !== desk.agentId || segment.state === 'finished') continue;
        open.push(segment);
        const trigger = presentTrigger(segment);
        // The server was started anew since then, or the moment passed before the function was asked.
        if (trigger !== null && !this.#memos.has(segment.id)) {
          const at = (trigger === 'ring' ? segment.offeredAt : segment.onlineAt) ?? segment.offeredAt;
          await this.#queue.run(segment.id, () =>
            this.#happened({ trigger, interactionId, segmentId: segment.id, agentId: desk.agentId, at }, view),
          );
        }
      }
    }
    for (const row of await rows.framesOf(open.map(({ id }) => id))) if (mine(row.id)) await this.#show(row, desk);
    desk.onDemand(this.#demandOf(desk.agentId));
  }

  /** Again in a desk that was reloaded: the row stays as it is. */
  async #show(row: PopupRow, desk: PopupDesk): Promise<void> {
    if (this.#heldBy.get(row.id) === desk) return;
    await this.#deliver({ ...row, trigger: 'answer' }, desk);
  }

  #memo({ id, agentId }: SegmentView): Memo {
    let memo = this.#memos.get(id);
    if (memo === undefined) {
      memo = { agentId, planned: null, hungUp: false, failed: false, demand: false, waiting: false };
      this.#memos.set(id, memo);
    }
    return memo;
  }

  #demandOf(agentId: string): string[] {
    return [...this.#memos].filter(([, memo]) => memo.demand && memo.agentId === agentId).map(([id]) => id);
  }

  #setDemand(memo: Memo, demand: boolean): void {
    if (memo.demand === demand) return;
    memo.demand = demand;
    const segmentIds = this.#demandOf(memo.agentId);
    for (const desk of this.#desks.get(memo.agentId) ?? []) desk.onDemand(segmentIds);
  }

  /** What the function wants for this part; null: it is not asked here. The same call is asked about once. */
  async #planOf(view: InteractionView, segment: SegmentView): Promise<{ plan: PopupPlan } | { failure: PopupFailure } | null> {
    const config = await this.#options.settings.config();
    if (modeOf(config, segment.service.code, view.channel) !== 'server' || config.source.trim() === '') return null;
    const variables = popupVariablesOf(await this.#factsOf(view, segment));
    const key = JSON.stringify([config.source, variables]);
    const memo = segment.state === 'finished' ? null : this.#memo(segment);
    const known = this.#memos.get(segment.id)?.planned;
    if (known?.key === key) return known.answer;
    const answer = this.#options.popupFunction.plan(config.source, variables);
    if (memo !== null) memo.planned = { key, answer };
    return answer;
  }

  async #factsOf(interaction: InteractionView, segment: SegmentView): Promise<CallFacts> {
    const { contactId } = interaction.customer;
    const usernameOf = (id: string): string => this.#usernameOf(id);
    if (contactId === null) return { interaction, segment, contactPhones: [], usernameOf };
    const contact = await this.#options.db.selectFrom('contacts').select('tel').where('id', '=', contactId).executeTakeFirst();
    return { interaction, segment, contactPhones: contact?.tel ?? [], usernameOf };
  }

  #usernameOf(agentId: string): string {
    return agentView(this.#options.engine.committed, agentId)?.username ?? '';
  }

  /** The address as it is opened. Its tokens are good once and for a minute, and are made now. */
  async #filled({
    url,
    agent_id: userId,
    interaction_id: interactionId,
  }: Pick<PopupRow, 'url' | 'agent_id' | 'interaction_id'>): Promise<string> {
    const issue = async (name: string, about: string | null): Promise<string> => {
      if (!asksFor(url, name)) return '';
      const audience = { kind: 'popup', id: (originOf(url) ?? 'local').slice(0, 80) } as const;
      return (await this.#options.tokens.issue({ kind: 'oneShot', audience, userId, sessionId: null, interactionId: about })).token;
    };
    return fillPlaceholders(url, {
      USERNAME: this.#usernameOf(userId),
      SYSTEM_USERNAME: this.#helpers.get(userId)?.at(-1)?.systemUser ?? '',
      ACCESS_TOKEN: await issue('ACCESS_TOKEN', null),
      POPUP_TOKEN: await issue('POPUP_TOKEN', interactionId),
    });
  }
}

/** What is known of the caller, word by word. */
const personalValuesOf = ({ customer, callData }: InteractionView): string[] =>
  [customer.name ?? '', ...customer.answers.map(({ value }) => value), ...callData.map(({ value }) => value)].flatMap((value) =>
    value.split(/[\s,;|]+/),
  );

const modeOf = ({ enabled, services }: PopupConfig, service: string, channel: InteractionView['channel']) =>
  enabled ? (services[service]?.[channel] ?? 'disabled') : 'disabled';

const columnsOf = ({ interactionId, segmentId, agentId, trigger, at }: Omit<Moment, 'trigger'> & { trigger: PopupTrigger }) => ({
  id: randomUUID(),
  interaction_id: interactionId,
  segment_id: segmentId,
  agent_id: agentId,
  trigger,
  at,
});
