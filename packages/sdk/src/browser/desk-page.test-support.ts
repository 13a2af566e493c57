import { FakeDesk, scenarios } from '../testing/index.ts';

/** The page of a desk for tests in the browser: the fake desk with real iframes. */

type Widget = Parameters<FakeDesk['attach']>[2];

declare global {
  interface Window {
    desk: FakeDesk;
    scenarios: typeof scenarios;
    hosts: Record<string, ReturnType<FakeDesk['attach']>>;
    showWidget: (widget: Widget, sandbox?: string) => HTMLIFrameElement;
  }
}

window.desk = new FakeDesk({ origin: window.location.origin });
window.scenarios = scenarios;
window.hosts = {};
window.showWidget = (widget, sandbox) => {
  const frame = document.createElement('iframe');
  frame.title = widget.id;
  frame.style.cssText = 'width:100%;height:880px;border:0';
  if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
  window.hosts[widget.id] = window.desk.attach(window, frame, widget);
  frame.src = widget.uri;
  document.body.append(frame);
  return frame;
};
