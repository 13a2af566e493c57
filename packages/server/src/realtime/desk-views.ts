import {
  agentView,
  interactionView,
  listServices,
  mediaGroup,
  mediaGroupMembers,
  openInteractionsOf,
  forAgent,
  type World,
} from '@centralino/core';
import { defaultRecording } from '@centralino/protocol';
import type { AgentView, DeskPush, InteractionView, ServiceSettings } from '@centralino/protocol';

/** Whose eyes: supervisors see what colleagues noted, agents only what they noted themselves. */
export type Viewer = { agentId: string; seesNotes: boolean };

/** An interaction as they may see it. */
export function viewForAgent(world: World, interactionId: string, { agentId, seesNotes }: Viewer): InteractionView | null {
  const view = interactionView(world, interactionId);
  return view === null || seesNotes ? view : forAgent(view, agentId);
}

/** Whether the agent is the one who calls, and has not hung up. */
const calls = ({ origin, customerLeg, state }: InteractionView, agentId: string): boolean =>
  origin.kind === 'agent' && origin.agentId === agentId && state !== 'closed' && customerLeg.state !== 'closed';

/** Whether the agent has a part in this interaction that is not finished, calls, or listens in. */
export const takesPart = (view: InteractionView | null, agentId: string): boolean =>
  view !== null &&
  (calls(view, agentId) ||
    view.segments.some((segment) => segment.agentId === agentId && segment.state !== 'finished') ||
    view.supervisors.some((supervisor) => supervisor.agentId === agentId));

/**
 * Views of what shares media with this interaction, as far as the agent takes part: of a consultation the talk that it is about, and the
 * other way round. They name each other and show the same leg, so an event of one changes what the others show.
 */
export const relatedForAgent = (world: World, interactionId: string, viewer: Viewer): InteractionView[] =>
  mediaGroupMembers(world, mediaGroup(world, interactionId))
    .filter((id) => id !== interactionId)
    .map((id) => viewForAgent(world, id, viewer))
    .filter((view) => view !== null && takesPart(view, viewer.agentId)) as InteractionView[];

/** What every desk knows of the services: small, and a transfer may bring an interaction of any of them. */
export const serviceSettings = (world: World): ServiceSettings[] =>
  listServices(world).map(({ code, outcomes, recording, autoAnswer }) => ({
    code,
    outcomes: outcomes ?? null,
    recordOnDemand: (recording ?? defaultRecording).onDemand,
    ...(autoAnswer === true ? { autoAnswer } : {}),
  }));

/** The whole truth for this agent, or null when there is no such agent (any more). */
export function snapshotFor(
  world: World,
  viewer: Viewer,
  rest: Omit<DeskPush<'snapshot'>, 'agent' | 'interactions' | 'serviceSettings'>,
): DeskPush<'snapshot'> | null {
  const agent: AgentView | null = agentView(world, viewer.agentId);
  if (agent === null) return null;
  const interactions = openInteractionsOf(world, viewer.agentId)
    .map((id) => viewForAgent(world, id, viewer))
    .filter((view) => view !== null);
  return { ...rest, agent, interactions, serviceSettings: serviceSettings(world) };
}
