import type {
  SdkAgentEvent,
  SdkContactEvent,
  SdkContactEventName,
  SdkDataEvent,
  SdkDialogEvent,
  SdkOutcomeEvent,
} from '@centralino/protocol';

/** What listeners get besides the event itself. */
export interface EventContext {
  /**
   * True for what happened before this page came and is told again, so that the page knows the contacts that are at the agent.
   * Never true for something that the page missed while it reloaded.
   */
  replayed: boolean;
}

/** Events by name. Contact and agent events can be heard one by one (`POPUP`, `AGENT:PAUSE`) or all together (`contact`, `agent`). */
export type EventMap = Record<SdkContactEventName, SdkContactEvent> &
  Record<SdkAgentEvent['event'], SdkAgentEvent> & {
    contact: SdkContactEvent;
    agent: SdkAgentEvent;
    /** What really became of a transfer. */
    transferOutcome: SdkOutcomeEvent;
    /** Data from another widget of the desk. */
    data: SdkDataEvent;
    /** A dialog of the desk opened or closed. */
    dialog: SdkDialogEvent;
  };

export type EventName = keyof EventMap;
export type Listener<E extends EventName> = (event: EventMap[E], context: EventContext) => void;

/** A queue that a `for await` empties; made by `events()`. Ends when the signal aborts or the loop is left. */
export function eventIterator<T>(subscribe: (push: (item: T) => void) => () => void, signal?: AbortSignal): AsyncIterableIterator<T> {
  const items: T[] = [];
  let wake: (() => void) | null = null;
  let ended = false;
  const unsubscribe = subscribe((item) => {
    items.push(item);
    wake?.();
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    unsubscribe();
    signal?.removeEventListener('abort', end);
    wake?.();
  };
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end);
  return {
    async next() {
      while (items.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      const item = items.shift();
      return item === undefined ? { done: true, value: undefined } : { done: false, value: item };
    },
    async return() {
      end();
      items.length = 0;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
