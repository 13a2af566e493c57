import type { WidgetScript } from './host.ts';
import { mountWidget } from './mount.ts';

const host = (document.currentScript as WidgetScript | null)?.centralinoHost;
if (host === undefined) console.error('Centralino: a page asks for loader.js, which brings this script.');
else mountWidget(host);
