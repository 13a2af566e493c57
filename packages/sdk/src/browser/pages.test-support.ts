/*
 * Pages of widgets as others write them; each keeps what it hears in `heard`. `desk` is the origin from which cross-origin pages load the script.
 */

/** What the vendor's tutorial teaches: include, unbind and bind, parse, compare, call from a click handler, show a window. */
const tutorialScript = `
  window.heard = []; window.log = [];
  AGENTDESKTOP.WIDGET.unbindContactCallback(WidgetContactCallback);
  AGENTDESKTOP.WIDGET.bindContactCallback(WidgetContactCallback);
  function WidgetContactCallback(jQuery_eventType, data) {
    var DataObj = null;
    DataObj = JSON.parse(data);
    heard.push(DataObj);
    if (DataObj.event == "AGENT:LOGGEDIN") { log.push("in"); }
    if (DataObj.event == "AGENT:PAUSE") { log.push("pause"); }
    if (DataObj.event == "AGENT:LOGGEDOUT") { log.push("out"); }
    if (DataObj.event == "POPUP") { log.push("record of " + DataObj.ani); }
    if (DataObj.event == "CONNECTIONSTARTED" && DataObj.job_type == "manual") { log.push("manual " + DataObj.id); }
    if (DataObj.event == "ESTABLISHED" && DataObj.dnis == "consultation") { window.consultationId = DataObj.id; }
    else if (DataObj.event == "ESTABLISHED") { window.mainId = DataObj.id; }
  }
  document.getElementById("make").onclick = function () {
    var number = document.getElementById("number").value;
    if (number == "" || isNaN(number)) { AGENTDESKTOP.ALERT.Information("The number is not valid", 4000); return; }
    AGENTDESKTOP.CONTACT.MakeCall(number);
  };
`;

const body = `<label>Destination Number <input id="number"></label><button id="make">Make Call</button>`;

export const pages: Record<string, (desk: string) => string> = {
  tutorial: () => `<!doctype html><html lang="it"><head><title>Tutorial</title>
    <!-- AgentDesktop SDK Widget --> <script type="text/javascript" src="/AD/widget/agentdesktop_widget.js"></script></head>
    <body>${body}<script>${tutorialScript}</script></body></html>`,

  /** The same page on another server. */
  cross: (desk) => `<!doctype html><html lang="it"><head><title>Tutorial</title>
    <script type="text/javascript" src="${desk}/AD/widget/agentdesktop_widget.js"></script></head>
    <body>${body}<script>${tutorialScript}</script></body></html>`,

  /** Loads the script long after everything else, with an element id of its own, and then uses it at once. */
  late: (desk) => `<!doctype html><html lang="en"><head><title>Late</title></head><body><script>
    window.heard = []; window.ready = [];
    window.bring = function () {
      if (document.getElementById('ad-sdk')) return;
      var script = document.createElement('script');
      script.id = 'ad-sdk'; script.async = true; script.src = '${desk}/AD/widget/agentdesktop_widget.js';
      script.onload = function () {
        var sdk = window['AGENTDESKTOP'];
        if (!sdk) return;
        sdk.WIDGET.bindContactCallback(function (type, data) { heard.push(JSON.parse(data)); });
        sdk.WIDGET.bindSDKReadyCallback(function (type, data) { ready.push(JSON.parse(data)); });
        sdk.TAB.Badge('5');
        sdk.WIDGET.sendDataToWidget('PAT', JSON.stringify({ open: 42 }));
        sdk.TAB.GoTo('PAT');
      };
      document.head.appendChild(script);
    };
  </script></body></html>`,

  /** Receives data of other widgets. */
  pat: () => `<!doctype html><html lang="en"><head><title>PAT</title><script src="/AD/widget/agentdesktop_widget.js" async></script></head><body><script>
    window.heard = []; window.received = [];
    window.addEventListener('load', function () {
      AGENTDESKTOP.WIDGET.bindDataCallback(function (event, data) { received.push(event.sender + ' ' + data); });
    });
  </script></body></html>`,

  /** Includes the script three times. */
  twice: (desk) => `<!doctype html><html lang="en"><head><title>Twice</title>
    <script src="${desk}/AD/widget/agentdesktop_widget.js"></script></head><body><script>
    window.heard = [];
    AGENTDESKTOP.WIDGET.bindContactCallback(function (type, data) { heard.push(JSON.parse(data)); });
    window.first = AGENTDESKTOP;
  </script>
  <script src="${desk}/AD/widget/agentdesktop_widget.js"></script>
  <script src="${desk}/AD/widget/agentdesktop_widget.js?again" async></script></body></html>`,

  /** Serves a copy of the script itself, and says where its desk is. */
  copy: (desk) => `<!doctype html><html lang="en"><head><title>Copy</title>
    <script src="/w/script.js" data-desk-origin="https://desk.example ${desk}"></script></head><body><script>
    window.heard = [];
    AGENTDESKTOP.WIDGET.bindContactCallback(function (type, data) { heard.push(JSON.parse(data)); });
  </script></body></html>`,

  /** A page without the SDK, where a widget was a moment ago. */
  gone: () => '<!doctype html><html lang="en"><head><title>Loading</title></head><body></body></html>',

  /** Tries to speak for the widget beside it, and to it. */
  evil: () => `<!doctype html><html lang="en"><head><title>Evil</title></head><body><script>
    window.heard = []; window.answers = [];
    window.addEventListener('message', function (event) { answers.push(event.data); });
    window.attack = function () {
      var mark = 'centralino.agentdesktop';
      var hello = { centralino: mark, type: 'hello', versions: [1], widget: 'CRM', nonce: 'guessed-guessed-guessed', document: 'evil-document', resume: null, sdk: 'x' };
      var request = { v: 1, type: 'request', id: 1, method: 'agent.logout', params: {} };
      parent.postMessage(hello, '*');
      parent.postMessage(request, '*');
      var event = { v: 1, type: 'event', event: { kind: 'agent', cursor: 999999, data: { event: 'AGENT:LOGGEDOUT' } } };
      for (var i = 0; i < parent.frames.length; i++) {
        if (parent.frames[i] === window) continue;
        parent.frames[i].postMessage(event, '*');
        parent.frames[i].postMessage({ centralino: mark, type: 'welcome', v: 1, nonce: 'x', document: 'x', widget: 'CRM', contact: null, since: 0,
          agent: { id: 'e', name: 'e', state: 'LOGGEDIN', firstLoginTime: '' }, capabilities: [], log: 'evil', entries: [event.event] }, '*', [new MessageChannel().port2]);
      }
    };
  </script></body></html>`,
};
