/**
 * The words of the AgentDesktop SDK's wire without any dependency: the widget's script file stands on these alone (no zod in it).
 * The schemas of the same messages are in sdk.ts; a test keeps the two in step.
 */

/** Version of the envelope. A desk and a script that do not share one refuse each other with a readable reason. */
export const sdkProtocolVersion = 1;

/** First property of every window message of ours, so that other libraries' messages are never mistaken for one. */
export const sdkMark = 'centralino.agentdesktop';

/** The desk writes `<prefix><encoded SdkFrameIdentity>` into the iframe's `name`; `#<prefix>…` in its URL is understood too. */
export const sdkFrameNamePrefix = 'centralino-widget=';

/** Type of the event object that callbacks get first, as jQuery-based pages of the product family know it. */
export const sdkContactCallbackType = 'AGENTDESKTOP_CONTACT_CALLBACK';

/** What a widget may be allowed to do, beyond hearing events and showing itself. */
export const sdkCapabilities = ['contacts', 'calls', 'recording', 'agent', 'agents', 'chat', 'data', 'token'] as const;
export type SdkCapability = (typeof sdkCapabilities)[number];

/** Every request of a widget: what right of the widget's configuration it takes (null = none), and how long it may take. */
export const sdkMethods = {
  'contact.makeCall': { needs: 'calls', timeoutMs: 20_000 },
  'contact.makeJob': { needs: 'calls', timeoutMs: 20_000 },
  'contact.answer': { needs: 'contacts', timeoutMs: 20_000 },
  'contact.hangup': { needs: 'contacts', timeoutMs: 10_000 },
  'contact.hold': { needs: 'contacts', timeoutMs: 10_000 },
  'contact.offlineEnd': { needs: 'contacts', timeoutMs: 10_000 },
  'contact.setCallData': { needs: 'contacts', timeoutMs: 10_000 },
  'contact.startRecording': { needs: 'recording', timeoutMs: 10_000 },
  'contact.stopRecording': { needs: 'recording', timeoutMs: 10_000 },
  'contact.transferDirect': { needs: 'calls', timeoutMs: 20_000 },
  'contact.transferConsultation': { needs: 'calls', timeoutMs: 20_000 },
  'contact.transferComplete': { needs: 'calls', timeoutMs: 20_000 },
  'contact.transferConference': { needs: 'calls', timeoutMs: 20_000 },
  'contact.playDtmf': { needs: 'contacts', timeoutMs: 30_000 },
  'contact.list': { needs: null, timeoutMs: 10_000 },
  'widget.sendData': { needs: 'data', timeoutMs: 10_000 },
  'widget.token': { needs: 'token', timeoutMs: 10_000 },
  'widget.tokenOneShot': { needs: 'token', timeoutMs: 10_000 },
  'tab.badge': { needs: null, timeoutMs: 10_000 },
  'tab.goTo': { needs: null, timeoutMs: 10_000 },
  'tab.leave': { needs: null, timeoutMs: 10_000 },
  'alert.show': { needs: null, timeoutMs: 10_000 },
  'agent.login': { needs: 'agent', timeoutMs: 10_000 },
  'agent.pause': { needs: 'agent', timeoutMs: 10_000 },
  'agent.logout': { needs: 'agent', timeoutMs: 10_000 },
  'agent.groups': { needs: null, timeoutMs: 10_000 },
  'agent.setGroups': { needs: 'agent', timeoutMs: 10_000 },
  'agent.get': { needs: null, timeoutMs: 10_000 },
  'agent.list': { needs: 'agents', timeoutMs: 10_000 },
  'chat.send': { needs: 'chat', timeoutMs: 15_000 },
} as const satisfies Record<string, { needs: SdkCapability | null; timeoutMs: number }>;

export type SdkMethod = keyof typeof sdkMethods;

/** Why a request did not do what it should. The desk may also answer with a code of the product's error registry. */
export const sdkErrorCodes = [
  /** The page does not run inside a desk. */
  'sdk.outside',
  /** The desk does not know this page: wrong origin, identity or version. */
  'sdk.refused',
  /** No answer in time. */
  'sdk.timeout',
  /** The line to the desk was cut while the answer was awaited: whether it was carried out is not known. */
  'sdk.disconnected',
  /** The widget's configuration or the agent's rights do not allow it. */
  'sdk.notAllowed',
  /** An argument is missing or wrong. */
  'sdk.invalid',
  /** There is no such contact at this agent (or no current one, where the id was left out). */
  'sdk.unknownContact',
  /** There is no such widget in this desk. */
  'sdk.unknownWidget',
  /** The contact is not in a state that allows this. */
  'sdk.state',
  /** This desk cannot do that (yet). */
  'sdk.unsupported',
  /** Something went wrong in the desk. */
  'sdk.failed',
] as const;
export type SdkErrorCode = (typeof sdkErrorCodes)[number];

/** How long an ALERT window stays when the page does not say. */
export const sdkAlertDefaultMs = 4_000;
