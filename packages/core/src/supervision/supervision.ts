import type { SuperviseMode } from '@centralino/protocol';
import { never } from '../events.ts';
import type { InteractionEvent } from '../events.ts';
import { closedLeg, pendingLeg } from '../media/leg.ts';
import type { Leg } from '../media/leg.ts';

/**
 * A supervisor in somebody else's talk, with a leg of their own.
 *
 * ```
 *           leg up                        left, lost, talkOver, tookOver (goes on as a segment)
 *  pending ────────▶ listen ⇄ whisper ⇄ barge ────────────────────────────────────────────────▶ ended
 * ```
 * Their coming and going changes nothing for the others but what they hear.
 */
export interface Supervision {
  /** Also the id of the leg. */
  readonly id: string;
  readonly agentId: string;
  readonly mode: SuperviseMode;
  readonly leg: Leg;
  /** When the leg must be up. */
  readonly until: number;
  readonly since: number;
  readonly ended: boolean;
}

export type SupervisionEvent = Extract<InteractionEvent, { type: `supervision.${string}` }>;

export const newSupervision = ({ at, data }: Extract<SupervisionEvent, { type: 'supervision.started' }>): Supervision => ({
  id: data.supervisionId,
  agentId: data.agentId,
  mode: data.mode,
  leg: pendingLeg,
  until: data.until,
  since: at,
  ended: false,
});

export const evolveSupervision = (
  supervision: Supervision,
  event: Exclude<SupervisionEvent, { type: 'supervision.started' }>,
): Supervision => {
  switch (event.type) {
    case 'supervision.modeChanged':
      return { ...supervision, mode: event.data.mode };
    case 'supervision.ended':
      return { ...supervision, ended: true, leg: closedLeg };
    default:
      return never(event);
  }
};

export const supervisionDeadline = ({ ended, leg, until }: Supervision): number | null => {
  if (ended || leg.kind === 'connected' || leg.kind === 'closed') return null;
  return leg.kind === 'lost' ? leg.until : until;
};
