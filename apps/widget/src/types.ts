/** The wire contract, types only: nothing of the validation library reaches the customer's browser. */
import type {
  CustomerView,
  FormConfig,
  FormField,
  IceServer,
  Language,
  LegStats,
  ReplyData,
  RequestData,
  ServiceStatus,
  Text,
  WidgetChannel,
  WidgetConfig,
  WidgetPush,
  WidgetRequests,
} from '@centralino/protocol';

export type {
  CustomerView,
  FormConfig,
  FormField,
  IceServer,
  Language,
  LegStats,
  ServiceStatus,
  Text,
  WidgetChannel,
  WidgetConfig,
  WidgetRequests,
};

/** Channels that the widget can start. */
export type CallChannel = WidgetChannel['channel'];

export type RequestType = keyof WidgetRequests;
export type Request<T extends RequestType> = RequestData<WidgetRequests, T>;
export type Reply<T extends RequestType> = ReplyData<WidgetRequests, T>;

export type PushType = 'interaction' | 'status' | 'quality' | 'trouble' | 'leg.takenOver' | 'leg.reoffer' | 'ping';
/** A frame that the server sends by itself. */
export type Push = { [T in PushType]: { type: T; data: WidgetPush<T> } }[PushType];

export type LineTrouble = WidgetPush<'quality'>['trouble'];

/** How the page asked for the widget; made by the loader. */
export interface WidgetOptions {
  id: string;
  /** Where the server is, e.g. `https://calls.example.com`. */
  origin: string;
  language: Language;
  theme: 'auto' | 'light' | 'dark';
}
