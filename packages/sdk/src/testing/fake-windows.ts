import type { HostFrame, HostWindow } from '../host/widget-host.ts';
import type { FrameWindow, Port } from '../link/frame.ts';

type Listener = (event: MessageEvent) => void;

const later = (task: () => void): void => void Promise.resolve().then(task);
const copy = (data: unknown): unknown => structuredClone(data);

/** Something that can be sent messages, with the rules of the browser: the origin must match, data is copied, delivery is later. */
class FakeWindow {
  readonly listeners = new Set<Listener>();
  origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Messages only: nobody types here. */
  addEventListener(type: 'message' | 'keydown', listener: Listener | ((event: KeyboardEvent) => void)): void {
    if (type === 'message') this.listeners.add(listener as Listener);
  }

  removeEventListener(_type: 'message' | 'keydown', listener: Listener | ((event: KeyboardEvent) => void)): void {
    this.listeners.delete(listener as Listener);
  }

  /** `to`: who sends, as the receiver sees it. */
  receive(data: unknown, targetOrigin: string, sender: { source: unknown; origin: string }, ports: readonly Port[] = []): void {
    const copied = copy(data);
    later(() => {
      if (targetOrigin !== '*' && targetOrigin !== this.origin) return;
      const event = { data: copied, origin: sender.origin, source: sender.source, ports } as unknown as MessageEvent;
      for (const listener of [...this.listeners]) listener(event);
    });
  }
}

class FakePort implements Port {
  onmessage: Listener | null = null;
  other: FakePort | null = null;
  private closed = false;

  postMessage(message: unknown): void {
    if (this.closed) return;
    const data = copy(message);
    later(() => {
      if (this.other?.closed === false) this.other.onmessage?.({ data } as MessageEvent);
    });
  }

  close(): void {
    this.closed = true;
  }
}

export function createFakeChannel(): { port1: Port; port2: Port } {
  const port1 = new FakePort();
  const port2 = new FakePort();
  port1.other = port2;
  port2.other = port1;
  return { port1, port2 };
}

export interface FakeFrame {
  /** What the desk sees: its window and the iframe. */
  deskWindow: HostWindow;
  frame: HostFrame;
  /** The page in the frame. Each call is a new document (a reload); the tab's storage stays. */
  load(): FrameWindow;
  /** As somebody else's script would: a message to the desk (`toDesk`) or to the page. */
  forge(to: 'desk' | 'page', data: unknown, sender: { source?: unknown; origin: string }, ports?: readonly Port[]): void;
}

/** A desk's window with one iframe in it, without a browser. */
export function createFakeFrame(options: { deskOrigin: string; widgetOrigin: string }): FakeFrame {
  const desk = new FakeWindow(options.deskOrigin);
  let page = new FakeWindow(options.widgetOrigin);
  const stored = new Map<string, string>();
  // What each side knows the other by.
  const contentWindow = {
    postMessage: (message: unknown, targetOrigin: string, transfer: readonly unknown[] = []) =>
      page.receive(message, targetOrigin, { source: parent, origin: desk.origin }, transfer as Port[]),
  };
  const parent = { postMessage: (_message: unknown, _targetOrigin: string): void => {} };
  const frame = { name: '', contentWindow };
  return {
    deskWindow: desk,
    frame,
    load() {
      page = new FakeWindow(options.widgetOrigin);
      const own = page;
      parent.postMessage = (message, targetOrigin) => {
        // A document that was replaced speaks no more.
        if (own === page) desk.receive(message, targetOrigin, { source: contentWindow, origin: own.origin });
      };
      return {
        parent,
        name: frame.name,
        location: { origin: own.origin, hash: '' },
        sessionStorage: {
          getItem: (key: string) => stored.get(key) ?? null,
          setItem: (key: string, value: string) => void stored.set(key, value),
        },
        addEventListener: own.addEventListener.bind(own),
        removeEventListener: own.removeEventListener.bind(own),
      };
    },
    forge(to, data, sender, ports = []) {
      if (to === 'desk') desk.receive(data, '*', { source: sender.source ?? {}, origin: sender.origin });
      else page.receive(data, '*', { source: sender.source ?? {}, origin: sender.origin }, ports);
    },
  };
}
