import type { WidgetOptions } from './types.ts';

/** What loader and widget tell each other through the element `<centralino-widget>`. */
export interface WidgetHost extends HTMLElement {
  options: WidgetOptions;
  /** The button was pressed before the widget was here. */
  wanted?: boolean;
  /** Set by the widget: the loader's button calls it from then on. */
  open?: () => void;
  /** Set by the widget: keys pressed in it come here, and nowhere else. */
  onKey?: (event: KeyboardEvent) => void;
  /** Set by the widget: somebody waits or talks. */
  inCall?: () => boolean;
  /** Set by the widget: its panel is open. */
  isOpen?: () => boolean;
  /** Set by the widget: lets go of microphone, camera and connection, because its realm ends. The call itself goes on at the server. */
  letGo?: () => void;
}

/** The element of the script `widget.js`, on which the loader leaves the host. */
export interface WidgetScript extends HTMLScriptElement {
  centralinoHost?: WidgetHost;
}
