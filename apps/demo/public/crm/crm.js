/* global document, location, navigator, URLSearchParams */
// The page of the demo's CRM: a contact's card and the journey that the nine notifications have written.
// It asks its server every second; what has changed is drawn anew. Everything is set as text, never as HTML.
export {};

/**
 * @typedef {{ direction: 'IN' | 'OUT', ringDateTime?: string, newDateTime?: string, agent: string, service?: string, answerDateTime?: string,
 *   hangupDateTime?: string, transferToDateTime?: string, transferToAnswerDateTime?: string, transferToAgent?: string,
 *   transferToHangupDateTime?: string }} Call
 */

const words = {
  it: {
    journey: 'Customer Journey',
    columns: ['Tipo', 'Servizio', 'Operatore', 'Data/Ora inizio', 'Data/Ora risposta', 'Data/Ora fine', 'Altro'],
    IN: 'Inbound',
    OUT: 'Outbound',
    reset: 'Cancella Journey',
    empty: 'Nessuna interazione ancora. Le chiamate di questo contatto appaiono qui mentre avvengono.',
    unknown: 'Nessun contatto ha il numero',
    live: 'In diretta',
    offline: 'Il server non risponde, riprovo…',
    transferred: 'Chiamata trasferita',
    consultation: 'Chiamata trasferita (con consultazione)',
    blind: 'Chiamata trasferita (diretta / blind)',
    transferredAt: 'Data/Ora trasferta',
    transferredTo: 'Trasferita ad operatore',
    endedAt: 'Data/Ora fine',
  },
  en: {
    journey: 'Customer journey',
    columns: ['Type', 'Service', 'Agent', 'Started', 'Answered', 'Ended', 'More'],
    IN: 'Inbound',
    OUT: 'Outbound',
    reset: 'Clear journey',
    empty: 'No interactions yet. Calls with this contact appear here while they happen.',
    unknown: 'No contact has the number',
    live: 'Live',
    offline: 'The server does not answer, trying again…',
    transferred: 'Call transferred',
    consultation: 'Call transferred (with consultation)',
    blind: 'Call transferred (direct / blind)',
    transferredAt: 'Transferred at',
    transferredTo: 'Transferred to agent',
    endedAt: 'Ended',
  },
};

const asked = new URLSearchParams(location.search);
const language = (asked.get('lang') ?? navigator.language).startsWith('it') ? 'it' : 'en';
const number = asked.get('number') ?? '0452224600';
const text = words[language];
/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const reset = /** @type {HTMLButtonElement} */ (find('reset'));

document.documentElement.lang = language;
find('journey-title').textContent = text.journey;
reset.textContent = text.reset;
find('empty').textContent = text.empty;
find('columns').replaceChildren(...text.columns.map((column) => element('th', column, { scope: 'col', role: 'columnheader' })));

const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
/** @param {string | undefined} dateTime */
const shown = (dateTime) => (dateTime === undefined ? '' : time.format(new Date(dateTime)));

/**
 * @param {string} name
 * @param {string} content
 * @param {Record<string, string>} attributes
 */
function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = content;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/**
 * What became of a transferred call. The transfer and its answer at the same moment: they had spoken before. No answer yet: blind, and it rings.
 * @param {Call} call
 */
function transferOf(call) {
  if (call.transferToDateTime === undefined) return [];
  const list = element('dl', '');
  const lines = /** @type {[string, string][]} */ ([
    [text.transferredAt, shown(call.transferToDateTime)],
    [text.transferredTo, call.transferToAgent ?? ''],
    [text.endedAt, shown(call.transferToHangupDateTime)],
  ]);
  for (const [label, value] of lines) {
    list.append(element('dt', label), element('dd', value));
  }
  const { transferToDateTime: at, transferToAnswerDateTime: answeredAt } = call;
  const kind = answeredAt === undefined ? 'transferred' : answeredAt === at ? 'consultation' : 'blind';
  return [element('strong', text[kind]), list];
}

/** @param {[string, Call]} entry */
function rowOf([callId, call]) {
  const row = element('tr', '', { 'data-call': callId, role: 'row' });
  // The label is shown where columns have no place: see the style sheet.
  /** @param {number} column @param {string} content @param {string} name */
  const cell = (column, content, name = '') =>
    element('td', content, {
      class: name,
      role: 'cell',
      ...(column === 0 || column === 6 ? {} : { 'data-label': text.columns[column] ?? '' }),
    });
  const type = cell(0, '', 'type-cell');
  type.append(element('span', text[call.direction], { class: `type ${call.direction}` }));
  const more = cell(6, '', 'more');
  more.append(...transferOf(call));
  const times = [startOf(call), call.answerDateTime, call.hangupDateTime].map((at, n) => cell(n + 3, shown(at), 'time'));
  row.append(type, cell(1, call.service ?? ''), cell(2, call.agent), ...times, more);
  return row;
}

const startOf = /** @param {Call} call */ (call) => call.ringDateTime ?? call.newDateTime ?? '';

/** @param {{ name: string, surname: string, calls: Record<string, Call> }} contact */
function show({ name, surname, calls }) {
  const newestFirst = Object.entries(calls).sort(([, a], [, b]) => (startOf(a) < startOf(b) ? 1 : -1));
  document.title = `${name} ${surname} – Demo CRM`;
  find('name').textContent = `${name} ${surname}`;
  find('initials').textContent = name.charAt(0) + surname.charAt(0);
  find('number').textContent = number;
  find('calls').replaceChildren(...newestFirst.map(rowOf));
  find('table').hidden = newestFirst.length === 0;
  find('empty').hidden = newestFirst.length > 0;
  reset.disabled = newestFirst.length === 0;
}

let last = '';
async function refresh() {
  try {
    const answer = await fetch(`journey?number=${encodeURIComponent(number)}`);
    const body = await answer.text();
    if (answer.status === 404) {
      find('name').textContent = `${text.unknown} ${number}`;
      find('empty').hidden = true;
      reset.hidden = true;
    } else if (answer.ok && body !== last) {
      last = body;
      show(JSON.parse(body));
    }
    live(answer.ok || answer.status === 404);
  } catch {
    live(false);
  }
}

/**
 * Says it only when it changes, so that screen readers do not repeat it every second.
 * @param {boolean} on
 */
function live(on) {
  const said = on ? text.live : text.offline;
  document.body.classList.toggle('offline', !on);
  if (find('live').textContent !== said) find('live').textContent = said;
}

reset.addEventListener('click', async () => {
  await fetch('reset', { method: 'POST' });
  await refresh();
});

void refresh();
setInterval(refresh, 1_000);
