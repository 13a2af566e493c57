import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import type { PopupFrame } from './popups.ts';

/** The page beside this contact. */
export function usePopupFrame(part: Part | null): PopupFrame | null {
  const desk = useDesk();
  return useStore(desk.popups.state, ({ frames }) => frames.find(({ push }) => push.segmentId === part?.segment.id) ?? null);
}

/** What the desk's layout has to know of it. */
export function usePopupSide(part: Part | null): { frameId: string | null; wide: boolean } {
  const desk = useDesk();
  const frameId = usePopupFrame(part)?.push.id ?? null;
  const wide = useStore(desk.popups.wide);
  return { frameId, wide: wide && frameId !== null };
}
