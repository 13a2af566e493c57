export { createWorld } from './world/world.ts';
export type { World } from './world/world.ts';
export { handle } from './world/handle.ts';
export type { Tell } from './world/handle.ts';
export { evolve } from './world/evolve.ts';
export { loadWorld, saveWorld } from './world/save.ts';
export type { JsonValue } from './world/save.ts';
export {
  dueStreams,
  forget,
  forgettable,
  legHome,
  listAgents,
  listServices,
  mediaGroup,
  mediaGroupMembers,
  nextDeadlineAt,
  originOf,
  openInteractions,
  openInteractionsOf,
  queueOf,
  rememberMs,
  serviceConfig,
} from './world/queries.ts';
export { agentView } from './views/agent-view.ts';
export { customerView } from './views/customer-view.ts';
export { interactionView } from './views/interaction-view.ts';
export { forAgent } from './views/for-agent.ts';
export { serviceStatus } from './views/service-status.ts';
export { desiredMedia } from './media/desired-media.ts';
export type { DesiredMedia } from './media/desired-media.ts';
export { desiredRecordings, failedRecording, unsavedRecordings } from './media/desired-recordings.ts';
export type { DesiredRecording, UnsavedRecording } from './media/desired-recordings.ts';
export { legOwner } from './media/leg-owner.ts';
export type { LegOwner } from './media/leg-owner.ts';
export { awayMs } from './agent/agent.ts';
