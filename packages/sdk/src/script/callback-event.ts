/** What callbacks get first: the part of a jQuery event that pages read, and what only we know. */
export interface CallbackEvent {
  type: string;
  timeStamp: number;
  /** Ours: true when the event happened before this page came and is told again, so that the page knows the contacts at the agent. */
  replayed: boolean;
  /** Ours, for data of another widget: its ID. */
  sender: string;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
  isDefaultPrevented(): boolean;
}

const nothing = (): void => {};

export const callbackEvent = (type: string, more: { replayed?: boolean; sender?: string } = {}): CallbackEvent => ({
  type,
  timeStamp: Date.now(),
  replayed: more.replayed ?? false,
  sender: more.sender ?? '',
  preventDefault: nothing,
  stopPropagation: nothing,
  stopImmediatePropagation: nothing,
  isDefaultPrevented: () => false,
});

/** A page's callback: `data` is always a string; JSON, except data of another widget, which is exactly what was sent. */
export type Callback = (event: CallbackEvent, data: string) => void;
