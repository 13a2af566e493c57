/**
 * Identifiers derived from one interaction id, so that core needs no randomness and every log line, file and URL can be traced by hand:
 * interaction `I`, its n-th segment `I.n`, the customer's leg `I.c`, the leg of the agent of segment n `I.n.a`.
 */
export const segmentIdOf = (interactionId: string, ordinal: number): string => `${interactionId}.${ordinal}`;
export const customerLegIdOf = (interactionId: string): string => `${interactionId}.c`;
export const agentLegIdOf = (segmentId: string): string => `${segmentId}.a`;
/** The leg of the n-th supervision of an interaction, which is also the id of the supervision. */
export const supervisorLegIdOf = (interactionId: string, ordinal: number): string => `${interactionId}.s-${ordinal}`;
export const isSupervisorLegId = (legId: string): boolean => /\.s-\d+$/.test(legId);
/** The n-th recording of an interaction. */
export const recordingIdOf = (interactionId: string, ordinal: number): string => `${interactionId}.r-${ordinal}`;
export const interactionIdOf = (derivedId: string): string => derivedId.split('.', 1)[0] ?? derivedId;
/** The segment of an agent's leg, or null for the customer's leg. */
export const segmentIdOfLeg = (legId: string): string | null => (legId.endsWith('.a') ? legId.slice(0, -2) : null);

export const interactionStream = (id: string): string => `interaction:${id}`;
export const agentStream = (id: string): string => `agent:${id}`;
export const serviceStream = (code: string): string => `service:${code}`;
