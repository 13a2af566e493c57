import type { FrameWindow } from '../link/frame.ts';
import { createAgentDesktopGlobal, type AgentDesktopGlobal } from './global.ts';
import { createSisters, type Sisters } from './sisters.ts';

export type WindowWithAgentDesktop = FrameWindow & { AGENTDESKTOP?: Partial<AgentDesktopGlobal> & Record<string, unknown> } & {
  [name in keyof Sisters]?: object;
};

/**
 * Puts `AGENTDESKTOP` into the page. A second load of the script finds the first and does nothing; an object of this name that the page made
 * itself (`AGENTDESKTOP = AGENTDESKTOP || {}`) is kept and filled. So are the sister product's names; what the page has under them stays.
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
  const sisters = createSisters(global, options.explain ?? ((words) => console.warn(`AgentDesktop SDK: ${words}`)));
  for (const name of ['TOOLBAR', 'EASYCIM'] as const) {
    const own = frame[name];
    if (typeof own !== 'object' || own === null) frame[name] = sisters[name];
    else Object.assign(own, { ...sisters[name], ...own });
  }
  return { global: frame.AGENTDESKTOP as AgentDesktopGlobal, close: () => link.close() };
}
