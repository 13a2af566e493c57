const focusable = 'button, [href], input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** Keeps the Tab key inside the panel. */
export function trapTab(event: KeyboardEvent, panel: HTMLElement | null): void {
  if (event.key !== 'Tab' || panel === null) return;
  const root = panel.getRootNode() as ShadowRoot | Document;
  const all = [...panel.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) => !element.closest('[inert]') && !element.closest('[hidden]') && element.getClientRects().length > 0,
  );
  const first = all[0];
  const last = all[all.length - 1];
  const current = root.activeElement;
  if (first === undefined || last === undefined) return;
  if (event.shiftKey && (current === first || !all.includes(current as HTMLElement))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && current === last) {
    event.preventDefault();
    first.focus();
  }
}
