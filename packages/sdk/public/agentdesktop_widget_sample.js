// Sample widget: every method of the SDK by category, and every event in the trace format of the documentation.
// It is written like a page of an integrator: plain JavaScript, nothing but the global AGENTDESKTOP.
(function () {
  'use strict';

  var lang = /[?&]lang=(it|en)\b/.exec(window.location.search);
  lang = lang ? lang[1] : /^it\b/.test(window.navigator.language) ? 'it' : 'en';

  var texts = {
    title: { it: 'AgentDesktop Widget SDK', en: 'AgentDesktop Widget SDK' },
    methods: { it: 'Metodi', en: 'Methods' },
    contacts: { it: 'Contatti', en: 'Contacts' },
    noContacts: { it: 'Nessun contatto in questo momento.', en: 'No contact at the moment.' },
    events: { it: 'Eventi', en: 'Events' },
    clear: { it: 'Svuota', en: 'Clear' },
    connecting: { it: 'In attesa del desk…', en: 'Waiting for the desk…' },
    connected: { it: 'Collegato come {agent}, widget {widget}', en: 'Connected as {agent}, widget {widget}' },
    outside: {
      it: 'Questa pagina non è dentro un desk: i metodi non fanno nulla e lo spiegano nella console.',
      en: 'This page is not inside a desk: methods do nothing and explain it in the console.',
    },
    done: { it: 'Fatto', en: 'Done' },
    badNumber: { it: 'Il numero è vuoto o non è valido.', en: 'The number is empty or not valid.' },
    use: { it: 'Usa questo ContactID', en: 'Use this ContactID' },
  };
  var say = function (key) {
    return texts[key][lang];
  };

  // Category → methods: [name, button, hint, parameters in order].
  var id = { name: 'ContactID', list: 'contact-ids' };
  var destination = { name: 'Destination', label: 'Destination', value: '' };
  var categories = {
    CONTACT: [
      [
        'MakeCall',
        'Make Call',
        { it: 'Chiama un numero, un operatore o un servizio.', en: 'Calls a number, an agent or a service.' },
        [
          { name: 'Destination Number', type: 'tel' },
          { name: 'ResourceType' },
          { name: 'ServiceID' },
          { name: 'CallProfileID' },
          { name: 'CallData' },
        ],
      ],
      ['Answer', 'Answer', { it: 'Risponde al contatto che squilla.', en: 'Answers the contact that rings.' }, [id]],
      ['Hold', 'Hold', { it: 'Mette in attesa, o riprende.', en: 'Puts on hold, or takes back.' }, [id]],
      [
        'Hangup',
        'Hangup',
        { it: 'Chiude la conversazione; di una consultazione: la annulla.', en: 'Ends the talk; of a consultation: cancels it.' },
        [id],
      ],
      ['HangupByContactID', 'Hangup By ContactID', { it: 'Chiude proprio questo contatto.', en: 'Ends exactly this contact.' }, [id]],
      ['OfflineEnd', 'Offline End', { it: 'Conclude il lavoro dopo la chiamata.', en: 'Ends after-call work.' }, [id]],
      [
        'Transfer_Direct',
        'Transfer Direct',
        { it: 'Trasferisce senza consultazione.', en: 'Transfers without consultation.' },
        [id, destination, { name: 'ResourceType' }, { name: 'CallData' }],
      ],
      [
        'Transfer_Consultation',
        'Transfer Consultation',
        { it: 'Mette in attesa e consulta qualcuno.', en: 'Holds the contact and consults somebody.' },
        [id, destination, { name: 'ResourceType' }, { name: 'CallData' }],
      ],
      [
        'Transfer_Complete',
        'Transfer Complete',
        { it: 'Cliente e consultato proseguono insieme.', en: 'Customer and consulted party go on together.' },
        [id],
      ],
      ['Transfer_Complete_Conference', 'Transfer Complete Conference', { it: 'Parlano in tre.', en: 'All three talk.' }, [id]],
      [
        'SetCallData',
        'Set CallData',
        { it: 'Salva variabili sul contatto, es. A=1;B=2.', en: 'Keeps variables on the contact, e.g. A=1;B=2.' },
        [id, { name: 'CallData', value: 'CUSTOMERID=12345' }],
      ],
      [
        'StartRecording',
        'Start Recording',
        { it: 'Avvia la registrazione.', en: 'Starts recording.' },
        [id, { name: 'CallRecorders' }, { name: 'CallData' }, { name: 'Message' }],
      ],
      ['StopRecording', 'Stop Recording', { it: 'Ferma la registrazione.', en: 'Stops recording.' }, [id, { name: 'CallRecorders' }]],
      ['PlayDTMF', 'Play DTMF', { it: 'Invia toni.', en: 'Sends tones.' }, [id, { name: 'DTMFs', value: '123#' }]],
      [
        'MakeJob',
        'Make Job',
        { it: 'Una chiamata con una descrizione.', en: 'A call with a description.' },
        [
          { name: 'Destination Number', type: 'tel' },
          { name: 'ResourceType' },
          { name: 'ServiceID' },
          { name: 'CallProfileID' },
          { name: 'CallData' },
          { name: 'ContentDescription' },
        ],
      ],
      [
        'OfflineEnable',
        'Offline Enable',
        { it: 'Deprecato: accettato, non fa nulla.', en: 'Deprecated: taken, does nothing.' },
        [id, { name: 'Active', value: 'true' }],
      ],
      [
        'GetCallDataValueByName',
        'Get CallData Value By Name',
        { it: 'Il valore di una variabile del contatto.', en: 'The value of a variable of the contact.' },
        [id, { name: 'Name', value: 'CUSTOMERID' }],
      ],
      ['getContactList', 'Get Contact List', { it: 'I contatti dell’operatore.', en: 'The contacts at the agent.' }, []],
    ],
    AGENT: [
      ['Login', 'Login', { it: 'Pronto per nuovi contatti.', en: 'Ready for new contacts.' }, []],
      ['Pause', 'Pause', { it: 'Pausa.', en: 'Pause.' }, []],
      ['PauseSubState', 'Pause SubState', { it: 'Pausa con un motivo.', en: 'Pause with a reason.' }, [{ name: 'SubStateCode' }]],
      ['Logout', 'Logout', { it: 'Esce dal contact center.', en: 'Leaves the contact centre.' }, []],
      ['getAgentState', 'Get Agent State', { it: 'Lo stato dell’operatore.', en: 'The agent’s state.' }, []],
      ['getAgentID', 'Get Agent ID', { it: 'L’identificativo dell’operatore.', en: 'The agent’s identifier.' }, []],
      [
        'getAgentStateByID',
        'Get Agent State By ID',
        { it: 'Lo stato di un operatore.', en: 'The state of an agent.' },
        [{ name: 'AgentID' }],
      ],
      ['getAllAgentState', 'Get All Agent State', { it: 'Lo stato di tutti.', en: 'The state of all.' }, []],
      ['getAgentGroups', 'Get Agent Groups', { it: 'I gruppi possibili.', en: 'The possible groups.' }, []],
      ['getAgentLoggedInGroups', 'Get Agent Logged In Groups', { it: 'I gruppi attuali.', en: 'The present groups.' }, []],
      ['setAgentGroups', 'Set Agent Groups', { it: 'Sceglie i gruppi.', en: 'Chooses the groups.' }, [{ name: 'Groups' }]],
    ],
    WIDGET: [
      ['getContainerID', 'Get Container ID', { it: 'L’ID di questo widget.', en: 'The ID of this widget.' }, []],
      ['getToken', 'Get Token', { it: 'Il token dell’operatore.', en: 'The agent’s token.' }, []],
      ['getTokenOneShot', 'Get Token One Shot', { it: 'Un token che vale una volta.', en: 'A token that works once.' }, []],
      [
        'sendDataToWidget',
        'Send Data To Widget',
        { it: 'Manda dati a un altro widget.', en: 'Sends data to another widget.' },
        [{ name: 'Widget ID' }, { name: 'Data', value: '{"hello":"world"}' }],
      ],
    ],
    TAB: [
      [
        'Badge',
        'Badge',
        { it: 'Un numero sulla scheda; 0 lo toglie.', en: 'A number on the tab; 0 takes it away.' },
        [{ name: 'Count', value: '3' }],
      ],
      [
        'GoTo',
        'Go To',
        { it: 'Porta davanti la scheda di un widget.', en: 'Brings a widget’s tab to the front.' },
        [{ name: 'Widget ID' }],
      ],
      ['Leave', 'Leave', { it: 'Torna alla postazione, come Esc.', en: 'Back to the desk, as Escape does.' }, []],
    ],
    ALERT: [
      [
        'Information',
        'Information',
        { it: 'Una finestra informativa nel desk.', en: 'An information window in the desk.' },
        [
          { name: 'Text', value: 'Hello' },
          { name: 'Milliseconds', value: '4000' },
        ],
      ],
      [
        'Warning',
        'Warning',
        { it: 'Un avviso.', en: 'A warning.' },
        [
          { name: 'Text', value: 'Careful' },
          { name: 'Milliseconds', value: '4000' },
        ],
      ],
      [
        'Error',
        'Error',
        { it: 'Un errore.', en: 'An error.' },
        [
          { name: 'Text', value: 'Wrong' },
          { name: 'Milliseconds', value: '4000' },
        ],
      ],
    ],
    CHAT: [['SendMessage', 'Send Message', { it: 'Scrive al cliente.', en: 'Writes to the customer.' }, [id, { name: 'Text' }]]],
  };

  // ── events ──

  var traceFields = 'id uuid chat_id type media_type content_type content_description job_type job_state ani dnis queue reason'.split(' ');
  var ended = {};
  var contacts = {};
  var chosen = '';

  function trace(lines) {
    var pre = document.getElementById('trace');
    pre.appendChild(document.createTextNode(lines.join('\n') + '\n\n'));
    pre.scrollTop = pre.scrollHeight;
  }

  function contactTrace(contact) {
    var lines = ['[EVENT] [' + contact.event + '] [' + contact.id + ']'];
    traceFields.forEach(function (field) {
      lines.push((field + '.......................').slice(0, 23) + '[' + contact[field] + ']');
    });
    return lines;
  }

  function WidgetContactCallback(jQuery_eventType, data) {
    var DataObj = JSON.parse(data);
    if (DataObj.event.indexOf('AGENT:') === 0) {
      trace(['[EVENT] [' + DataObj.event + ']']);
      return;
    }
    trace(contactTrace(DataObj));
    contacts[DataObj.id] = DataObj;
    ended[DataObj.id] = DataObj.event === 'JOBFINISHED' || (DataObj.event === 'CONNECTIONCLEARED' && DataObj.job_type === 'manual');
    showContacts();
  }

  function own(name) {
    return function (event, data) {
      trace(['[' + name + ']' + (event.sender ? ' [' + event.sender + ']' : '') + ' ' + data]);
    };
  }

  function element(name, properties, children) {
    var made = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) {
      if (key === 'text') made.textContent = properties.text;
      else made.setAttribute(key, properties[key]);
    });
    (children || []).forEach(function (child) {
      made.appendChild(child);
    });
    return made;
  }

  function showContacts() {
    var list = document.getElementById('contacts');
    var ids = document.getElementById('contact-ids');
    list.textContent = '';
    ids.textContent = '';
    var open = Object.keys(contacts).filter(function (key) {
      return !ended[key];
    });
    document.getElementById('no-contacts').hidden = open.length > 0;
    open.forEach(function (key) {
      var contact = contacts[key];
      ids.appendChild(element('option', { value: key }));
      var button = element('button', { type: 'button', title: say('use'), 'aria-pressed': String(chosen === key) }, [
        element('span', { text: contact.ani + ' → ' + contact.dnis }),
        element('span', { text: contact.event }),
      ]);
      button.addEventListener('click', function () {
        chosen = key;
        document.querySelectorAll('input[list="contact-ids"]').forEach(function (input) {
          input.value = key;
        });
        showContacts();
      });
      list.appendChild(element('li', {}, [button]));
    });
  }

  // ── methods ──

  function validNumber(text) {
    return /^\+?[0-9][0-9 ()./-]{1,24}$/.test(text.trim()) || /^[A-Za-z][A-Za-z0-9._-]+$/.test(text.trim());
  }

  function call(namespace, method, form) {
    var values = Array.prototype.map.call(form.querySelectorAll('input'), function (input) {
      return input.value;
    });
    var output = form.querySelector('output');
    if (method === 'MakeCall' && !validNumber(values[0])) {
      AGENTDESKTOP.ALERT.Information(say('badNumber'), 4000);
      output.className = 'bad';
      output.textContent = say('badNumber');
      return;
    }
    // The one method that takes a contact instead of its id, and answers at once.
    if (method === 'GetCallDataValueByName') values[0] = contacts[values[0] || chosen];
    Promise.resolve(AGENTDESKTOP[namespace][method].apply(null, values)).then(function (answer) {
      var bad = answer && answer.ok === false;
      output.className = bad ? 'bad' : 'good';
      if (bad) output.textContent = answer.error.message + ' (' + answer.error.code + ')';
      else output.textContent = answer && answer.ok ? say('done') : JSON.stringify(answer);
    });
  }

  function methodForm(namespace, method) {
    var fields = element('div', { class: 'fields' });
    method[3].forEach(function (field) {
      var input = element('input', { type: field.type || 'text', name: field.name, autocomplete: 'off', value: field.value || '' });
      if (field.list) input.setAttribute('list', field.list);
      fields.appendChild(element('label', { text: field.name }, [input]));
    });
    fields.appendChild(element('button', { type: 'submit', text: method[1] }));
    var form = element('form', { 'data-method': namespace + '.' + method[0], novalidate: '' }, [
      element('p', { text: method[2][lang] }),
      fields,
      element('output', {}),
    ]);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      call(namespace, method[0], form);
    });
    return form;
  }

  function choose(namespace, focus) {
    document.querySelectorAll('[role="tab"]').forEach(function (tab) {
      var selected = tab.textContent === namespace;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      if (selected && focus) tab.focus();
      document.getElementById('panel-' + tab.textContent).hidden = !selected;
    });
  }

  function build() {
    document.documentElement.lang = lang;
    document.querySelectorAll('[data-text]').forEach(function (one) {
      one.textContent = say(one.getAttribute('data-text'));
    });
    document.querySelectorAll('nav a').forEach(function (link) {
      if (link.lang === lang) link.setAttribute('aria-current', 'true');
    });
    var names = Object.keys(categories);
    names.forEach(function (namespace, index) {
      var tab = element('button', {
        type: 'button',
        role: 'tab',
        id: 'tab-' + namespace,
        'aria-controls': 'panel-' + namespace,
        text: namespace,
      });
      tab.addEventListener('click', function () {
        choose(namespace);
      });
      tab.addEventListener('keydown', function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        choose(names[(index + step + names.length) % names.length], true);
      });
      document.getElementById('tabs').appendChild(tab);
      var panel = element('div', { role: 'tabpanel', id: 'panel-' + namespace, 'aria-labelledby': 'tab-' + namespace });
      categories[namespace].forEach(function (method) {
        panel.appendChild(methodForm(namespace, method));
      });
      document.getElementById('panels').appendChild(panel);
    });
    choose(names[0]);
    document.getElementById('clear').addEventListener('click', function () {
      document.getElementById('trace').textContent = '';
    });
  }

  function status(state, text) {
    var line = document.getElementById('status');
    line.setAttribute('data-state', state);
    line.textContent = text;
  }

  build();
  if (window.parent === window) {
    status('outside', say('outside'));
  } else {
    status('connecting', say('connecting'));
    AGENTDESKTOP.WIDGET.bindSDKReadyCallback(function (event, data) {
      var ready = JSON.parse(data);
      status('open', say('connected').replace('{agent}', ready.agent).replace('{widget}', ready.widget));
    });
  }

  // Bind Contacts/Agents Events
  AGENTDESKTOP.WIDGET.unbindContactCallback(WidgetContactCallback);
  AGENTDESKTOP.WIDGET.bindContactCallback(WidgetContactCallback);
  // Centralino's own
  AGENTDESKTOP.CONTACT.bindTransferOutcomeCallback(own('TRANSFER_OUTCOME'));
  AGENTDESKTOP.WIDGET.bindDataCallback(own('WIDGET_DATA'));
  AGENTDESKTOP.UI.bindDialogCallback(own('UI_DIALOG'));
})();
