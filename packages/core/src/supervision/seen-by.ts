import { defaultSupervision } from '@centralino/protocol';
import type { SeenBy, ServiceConfig, SuperviseMode } from '@centralino/protocol';

/** Who is shown a supervisor in a talk: those who hear them always, the others as the service says. */
export const seenBy = (mode: SuperviseMode, service: ServiceConfig | undefined): SeenBy => {
  const { listenSeenBy } = service?.supervision ?? defaultSupervision;
  if (mode === 'barge') return 'everybody';
  return mode === 'whisper' && listenSeenBy === 'supervisors' ? 'agents' : listenSeenBy;
};
