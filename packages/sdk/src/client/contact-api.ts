import type { SdkCallData, SdkContactEvent, SdkParams, SdkResult } from '@centralino/protocol';
import type { SdkMethod } from '@centralino/protocol/sdk-words';

/** An argument of calls that say who to reach. */
export interface CallOptions {
  /** Kind of the destination where it isn't clear by itself: `agent`, `service`, `number`. Default `""`: the desk finds out. */
  resourceType?: string;
  /** The service on whose behalf the call is made. */
  serviceId?: string;
  callProfileId?: string;
  /** Variables of the new contact. */
  callData?: Record<string, string>;
}

const variables = (data: Record<string, string> | undefined): SdkCallData[] =>
  Object.entries(data ?? {}).map(([name, value]) => ({ name, value }));

type Ask = <M extends SdkMethod>(method: M, params: SdkParams<M>) => Promise<SdkResult<M>>;

/** Calls, and what can be done with them. Where a contact's id is left out, the current contact is meant. */
export const createContactApi = (ask: Ask) => ({
  /**
   * Calls a number, an agent or a service. The desk shows a window and rejects with `sdk.invalid` if the destination is not valid.
   * @example
   * const { contactId } = await desk.contact.makeCall('045 222 4600', { callData: { ECID: '42' } });
   */
  makeCall: (destination: string, options: CallOptions = {}) =>
    ask('contact.makeCall', {
      destination,
      resourceType: options.resourceType ?? '',
      serviceId: options.serviceId ?? '',
      callProfileId: options.callProfileId ?? '',
      callData: variables(options.callData),
    }),
  /**
   * Makes a job: a call with a description that stays on the contact.
   * @example
   * await desk.contact.makeJob('0452224600', { contentDescription: 'Call back about order 42' });
   */
  makeJob: (destination: string, options: CallOptions & { contentDescription?: string } = {}) =>
    ask('contact.makeJob', {
      destination,
      resourceType: options.resourceType ?? '',
      serviceId: options.serviceId ?? '',
      callProfileId: options.callProfileId ?? '',
      callData: variables(options.callData),
      contentDescription: options.contentDescription ?? '',
    }),
  /**
   * Answers a contact that rings.
   * @example
   * desk.on('RINGING', (contact) => desk.contact.answer(contact.id));
   */
  answer: async (contactId?: string): Promise<void> => void (await ask('contact.answer', { contactId: contactId ?? null })),
  /**
   * Ends a talk or chat; of a consultation: cancels it, and the customer is back.
   * @example
   * await desk.contact.hangup();
   */
  hangup: async (contactId?: string): Promise<void> => void (await ask('contact.hangup', { contactId: contactId ?? null })),
  /**
   * Puts on hold, or takes back from hold; answers which of the two it is now.
   * @example
   * const { held } = await desk.contact.hold(contact.id);
   */
  hold: (contactId?: string) => ask('contact.hold', { contactId: contactId ?? null }),
  /**
   * Ends after-call work.
   * @example
   * await desk.contact.offlineEnd(contact.id);
   */
  offlineEnd: async (contactId?: string): Promise<void> => void (await ask('contact.offlineEnd', { contactId: contactId ?? null })),
  /**
   * Sets variables on the contact; others stay. `DATACHANGED` follows.
   * @example
   * await desk.contact.setCallData(contact.id, { CUSTOMERID: '12345' });
   */
  setCallData: async (contactId: string, data: Record<string, string>): Promise<void> =>
    void (await ask('contact.setCallData', { contactId, callData: variables(data) })),
  /**
   * Starts recording.
   * @example
   * await desk.contact.startRecording(contact.id, { message: 'recording-notice' });
   */
  startRecording: async (
    contactId: string,
    options: { recorders?: string; callData?: Record<string, string>; message?: string } = {},
  ): Promise<void> =>
    void (await ask('contact.startRecording', {
      contactId,
      recorders: options.recorders ?? '',
      callData: variables(options.callData),
      message: options.message ?? '',
    })),
  /**
   * Stops recording.
   * @example
   * await desk.contact.stopRecording(contact.id);
   */
  stopRecording: async (contactId: string, options: { recorders?: string } = {}): Promise<void> =>
    void (await ask('contact.stopRecording', { contactId, recorders: options.recorders ?? '' })),
  /**
   * Transfers without asking first. Resolves when the transfer is on its way; `transferOutcome` tells what became of it.
   * @example
   * desk.on('transferOutcome', ({ outcome }) => log(outcome));
   * await desk.contact.transferDirect('op2');
   */
  transferDirect: async (
    destination: string,
    options: { contactId?: string; resourceType?: string; callData?: Record<string, string> } = {},
  ) =>
    void (await ask('contact.transferDirect', {
      contactId: options.contactId ?? null,
      destination,
      resourceType: options.resourceType ?? '',
      callData: variables(options.callData),
    })),
  /**
   * Holds the contact and calls somebody about it. Then: transferComplete, transferConference, or hangup of the consultation.
   * @example
   * const consultation = await desk.contact.transferConsultation('op2');
   * await desk.contact.hangup(consultation.contactId); // never mind: back to the customer
   */
  transferConsultation: (
    destination: string,
    options: { contactId?: string; resourceType?: string; callData?: Record<string, string> } = {},
  ) =>
    ask('contact.transferConsultation', {
      contactId: options.contactId ?? null,
      destination,
      resourceType: options.resourceType ?? '',
      callData: variables(options.callData),
    }),
  /**
   * After a consultation: customer and consulted party go on together.
   * @example
   * await desk.contact.transferComplete();
   */
  transferComplete: async (contactId?: string): Promise<void> =>
    void (await ask('contact.transferComplete', { contactId: contactId ?? null })),
  /**
   * After a consultation: all three talk.
   * @example
   * await desk.contact.transferConference();
   */
  transferConference: async (contactId?: string): Promise<void> =>
    void (await ask('contact.transferConference', { contactId: contactId ?? null })),
  /**
   * Sends keypad tones: `0`–`9`, `*`, `#`, `A`–`D`, and `,` for a pause.
   * @example
   * await desk.contact.playDtmf('1,42#');
   */
  playDtmf: async (digits: string, contactId?: string): Promise<void> =>
    void (await ask('contact.playDtmf', { digits, contactId: contactId ?? null })),
  /**
   * The contacts at the agent, each as its latest event.
   * @example
   * const talking = (await desk.contact.list()).find((contact) => contact.event === 'ESTABLISHED');
   */
  list: async (): Promise<SdkContactEvent[]> => (await ask('contact.list', {})).contacts,
});
