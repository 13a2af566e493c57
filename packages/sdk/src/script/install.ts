import type { FrameWindow } from '../link/frame.ts';
import { createAgentDesktopGlobal, type AgentDesktopGlobal } from './global.ts';

export type WindowWithAgentDesktop = FrameWindow & { AGENTDESKTOP?: Partial<AgentDesktopGlobal> & Record<string, unknown> };

/**
 * Puts `AGENTDESKTOP` into the page. A second load of the script finds the first and does nothing; an object of this name that the page made
 * itself (`AGENTDESKTOP = AGENTDESKTOP || {}`) is kept and filled.
 */
export function installAgentDesktop(
  frame: WindowWithAgentDesktop,
  options: { deskOrigins: readonly string[]; explain?: (text: string) => void },
): { global: AgentDesktopGlobal; close: () => void } {
  const there = frame.AGENTDESKTOP;
  if (there?.centralino === true) return { global: there as AgentDesktopGlobal, close: () => {} };
  const { global, link } = createAgentDesktopGlobal({ frame, ...options });
  if (typeof there === 'object' && there !== null) Object.assign(there, global);
  else frame.AGENTDESKTOP = global;
  return { global: frame.AGENTDESKTOP as AgentDesktopGlobal, close: () => link.close() };
}
