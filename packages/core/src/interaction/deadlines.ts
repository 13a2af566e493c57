import type { NewEvent } from '@centralino/protocol';
import { never } from '../events.ts';
import { legDeadline, segmentDeadline } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import { agentLost, agentMediaFailed, completed, customerGone, customerMissing, missed } from './endings.ts';
import { supervisionEnded } from '../supervision/endings.ts';
import { supervisionDeadline } from '../supervision/supervision.ts';
import type { Supervision } from '../supervision/supervision.ts';
import { openSegments, openSupervisions } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import type { Situation } from './situation.ts';

type Deadline =
  | { readonly of: 'customerLeg'; readonly at: number }
  | { readonly of: 'segment' | 'agentLeg'; readonly at: number; readonly segment: Segment }
  | { readonly of: 'supervision'; readonly at: number; readonly supervision: Supervision };

const customerLegDeadline = ({ phase, leg }: Interaction): number | null => {
  if (leg.kind === 'lost') return leg.until;
  return phase.kind === 'new' ? phase.connectUntil : null;
};

/** What this interaction waits for that comes first; at the same time, the customer's leg before the agents' sides. */
const nextDeadline = (interaction: Interaction): Deadline | null => {
  let next: Deadline | null = null;
  const consider = (deadline: Deadline): void => {
    if (next === null || deadline.at < next.at) next = deadline;
  };
  const customerLeg = customerLegDeadline(interaction);
  if (customerLeg !== null) consider({ of: 'customerLeg', at: customerLeg });
  for (const segment of openSegments(interaction)) {
    const own = segmentDeadline(segment);
    if (own !== null) consider({ of: 'segment', at: own, segment });
    const leg = legDeadline(segment);
    if (leg !== null) consider({ of: 'agentLeg', at: leg, segment });
  }
  for (const supervision of openSupervisions(interaction)) {
    const deadline = supervisionDeadline(supervision);
    if (deadline !== null) consider({ of: 'supervision', at: deadline, supervision });
  }
  return next;
};

export const interactionDeadline = (interaction: Interaction): number | null => nextDeadline(interaction)?.at ?? null;

const segmentExpired = (interaction: Interaction, segment: Segment, situation: Situation): NewEvent[] => {
  switch (segment.state.kind) {
    case 'offered':
      return missed(interaction, segment, situation);
    case 'accepted':
      // With both legs missing it counts as the agent's: only the agent can do something about it.
      return segment.leg.kind === 'connected'
        ? customerMissing(interaction, segment, situation.at)
        : agentMediaFailed(interaction, segment, situation);
    case 'wrapping':
      return completed(interaction, segment, situation.at);
    case 'online':
    case 'finished':
      return [];
    default:
      return never(segment.state);
  }
};

/** What happens at the first due deadline; nothing when none is due. Several may be due at once: decide, evolve, ask again. */
export const decideDeadline = (interaction: Interaction, situation: Situation): NewEvent[] => {
  const next = nextDeadline(interaction);
  if (next === null || next.at > situation.at) return [];
  if (next.of === 'customerLeg') return customerGone(interaction, 'lost', situation);
  if (next.of === 'supervision') return [supervisionEnded(interaction, next.supervision, 'lost', situation.at)];
  const { segment } = next;
  if (next.of === 'segment') return segmentExpired(interaction, segment, situation);
  return segment.state.kind === 'online'
    ? agentLost(interaction, segment, situation.at)
    : agentMediaFailed(interaction, segment, situation);
};
