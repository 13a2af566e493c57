import { currentPart, ownCall, ringingPart, type DeskState, type Part } from './desk-state.ts';

/** Whether a talk may be given to somebody else: not who is consulted, and not while it is on its way already. */
export const mayTransfer = ({ interaction, segment }: Part): boolean =>
  segment.state === 'online' &&
  segment.transferring === null &&
  (interaction.origin.kind === 'customer' || interaction.origin.consultFor === null);

/** Who is consulted is put on hold by who consults, and can't change it. */
export const mayHold = mayTransfer;

/** Whether this agent may call somebody by hand: nothing rings, and they talk with nobody. After-call work may go on. */
export function mayCall(state: DeskState): boolean {
  const current = currentPart(state);
  const offDuty = state.agent === null || state.agent.presence.kind === 'loggedOut';
  return !offDuty && ownCall(state) === null && ringingPart(state) === null && (current === null || current.segment.state === 'wrapping');
}
