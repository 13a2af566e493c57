import { customerView } from '@centralino/core';
import {
  agentLegIdOf,
  customerLegIdOf,
  segmentIdOf,
  type DeskPush,
  type Frame,
  type ReplyData,
  type WidgetRequests,
} from '@centralino/protocol';
import type { TestClient } from './client.ts';
import type { TestServer } from './server.ts';

export type Created = ReplyData<WidgetRequests, 'call.create'>;
/** Long enough for the protocol; the media plane of these tests only plays along. */
export const sdp = 'v=0 an offer of a browser';

/** A customer calls and is in the queue. */
export async function callIn(server: TestServer): Promise<{ widget: TestClient; id: string; token: string }> {
  const widget = await server.widget();
  const { token, interaction } = await widget.request<Created>('call.create', {
    channel: 'video',
    language: 'en',
    answers: [],
    consent: false,
  });
  await widget.request('leg.offer', { legId: customerLegIdOf(interaction.id), sdp });
  const { committed } = server.engine;
  server.plane.tell({ type: 'leg.state', legId: customerLegIdOf(interaction.id), state: 'connected', cause: '' });
  server.plane.tell({ type: 'leg.sound', legId: customerLegIdOf(interaction.id) });
  if (customerView(committed, interaction.id)?.leg.state !== 'connected') {
    await widget.push<{ interaction: Created['interaction'] }>('interaction', (data) => data.interaction.leg.state === 'connected');
  }
  return { widget, id: interaction.id, token };
}

export const ready = (desk: TestClient) => desk.request('presence.set', { presence: { kind: 'ready' } });
export const seqs = (frames: Frame[]) => frames.map((frame) => frame.seq ?? 0);
export const eventTypes = (frames: Frame[]) =>
  frames.filter(({ type }) => type === 'event').map((frame) => (frame.data as DeskPush<'event'>).event.type);
/** The next committed event of this type. */
export const committed = (server: TestServer, type: string) =>
  new Promise<void>((resolve) => {
    const stop = server.engine.onCommitted((events) => {
      if (!events.some((event) => event.type === type)) return;
      stop();
      resolve();
    });
  });

/** Media of a leg comes up, as the media plane would tell. */
export async function connect(server: TestServer, client: TestClient, legId: string): Promise<void> {
  await client.request('leg.offer', { legId, sdp });
  server.plane.tell({ type: 'leg.state', legId, state: 'connected', cause: '' });
  server.plane.tell({ type: 'leg.sound', legId });
}

export type Part = { interactionId: string; segmentId: string; legId: string };

/** An agent answers the call that rings (as the n-th part of it) and both hear each other. */
export async function answer(server: TestServer, desk: TestClient, id: string, ordinal = 1): Promise<Part> {
  const segment = { interactionId: id, segmentId: segmentIdOf(id, ordinal) };
  const legId = agentLegIdOf(segment.segmentId);
  await desk.request('segment.accept', segment);
  await connect(server, desk, legId);
  await told(desk, 'segment.online', ({ segmentId }) => segmentId === segment.segmentId);
  return { ...segment, legId };
}

/** The event of this type, past or future, with such data. */
export const told = (desk: TestClient, type: string, matches: (data: Record<string, unknown>) => boolean = () => true, from = 0) =>
  desk.push<DeskPush<'event'>>('event', ({ event }) => event.type === type && matches(event.data), from);
