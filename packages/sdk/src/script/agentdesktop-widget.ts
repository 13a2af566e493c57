import { installAgentDesktop, type WindowWithAgentDesktop } from './install.ts';

/*
 * The script file `/AD/widget/agentdesktop_widget.js`. The desk is where this file was loaded from; a page that keeps a copy of its own, or
 * that serves several desks, says so: <script src="…" data-desk-origin="https://desk.example.com https://desk2.example.com">.
 */

function findScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement) return current;
  return document.querySelector<HTMLScriptElement>('script[src*="agentdesktop_widget"]');
}

function deskOrigins(): string[] {
  const script = findScript();
  const told = (script?.dataset['deskOrigin'] ?? '').split(/\s+/).filter((origin) => origin !== '');
  try {
    if (told.length > 0) return told.map((origin) => new URL(origin).origin);
    if (script !== null && script.src !== '') return [new URL(script.src).origin];
  } catch {
    console.warn(`AgentDesktop SDK: data-desk-origin is not a list of origins: ${told.join(' ')}`);
  }
  return [window.location.origin];
}

installAgentDesktop(window as unknown as WindowWithAgentDesktop, { deskOrigins: deskOrigins() });
