import type {
  DeskWidgetConfig,
  FormConfig,
  PauseReason,
  PopupConfig,
  Role,
  ServiceConfig,
  Skillset,
  WidgetConfig,
} from '@centralino/protocol';

/** What the demo starts with. Everything here is public: the demo listens on loopback only. */
export const demoSkillset: Skillset = { code: 'customercare', name: 'Customer Care' };

export const demoService: ServiceConfig = {
  code: 'customercare',
  name: 'Customer Care',
  channels: ['webcall', 'video'],
  skillsets: ['customercare'],
  ringMs: 20_000,
  connectMs: 10_000,
  graceMs: 20_000,
  wrapUpMs: 60_000,
  declineBackoffMs: 10_000,
  recording: { rule: 'never', percent: 100, onDemand: true, announce: true },
};

/** Each has the username as password. */
export const demoUsers: { username: string; name: string; roles: Role[] }[] = [
  { username: 'op1', name: 'Operatore 1', roles: ['agent'] },
  { username: 'op2', name: 'Operatore 2', roles: ['agent'] },
  { username: 'sup1', name: 'Supervisore 1', roles: ['supervisor'] },
  { username: 'admin', name: 'Admin', roles: ['admin'] },
];

export const demoContact = { firstName: 'Mario', lastName: 'Rossi', phone: '0452224600' };

const form: FormConfig = {
  fields: [
    { key: 'firstName', type: 'text', label: { it: 'Nome', en: 'First name' }, required: true },
    { key: 'lastName', type: 'text', label: { it: 'Cognome', en: 'Last name' }, required: true },
    { key: 'email', type: 'email', label: { it: 'Email', en: 'Email' }, required: true },
    { key: 'phone', type: 'tel', label: { it: 'Numero di cellulare', en: 'Mobile number' }, required: false },
  ],
  consent: null,
};

export const demoWidget: WidgetConfig = {
  id: 'shop',
  service: 'customercare',
  enabled: true,
  title: { it: 'Assistenza clienti', en: 'Customer Care' },
  greeting: { it: 'Ciao! Come possiamo aiutarti?', en: 'Hello! How can we help you?' },
  allowedOrigins: ['*'],
  channels: [
    { channel: 'webcall', enabled: true, form },
    { channel: 'video', enabled: true, form },
  ],
};

/** The sample of the widget SDK: it exercises every method and prints every event. */
export const demoDeskWidget: DeskWidgetConfig = {
  id: 'AGENTDESKTOP_SAMPLE',
  title: { it: 'Esempio SDK', en: 'SDK sample' },
  uri: '/AD/widget/agentdesktop_widget_sample.html',
  icon: 'fa fa-puzzle-piece fa-2x',
  placement: 'desk',
  allowedOrigins: [],
  // All but the token: there is nobody in the demo whom it would mean something to.
  capabilities: ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data'],
  profiles: [],
  enabled: true,
};

/** The caller's card of the demo CRM, beside the contact. */
export const demoPopup: PopupConfig = {
  enabled: true,
  source: `// The card of the caller in the demo CRM: as soon as it rings, and whenever the agent wants it.
function popup() {
  var card = '/demo/crm/?number=' + encodeURIComponent(CALL_CLI) + '&agent={$USERNAME}';
  return {
    onRing: CALL_CLI === '' ? null : card,
    onAnswer: null,
    onHangup: null,
    onDemand: card,
    webClientOpenNewTab: false,
    webClientTabName: null
  };
}
`,
  services: { [demoService.code]: { webcall: 'server', video: 'server' } },
  frameOrigins: [],
};

export const demoPauseReasons: PauseReason[] = [
  { code: 'break', label: { it: 'Pausa', en: 'Break' } },
  { code: 'lunch', label: { it: 'Pranzo', en: 'Lunch' } },
  { code: 'training', label: { it: 'Formazione', en: 'Training' } },
  { code: 'admin', label: { it: 'Lavoro amministrativo', en: 'Paperwork' } },
];
