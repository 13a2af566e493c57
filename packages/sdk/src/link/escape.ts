import type { FrameWindow } from './frame.ts';

/** What a page of its own shows over itself, and Escape closes first. */
const open = 'dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]';

/**
 * Calls `leave` at an Escape that the page has no use for. Keys pressed in a frame never reach the window around it: without this, who works by
 * keyboard would not get out of a widget.
 */
export function followEscape(frame: FrameWindow, leave: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.repeat) return;
    const page = event.target instanceof Node ? event.target.ownerDocument : null;
    if (page?.querySelector(open) != null) return;
    leave();
  };
  frame.addEventListener('keydown', onKey);
  return () => frame.removeEventListener('keydown', onKey);
}
