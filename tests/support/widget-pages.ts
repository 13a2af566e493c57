import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';

/*
 * Pages of widgets as third parties write them, served from an origin of their own. Each keeps what its callbacks hear in `heard`, as the text
 * that it got.
 */

/** What the vendor's tutorial teaches, word for word where it says how: include, unbind and bind, parse, compare, click handlers. */
const tutorial = (desk: string): string => `<!doctype html><html lang="it"><head><title>CRM</title>
<!-- AgentDesktop SDK Widget --> <script type="text/javascript" src="${desk}/AD/widget/agentdesktop_widget.js"></script>
</head><body>
<label>Destination Number <input id="number"></label> <button id="call">Make Call</button>
<script>
var heard = [], outcomes = [], log = [];
// Bind Contacts/Agents Events
AGENTDESKTOP.WIDGET.unbindContactCallback(WidgetContactCallback);
AGENTDESKTOP.WIDGET.bindContactCallback(WidgetContactCallback);
AGENTDESKTOP.CONTACT.bindTransferOutcomeCallback(function (type, data) { outcomes.push(JSON.parse(data).outcome); });
function WidgetContactCallback(jQuery_eventType, data) {
  heard.push(data);
  var DataObj = null;
  DataObj = JSON.parse(data);
  switch (DataObj.event) {
    case "AGENT:LOGGEDIN": log.push("logged in"); break;
    case "AGENT:PAUSE": log.push("paused"); break;
    case "AGENT:LOGGEDOUT": log.push("logged out"); break;
    case "POPUP": log.push("record of " + DataObj.ani); break;
    case "CONNECTIONSTARTED": if (DataObj.job_type == "manual") log.push("manual call to " + DataObj.dnis); break;
  }
}
document.getElementById("call").onclick = function () { AGENTDESKTOP.CONTACT.MakeCall(document.getElementById("number").value); };
</script></body></html>`;

/** Comes to the SDK late and from elsewhere, with an id against loading twice, and asks whether it is there. */
const late = (desk: string): string => `<!doctype html><html lang="en"><head><title>Chat tile</title></head><body><script>
var heard = [];
setTimeout(function () {
  if (document.getElementById('agentdesktop-sdk')) return;
  var script = document.createElement('script');
  script.id = 'agentdesktop-sdk'; script.async = true; script.src = '${desk}/AD/widget/agentdesktop_widget.js';
  script.onload = function () {
    if (!window['AGENTDESKTOP']) return;
    AGENTDESKTOP.WIDGET.bindContactCallback(function (event, data) { heard.push(data); });
    AGENTDESKTOP.TAB.Badge('3');
  };
  document.head.appendChild(script);
}, 300);
function open(customer) {
  AGENTDESKTOP.WIDGET.sendDataToWidget('PAT', JSON.stringify({ open: customer }));
  AGENTDESKTOP.TAB.GoTo('PAT');
}
</script></body></html>`;

/** Receives data of other widgets. */
const pat = (desk: string): string => `<!doctype html><html lang="en"><head><title>PAT</title>
<script src="${desk}/AD/widget/agentdesktop_widget.js" async></script></head><body><script>
var heard = [], received = [];
window.addEventListener('load', function () {
  AGENTDESKTOP.WIDGET.bindContactCallback(function (event, data) { heard.push(data); });
  AGENTDESKTOP.WIDGET.bindDataCallback(function (event, data) { received.push([event.sender, data]); });
});
</script></body></html>`;

/** Does everything that a widget must not: speaks for others, floods, sends what is too large, from a frame of its own, too. */
const hostile = (desk: string): string => `<!doctype html><html lang="en"><head><title>Hostile</title>
<script src="${desk}/AD/widget/agentdesktop_widget.js"></script></head><body>
<iframe src="/inner" title="inner"></iframe><script>
var heard = [], answers = [];
window.addEventListener('message', function (event) { if (event.source === parent) answers.push(event.data && event.data.type); });
function forge() {
  var hello = { centralino: 'centralino.agentdesktop', type: 'hello', versions: [1], nonce: 'guessed-guessed-guessed', document: 'forged-document', resume: null, sdk: 'x' };
  parent.postMessage(Object.assign({ widget: 'CRM' }, hello), '*');
  parent.postMessage(Object.assign({ widget: 'HOSTILE' }, hello), '*');
  parent.postMessage({ v: 1, type: 'request', id: 1, method: 'agent.logout', params: {} }, '*');
  for (var i = 0; i < 500; i += 1) parent.postMessage('x'.repeat(100000), '*');
  for (var f = 0; f < parent.frames.length; f += 1) if (parent.frames[f] !== window)
    parent.frames[f].postMessage({ v: 1, type: 'event', event: { kind: 'agent', cursor: 9e9, data: { event: 'AGENT:LOGGEDOUT' } } }, '*');
}
function flood() {
  var all = [];
  for (var i = 0; i < 450; i += 1) all.push(AGENTDESKTOP.TAB.Badge(i % 90 + 1));
  return Promise.all(all).then(function (outcomes) { return outcomes.filter(function (one) { return !one.ok; }).length; });
}
function huge() {
  return Promise.all([
    AGENTDESKTOP.WIDGET.sendDataToWidget('CRM', 'x'.repeat(5000000)),
    AGENTDESKTOP.CONTACT.MakeCall('1'.repeat(1000000)),
    AGENTDESKTOP.ALERT.Error('<img src=x onerror=parent.hacked=1>'.repeat(10000)),
    AGENTDESKTOP.CONTACT.Hangup('nobody@nowhere')
  ]).then(function (outcomes) { return outcomes.map(function (one) { return one.ok ? 'ok' : one.error.code; }); });
}
</script></body></html>`;

/** A frame in a widget is no widget: the SDK there says so and nothing more. */
const inner = (desk: string): string => `<!doctype html><html lang="en"><head><title>Inner</title>
<script src="${desk}/AD/widget/agentdesktop_widget.js"></script></head><body><script>
function attempt() {
  top.postMessage({ centralino: 'centralino.agentdesktop', type: 'hello', versions: [1], widget: 'HOSTILE', nonce: 'guessed-guessed-guessed', document: 'inner-document', resume: null, sdk: 'x' }, '*');
  return AGENTDESKTOP.AGENT.Logout().then(function (outcome) { return outcome.ok ? 'ok' : outcome.error.code; });
}
</script></body></html>`;

const pages: Record<string, (desk: string) => string> = { tutorial, late, pat, hostile, inner };

/** The third party's server. */
export async function serveWidgetPages(desk: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const page = pages[(request.url ?? '/').slice(1)];
    response.statusCode = page === undefined ? 404 : 200;
    response.setHeader('content-type', 'text/html').end(page?.(desk) ?? '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** The page of a widget in this desk, once it is there. */
export async function widgetFrame(desk: Page, id: string): Promise<Frame> {
  const element = await desk.waitForSelector(`[data-widget="${id}"] iframe`, { state: 'attached' });
  const frame = await element.contentFrame();
  if (frame === null) throw new Error(`${id} has no frame`);
  await frame.waitForFunction('Array.isArray(window.heard)');
  return frame;
}
