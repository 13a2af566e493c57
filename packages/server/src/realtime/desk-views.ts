import { agentView, interactionView, openInteractionsOf, type World } from '@centralino/core';
import type { AgentView, DeskPush, IceServer, InteractionView, PauseReason, ServiceStatus } from '@centralino/protocol';

/** An interaction as this agent may see it: colleagues' notes are theirs. */
export function viewForAgent(world: World, interactionId: string, agentId: string): InteractionView | null {
  const view = interactionView(world, interactionId);
  if (view === null || view.segments.every((segment) => segment.agentId === agentId || segment.note === '')) return view;
  return { ...view, segments: view.segments.map((segment) => (segment.agentId === agentId ? segment : { ...segment, note: '' })) };
}

/** Whether the agent has a part in this interaction that is not finished. */
export const takesPart = (view: InteractionView | null, agentId: string): boolean =>
  view?.segments.some((segment) => segment.agentId === agentId && segment.state !== 'finished') === true;

/** The whole truth for this agent, or null when there is no such agent (any more). */
export function snapshotFor(
  world: World,
  agentId: string,
  rest: { now: number; services: ServiceStatus[]; pauseReasons: PauseReason[]; iceServers: IceServer[] },
): DeskPush<'snapshot'> | null {
  const agent: AgentView | null = agentView(world, agentId);
  if (agent === null) return null;
  return {
    ...rest,
    agent,
    interactions: openInteractionsOf(world, agentId)
      .map((id) => viewForAgent(world, id, agentId))
      .filter((view) => view !== null),
  };
}
