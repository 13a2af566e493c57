import type { SdkContactEvent } from '@centralino/protocol';
import { contactId, callDataValue, text } from './arguments.ts';
import type { CallbackEvent } from './callback-event.ts';
import type { AgentDesktopGlobal, CommandOutcome } from './global.ts';
import { softPromise, type SoftPromise } from './soft.ts';

/*
 * The sister product's names (CTToolbar: `TOOLBAR`, and `EASYCIM` for its scripts), for pages that were written for it: the same methods, the
 * same line to the desk. What is known of them is said in docs/reference/agentdesktop-sdk.md.
 */

/** Phone events are lower case there; agents' and POPUP are not. */
const sisterCase = (event: string): string => (event === 'POPUP' || event.startsWith('AGENT:') ? event : event.toLowerCase());

type SisterCallback = (event: CallbackEvent, data: Record<string, unknown>) => void;

/** The value under which `openScript` and the vendor's dialler keep a customer's record id with a call. */
const recordName = 'ECID';

export function createSisters(sdk: AgentDesktopGlobal, explain: (text: string) => void) {
  const wrapped = new WeakMap<object, (event: CallbackEvent, data: string) => void>();
  /** The callback as ours take it: it gets the event as an object instead of text. Always the same one, so that it can be unbound. */
  const ours = (callback: unknown): unknown => {
    if (typeof callback !== 'function') return callback;
    const known = wrapped.get(callback);
    if (known !== undefined) return known;
    const made = (event: CallbackEvent, data: string): void => {
      const said = JSON.parse(data) as { event: string };
      (callback as SisterCallback)(event, { ...said, event: sisterCase(said.event) });
    };
    wrapped.set(callback, made);
    return made;
  };
  const own: Record<string, (callback: unknown) => void> = {
    bindContactCallback: (callback) => sdk.WIDGET.bindContactCallback(ours(callback)),
    unbindContactCallback: (callback) => sdk.WIDGET.unbindContactCallback(ours(callback)),
  };
  const WIDGET = new Proxy(sdk.WIDGET, {
    get: (target, name) => (typeof name === 'string' && Object.hasOwn(own, name) ? own[name] : (Reflect.get(target, name) as unknown)),
  });

  const noScripts = (name: string): SoftPromise<CommandOutcome> => {
    const message = 'This desk has no scripts: open the page in a popup or a widget.';
    explain(`EASYCIM.${name} did nothing. ${message} (sdk.unsupported)`);
    return softPromise<CommandOutcome>(Promise.resolve({ ok: false, error: { code: 'sdk.unsupported', message } }), () => false);
  };
  const contactWhere = (test: (contact: SdkContactEvent) => boolean): SoftPromise<SdkContactEvent | null> =>
    softPromise(
      Promise.resolve(sdk.CONTACT.getContactList()).then((contacts) => contacts.find(test) ?? null),
      (contact) => contact !== null,
    );

  const EASYCIM = {
    openScript: (_id?: unknown, _record?: unknown, _isManual?: unknown) => noScripts('openScript'),
    openScriptInbound: (_id?: unknown) => noScripts('openScriptInbound'),
    /** Keeps the outcome with the contact (as the value `outcomeResult`) and ends after-call work if asked to. */
    saveScript(id?: unknown, outcome?: unknown, offlineEnd?: unknown): SoftPromise<CommandOutcome> {
      const ends = offlineEnd === true || /^(true|1)$/i.test(text(offlineEnd));
      const saved = sdk.CONTACT.SetCallData(id, { outcomeResult: text(outcome) });
      return softPromise<CommandOutcome>(
        Promise.resolve(saved).then((result) => (result.ok && ends ? sdk.CONTACT.OfflineEnd(id) : result)),
        (result) => result.ok,
      );
    },
    getContactInfo: (id?: unknown) => contactWhere((contact) => contact.id === contactId(id)),
    /** By the customer's record id, as it is kept with the contact. */
    getContactInfoWS: (record?: unknown) =>
      contactWhere((contact) => text(record) !== '' && callDataValue(contact, recordName) === text(record)),
  };

  return { TOOLBAR: { ...sdk, WIDGET, EASYCIM }, EASYCIM };
}

export type Sisters = ReturnType<typeof createSisters>;
