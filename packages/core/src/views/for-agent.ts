import type { InteractionView } from '@centralino/protocol';

/** A view as an agent may see it who is no supervisor: what colleagues noted is theirs, and who listens is told as the service says. */
export const forAgent = (view: InteractionView, agentId: string): InteractionView => {
  const hasOthersNotes = view.segments.some((segment) => segment.agentId !== agentId && segment.note !== '');
  const supervisors = view.supervisors.filter((one) => one.agentId === agentId || (one.seenBy ?? 'supervisors') !== 'supervisors');
  if (!hasOthersNotes && supervisors.length === view.supervisors.length) return view;
  return {
    ...view,
    supervisors,
    segments: view.segments.map((segment) => (segment.agentId === agentId ? segment : { ...segment, note: '' })),
  };
};
