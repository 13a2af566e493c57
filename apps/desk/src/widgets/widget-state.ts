import { sdkAlertDefaultMs } from '@centralino/protocol';
import { createStore } from '../lib/store.ts';

/** A window that a widget asked the desk to show for a moment. */
export interface WidgetAlert {
  id: number;
  level: 'information' | 'warning' | 'error';
  text: string;
  widget: string;
}

const most = 4;
let count = 0;

export const widgetAlerts = createStore<readonly WidgetAlert[]>([]);
/** By widget: what stands on its tab. */
export const widgetBadges = createStore<Readonly<Record<string, string>>>({});
/** The widget that the side panel shows instead of the contact's card. */
export const sideWidget = createStore<string | null>(null);

export const dismissWidgetAlert = (id: number): void => widgetAlerts.set((now) => now.filter((alert) => alert.id !== id));

export function showWidgetAlert(alert: Omit<WidgetAlert, 'id'>, durationMs: number = sdkAlertDefaultMs): void {
  count += 1;
  const id = count;
  widgetAlerts.set((now) => [...now.slice(1 - most), { ...alert, id }]);
  setTimeout(() => dismissWidgetAlert(id), durationMs);
}

/** The keyboard goes from a widget beside a contact to its tab. */
export const focusSideTab = (widget: string): void =>
  document.querySelector<HTMLElement>(`[role=tab][data-widget-tab="${CSS.escape(widget)}"]`)?.focus();

export function setWidgetBadge(widget: string, text: string): void {
  const shown = text.trim();
  widgetBadges.set((now) => {
    const { [widget]: _old, ...others } = now;
    return shown === '' || shown === '0' ? others : { ...others, [widget]: shown };
  });
}
