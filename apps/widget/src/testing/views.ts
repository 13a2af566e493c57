import type { CustomerView, LegStats, ServiceStatus, WidgetConfig } from '../types.ts';

export const freeStatus: ServiceStatus = {
  code: 'customercare',
  name: 'Customer Care',
  waiting: 0,
  agentsPresent: 1,
  agentsReady: 1,
  agentsFree: 1,
  longestWaitSince: null,
};

export const goodStats: LegStats = {
  rttMs: 18,
  jitterMs: 2,
  lossIn: 0,
  lossOut: 0,
  audioPacketsIn: 300,
  audioPacketsOut: 300,
  videoPacketsIn: 0,
  videoPacketsOut: 0,
  bpsIn: 40_000,
  bpsOut: 40_000,
  silentMs: 10,
  r: 92,
  mos: 4.4,
  path: 'udp',
};

export const waitingCall = (id: string, channel: CustomerView['channel']): CustomerView => ({
  id,
  channel,
  serviceName: 'Customer Care',
  state: 'waiting',
  position: 1,
  waitingSince: Date.now(),
  talkingSince: null,
  agentName: null,
  onHold: false,
  recorded: false,
  agentAway: false,
  returned: false,
  queuedReason: null,
  staffing: 'ready',
  leg: { id: `${id}.c`, state: 'pending', until: null },
  closedReason: null,
  endedBy: null,
  rating: null,
  ratingComment: null,
});

const form: NonNullable<WidgetConfig['channels'][number]['form']> = {
  fields: [
    { key: 'firstName', type: 'text', label: { it: 'Nome', en: 'First name' }, required: true },
    { key: 'lastName', type: 'text', label: { it: 'Cognome', en: 'Last name' }, required: true },
    { key: 'email', type: 'email', label: { it: 'Email', en: 'Email' }, required: true },
    { key: 'phone', type: 'tel', label: { it: 'Cellulare', en: 'Mobile number' }, required: false },
  ],
  consent: null,
};

export const demoConfig: WidgetConfig = {
  id: 'shop',
  service: 'customercare',
  enabled: true,
  title: { it: 'Assistenza clienti', en: 'Customer Care' },
  greeting: { it: 'Ciao! Come possiamo aiutarti?', en: 'Hello! How can we help?' },
  allowedOrigins: ['*'],
  channels: [
    { channel: 'webcall', enabled: true, form },
    { channel: 'video', enabled: true, form },
  ],
};
