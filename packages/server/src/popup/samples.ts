import type { PopupSample, PopupVariables } from '@centralino/protocol';

const call = (changes: Partial<PopupVariables>): PopupVariables => ({
  CALL_SERVIZIO: 'customercare',
  CALL_CLI: '0452224600',
  CALL_DNIS: 'customercare',
  CALL_POPUPINFO: [],
  CALL_SKILLSET: 'customercare',
  CALL_TIPOCHIAMATA: 'inbound',
  CALL_IDLASTCALL: '3f1b1c0e-5a52-4c1c-9d0b-0a8f6f0d1e2a',
  CALL_SITOORIGINE: 'local',
  CALL_SITODISTRIBUZIONE: 'local',
  CALL_CHANNELID: 'webcall',
  CALL_CHANNELSESSIONID: '3f1b1c0e-5a52-4c1c-9d0b-0a8f6f0d1e2a',
  CALL_CHANNELDATA: '{"firstName":"Mario","lastName":"Rossi","phone":"0452224600"}',
  CALL_CHANNELDESCRIPTION: 'Web call',
  ...changes,
});

/** Calls with which a function is tried before it is saved: what it must cope with. `service`: one that is configured. */
export const sampleCalls = (service: string): PopupSample[] => [
  {
    name: { it: 'Chiamata web di un contatto noto', en: 'Web call of a known contact' },
    variables: call({ CALL_SERVIZIO: service, CALL_DNIS: service }),
  },
  {
    name: { it: 'Videochiamata anonima, senza numero', en: 'Anonymous video call, without a number' },
    variables: call({
      CALL_SERVIZIO: service,
      CALL_DNIS: service,
      CALL_CLI: '',
      CALL_CHANNELID: 'video',
      CALL_CHANNELDATA: '{}',
      CALL_CHANNELDESCRIPTION: 'Video',
    }),
  },
  {
    name: { it: 'Telefonata con dati raccolti dall’IVR', en: 'Phone call with data collected by an IVR' },
    variables: call({
      CALL_SERVIZIO: service,
      CALL_CLI: '+393471234567',
      CALL_DNIS: '0452220000',
      CALL_POPUPINFO: ['12345', 'premium'],
      CALL_CHANNELID: 'phone',
      CALL_CHANNELDATA: '{}',
      CALL_CHANNELDESCRIPTION: 'Telefono',
    }),
  },
  {
    name: { it: 'Chiamata in uscita', en: 'Outbound call' },
    variables: call({
      CALL_SERVIZIO: service,
      CALL_TIPOCHIAMATA: 'outbound',
      CALL_SKILLSET: '',
      CALL_CLI: 'op1',
      CALL_DNIS: '0452224600',
    }),
  },
];
