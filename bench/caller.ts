import type { Browser, Page } from 'playwright-core';
import { openWindow } from '../tests/support/browser.ts';

type InPage = { callIn: () => Promise<string>; leave: () => Promise<void> };

/** What a customer's page does, without its screens: about 0.2 s from the call to the queue. */
const caller = (): void => {
  let leave = async (): Promise<void> => undefined;
  const callIn = async (): Promise<string> => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const waiting = new Map<string, (frame: { type: string; data: unknown }) => void>();
    const ask = <T>(type: string, data: unknown): Promise<T> =>
      new Promise((resolve, reject) => {
        const id = `c${crypto.randomUUID()}`;
        waiting.set(id, (frame) => (frame.type === 'error' ? reject(new Error(JSON.stringify(frame.data))) : resolve(frame.data as T)));
        socket.send(JSON.stringify({ v: 1, id, type, data }));
      });
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data as string) as { id: string; type: string; data: unknown };
      if (frame.type === 'ping') void ask('pong', {});
      waiting.get(frame.id)?.(frame);
      waiting.delete(frame.id);
    };
    await ask('hello', { app: 'widget', widget: 'shop', language: 'en', token: null });
    const answers = { firstName: 'Anna', lastName: 'Bianchi', email: 'anna.bianchi@example.com', phone: '347 1234567' };
    const { interaction } = await ask<{ interaction: { id: string; leg: { id: string } } }>('call.create', {
      channel: 'webcall',
      language: 'en',
      answers: Object.entries(answers).map(([key, value]) => ({ key, value })),
      consent: true,
    });
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const connection = new RTCPeerConnection();
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    await connection.setLocalDescription();
    const { sdp } = await ask<{ sdp: string }>('leg.offer', { legId: interaction.leg.id, sdp: connection.localDescription?.sdp });
    await connection.setRemoteDescription({ type: 'answer', sdp });
    leave = async () => {
      await ask('call.leave', {});
      connection.close();
      for (const track of stream.getTracks()) track.stop();
      socket.close();
    };
    return interaction.id;
  };
  Object.assign(window, { callIn, leave: () => leave() });
};

export type Caller = {
  /** Calls and answers the interaction's id. */
  call(): Promise<string>;
  hangUp(): Promise<void>;
};

/** A customer of the demo's shop who calls as often as asked, one call after the other. */
export async function callerIn(browser: Browser, url: string): Promise<Caller> {
  const page: Page = await openWindow(browser, `${url}/demo/shop/?lang=en`);
  await page.evaluate(caller);
  return {
    call: () => page.evaluate(() => (window as unknown as InPage).callIn()),
    hangUp: () => page.evaluate(() => (window as unknown as InPage).leave()),
  };
}
