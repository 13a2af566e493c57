export * from './client/agent-desktop.ts';
export type { CallOptions } from './client/contact-api.ts';
export * from './client/events.ts';
export { SdkError } from './link/sdk-error.ts';
export { sdkVersion, type LinkState } from './link/link.ts';
export type { FrameWindow } from './link/frame.ts';
export { sdkAlertDefaultMs, type SdkCapability, type SdkErrorCode } from '@centralino/protocol/sdk-words';
export type {
  SdkAgentEvent,
  SdkAgentState,
  SdkCallData,
  SdkContactEvent,
  SdkContactEventName,
  SdkDataEvent,
  SdkDialogEvent,
  SdkGroup,
  SdkOutcomeEvent,
} from '@centralino/protocol';
