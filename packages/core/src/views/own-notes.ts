import type { InteractionView } from '@centralino/protocol';

/** A view as an agent may see it who is no supervisor: what colleagues noted is theirs. */
export const withOwnNotes = (view: InteractionView, agentId: string): InteractionView =>
  view.segments.every((segment) => segment.agentId === agentId || segment.note === '')
    ? view
    : { ...view, segments: view.segments.map((segment) => (segment.agentId === agentId ? segment : { ...segment, note: '' })) };
