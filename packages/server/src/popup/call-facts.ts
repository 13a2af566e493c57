import type { Channel, InteractionView, PopupVariables, SegmentView } from '@centralino/protocol';
import { numberToTell } from '../contacts/phone-number.ts';
import { knownOf } from '../widget/find-contact.ts';

/** What the popups of one agent's part can know of the call. */
export type CallFacts = {
  interaction: InteractionView;
  segment: SegmentView;
  /** Of the contact, as they are in the address book. */
  contactPhones: readonly { value: string }[];
  /** Username of an agent. */
  usernameOf: (agentId: string) => string;
};

/** Where everything is: there are no sites yet, so the local one has the name that installations with one site use. */
const site = 'local';
/** What legacy scripts are told of what is not known. */
const unknown = 'UNK';

const channelNames: Readonly<Record<Channel, string>> = {
  phone: 'Telefono',
  webcall: 'Web call',
  video: 'Video',
  callback: 'Callback',
  chat: 'Web chat',
  whatsapp: 'WhatsApp',
  mail: 'Mail',
  custom1: 'Channel 1',
  custom2: 'Channel 2',
  custom3: 'Channel 3',
};

/** Values by which integrations and IVRs hand over what they collected, in the order of preference. */
const popupInfoNames = ['popupinfo', 'POPUPINFO', 'CALLDATA'];

/** Who calls and who is called, as the notifications tell them: of a call from the web the number of the contact. */
export function numbersOf({ interaction, segment, contactPhones, usernameOf }: CallFacts): {
  caller: string;
  called: string;
  outbound: boolean;
} {
  const { origin, customer, target, service } = interaction;
  const numberOf = ({ code, number = code }: typeof service): string => number;
  if (origin.kind === 'agent') {
    // A consultation is between colleagues, whatever contact it is about.
    const about = origin.consultFor === null ? numberToTell(contactPhones, '') : '';
    const called = target.kind === 'number' ? target.number : target.kind === 'agent' ? usernameOf(target.agentId) : numberOf(service);
    return { caller: usernameOf(origin.agentId), called: target.kind === 'number' ? called : about || called, outbound: true };
  }
  return { caller: numberToTell(contactPhones, knownOf(customer.answers).phone ?? ''), called: numberOf(segment.service), outbound: false };
}

/** The extra data: one value joined by `|`, else each value that an integration keeps with the call. */
export function popupInfoOf({ interaction: { callData } }: CallFacts): string[] {
  const joined = popupInfoNames.map((name) => callData.find((entry) => entry.name === name)).find((entry) => entry !== undefined);
  if (joined !== undefined) return joined.value.split('|');
  return callData.map(({ name, value }) => `${name}=${value}`);
}

/** The skillset by which the call came to this agent; empty for one who was called by name. */
const skillsetOf = ({ segment: { why } }: CallFacts): string => (why.strategy === 'longestIdle' ? why.skillset : '');

/** The variables of the popup function. */
export function popupVariablesOf(facts: CallFacts): PopupVariables {
  const { interaction, segment } = facts;
  const { caller, called, outbound } = numbersOf(facts);
  return {
    CALL_SERVIZIO: segment.service.code,
    CALL_CLI: caller,
    CALL_DNIS: called,
    CALL_POPUPINFO: popupInfoOf(facts),
    CALL_SKILLSET: skillsetOf(facts),
    CALL_TIPOCHIAMATA: outbound ? 'outbound' : 'inbound',
    CALL_IDLASTCALL: interaction.id,
    CALL_SITOORIGINE: site,
    CALL_SITODISTRIBUZIONE: site,
    CALL_CHANNELID: interaction.channel,
    CALL_CHANNELSESSIONID: interaction.id,
    CALL_CHANNELDATA: JSON.stringify(Object.fromEntries(interaction.customer.answers.map(({ key, value }) => [key, value]))),
    CALL_CHANNELDESCRIPTION: channelNames[interaction.channel],
  };
}

/** The environment of the script at the workstation. Not harmless yet: the helper sees to that, who knows what runs it. */
export function legacyEnvironmentOf(facts: CallFacts, event: 'ring' | 'answer' | 'hangup', username: string): Record<string, string> {
  const { interaction, segment } = facts;
  const { caller, called, outbound } = numbersOf(facts);
  const info = popupInfoOf(facts).slice(0, 50);
  return {
    PIN: username,
    USERNAME: username,
    IDCALL: interaction.id,
    CALLTYPE: outbound ? 'O' : 'I',
    SKILLSET: skillsetOf(facts) || unknown,
    SERVICE: segment.service.code,
    CLI: caller || unknown,
    DNIS: called || unknown,
    RECEIVING_SITE: site,
    DISTRIBUTION_SITE: site,
    EVENT: event,
    ...Object.fromEntries((info.length === 0 ? [unknown] : info).map((value, index) => [`POPUPINFO_${index + 1}`, value || unknown])),
  };
}
