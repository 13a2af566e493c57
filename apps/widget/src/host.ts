import type { WidgetOptions } from './types.ts';

/** What loader and widget tell each other through the element. */
export interface WidgetHost extends HTMLElement {
  options?: WidgetOptions;
  /** The button was pressed before the widget was here. */
  wanted?: boolean;
  /** Set by the widget: the loader's button calls it from then on. */
  open?: () => void;
}
