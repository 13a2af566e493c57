import { customerView, serviceStatus } from '@centralino/core';
import {
  CentralinoError,
  widgetRequests,
  type CustomerView,
  type Obstacle,
  type ReplyData,
  type RequestData,
  type WidgetConfig,
  type WidgetPush,
  type WidgetRequests,
} from '@centralino/protocol';
import type { MediaDoor } from '../media/media-door.ts';
import type { IceServers } from '../realtime/ice-servers.ts';
import type { Handlers, Pusher, Session } from '../realtime/session.ts';
import type { KeyedBuckets } from '../realtime/token-bucket.ts';
import { createCall, type CreateCallContext } from './create-call.ts';
import { loadWidget, publicWidget, requireEnabled } from './widget-config.ts';
import type { WidgetFeed, WidgetListener } from './widget-feed.ts';

export type WidgetContext = CreateCallContext & {
  media: MediaDoor;
  feed: WidgetFeed;
  iceServers: IceServers;
  creates: KeyedBuckets;
  now: () => number;
};

/** What the socket's request says about its page. */
export type WidgetPage = { address: string; origin: string | undefined; mayUse: (widget: WidgetConfig) => boolean };

/** One widget's socket: an anonymous page that can reach nothing but its own interaction. */
export class WidgetSession implements Session, WidgetListener {
  readonly requests = widgetRequests;
  readonly handlers: Handlers<WidgetRequests>;
  readonly greeting: ReplyData<WidgetRequests, 'hello'>;
  readonly #context: WidgetContext;
  readonly #pusher: Pusher;
  readonly #page: WidgetPage;
  readonly #widget: WidgetConfig;
  #interactionId: string | null;
  #creating = false;
  #live = false;
  #ended = false;
  #lastStatus = '';
  #lastView = '';

  private constructor(context: WidgetContext, pusher: Pusher, page: WidgetPage, widget: WidgetConfig, interactionId: string | null) {
    this.#context = context;
    this.#pusher = pusher;
    this.#page = page;
    this.#widget = widget;
    const world = context.engine.committed;
    const view = interactionId === null ? null : customerView(world, interactionId);
    this.#interactionId = view === null ? null : interactionId;
    const status = serviceStatus(world, widget.service);
    if (status === null) throw new CentralinoError('service.unknown', 'the service of this widget was removed');
    this.greeting = {
      widget: publicWidget(world, widget),
      status,
      iceServers: context.iceServers.make(),
      interaction: view,
    };
    this.#lastStatus = JSON.stringify(this.greeting.status);
    this.#lastView = JSON.stringify(view);
    this.handlers = this.#makeHandlers();
  }

  /** A token that opens nothing (any more) is not an error: the customer simply starts anew. */
  static async open(
    context: WidgetContext,
    pusher: Pusher,
    page: WidgetPage,
    hello: RequestData<WidgetRequests, 'hello'>,
  ): Promise<WidgetSession> {
    const widget = await loadWidget(context.store, hello.widget);
    if (!page.mayUse(widget)) throw new CentralinoError('widget.origin', 'add the page to the allowed origins of the widget');
    const interactionId = hello.token === null ? null : await context.tokens.interactionOf(hello.token, widget.id);
    const session = new WidgetSession(context, pusher, page, widget, interactionId);
    // Whose call is still known comes back to it, also when the widget was switched off meanwhile.
    if (session.interactionId === null) requireEnabled(widget);
    return session;
  }

  get interactionId(): string | null {
    return this.#interactionId;
  }

  started(): void {
    this.#live = true;
    this.#context.feed.add(this);
    this.#attachMedia();
    // Something may have been committed since the greeting was made.
    this.interactionChanged();
    this.statusChanged();
  }

  resync(): void {
    this.#lastStatus = '';
    this.#lastView = '';
    this.statusChanged();
    this.interactionChanged();
  }

  ended(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#context.feed.remove(this);
    this.#context.media.detach(this.#pusher.id);
  }

  interactionChanged(): void {
    const view = this.#view();
    if (view === null || !this.#live) return;
    const text = JSON.stringify(view);
    if (text === this.#lastView) return;
    const data: WidgetPush<'interaction'> = { now: this.#context.now(), interaction: view };
    // Remembered only when sent: what a slow client lost comes with its next `resync`.
    if (this.#pusher.push('interaction', data)) this.#lastView = text;
  }

  /** Why is nothing that a customer should have to know. */
  trouble(obstacle: Obstacle | null): void {
    this.#pusher.push('trouble', { active: obstacle !== null } satisfies WidgetPush<'trouble'>, { always: true });
  }

  statusChanged(): void {
    const status = serviceStatus(this.#context.engine.committed, this.#widget.service);
    if (status === null) return;
    const text = JSON.stringify(status);
    if (text !== this.#lastStatus && this.#pusher.push('status', { status } satisfies WidgetPush<'status'>)) this.#lastStatus = text;
    this.interactionChanged();
  }

  #view(): CustomerView | null {
    return this.#interactionId === null ? null : customerView(this.#context.engine.committed, this.#interactionId);
  }

  #attachMedia(): void {
    if (this.#interactionId === null || this.#ended) return;
    this.#context.media.attach(this.#pusher, { party: 'customer', interactionId: this.#interactionId });
  }

  /** The own interaction, or `interaction.unknown`. */
  #own(): string {
    if (this.#interactionId === null) throw new CentralinoError('interaction.unknown');
    return this.#interactionId;
  }

  #makeHandlers(): Handlers<WidgetRequests> {
    const { engine, media, iceServers } = this.#context;
    const client = this.#pusher;
    return {
      'call.create': (data) => this.#create(data),
      'call.leave': async () => {
        await engine.send({ type: 'interaction.leave', interactionId: this.#own() });
        return {};
      },
      'call.rate': async ({ rating, comment }) => {
        await engine.send({ type: 'interaction.rate', interactionId: this.#own(), rating, comment });
        return {};
      },
      'leg.offer': ({ legId, sdp }) => {
        if (this.#interactionId === null) throw new CentralinoError('leg.unknown');
        return media.offer({ legId, sdp, principal: { party: 'customer', interactionId: this.#interactionId }, client });
      },
      'test.offer': (data) => media.tests.offer(client, data),
      'test.stats': () => media.tests.stats(client.id),
      'test.close': async () => {
        await media.tests.close(client.id);
        return {};
      },
      'ice.get': () => ({ iceServers: iceServers.make() }),
      pong: () => ({}),
    };
  }

  async #create(data: RequestData<WidgetRequests, 'call.create'>): Promise<ReplyData<WidgetRequests, 'call.create'>> {
    const open = this.#view();
    if (this.#creating || (open !== null && open.state !== 'ended')) {
      throw new CentralinoError('interaction.state', 'leave the open call before you start another one');
    }
    if (!this.#context.creates.take(this.#page.address, this.#context.now())) throw new CentralinoError('request.rateLimited');
    this.#creating = true;
    try {
      const { interactionId, token } = await createCall(this.#context, this.#widget.id, data, this.#page.origin);
      this.#context.feed.remove(this);
      this.#interactionId = interactionId;
      if (!this.#ended) this.#context.feed.add(this);
      this.#attachMedia();
      const interaction = this.#view();
      if (interaction === null) throw new CentralinoError('interaction.unknown');
      this.#lastView = JSON.stringify(interaction);
      return { token, interaction };
    } finally {
      this.#creating = false;
    }
  }
}
