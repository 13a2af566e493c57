import type { WidgetHost, WidgetScript } from '../host.ts';
import type { Realm } from './realm.ts';

/** A browser with Trusted Types (W3C Trusted Types, section 2.3); TypeScript's DOM library does not know them yet. */
interface ScriptPolicy {
  createScriptURL(url: string): string | null;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
  defaultPolicy: ScriptPolicy | null;
}
type Trusting = Window & { trustedTypes?: PolicyFactory };

/** The name that a page with `trusted-types` in its policy has to allow. */
export const policyName = 'centralino';

export interface LoadOptions {
  url: string;
  nonce: string;
  host: WidgetHost;
  onLoad: () => void;
  /** `byPolicy`: the page's content security policy forbids it, so trying again is no use. */
  onFail: (byPolicy: boolean) => void;
}

/** Loads a script into a realm. What stands in its way is told in the console, with what the page's owner has to allow. */
export function loadScript(realm: Realm, { url, nonce, host, onLoad, onFail }: LoadOptions): void {
  const { document } = realm;
  const script = document.createElement('script') as WidgetScript;
  let violated = '';
  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition === 'enforce') violated = event.effectiveDirective;
  };
  const finish = (): void => document.removeEventListener('securitypolicyviolation', onViolation);
  document.addEventListener('securitypolicyviolation', onViolation);
  script.centralinoHost = host;
  script.async = true;
  // A page with a nonce in its policy gave it to the loader: it covers what the loader loads.
  if (nonce !== '') script.nonce = nonce;
  script.onload = () => {
    finish();
    onLoad();
  };
  script.onerror = () => {
    script.remove();
    // Chromium reports the violation after the error.
    realm.setTimeout(() => {
      finish();
      const { origin } = new URL(url);
      if (violated === '') console.error(`Centralino: ${url} could not be loaded.`);
      else console.error(`Centralino: the content security policy of this page forbids ${url}. Add ${origin} to ${violated}.`);
      onFail(violated !== '');
    }, 0);
  };
  try {
    script.src = trusted(realm, url);
  } catch (cause) {
    finish();
    console.error(
      `Centralino: this page takes only Trusted Types, and none of the widget's. Add "${policyName}" to trusted-types in its content security policy. (${String(cause)})`,
    );
    onFail(true);
    return;
  }
  (document.head ?? document.documentElement).appendChild(script);
}

/** The address as the page's policy wants it: by our own policy, else by the page's default one, else as it is. */
function trusted(realm: Realm, url: string): string {
  const own = (realm as Trusting).trustedTypes;
  if (own === undefined) return url;
  try {
    return own.createPolicy(policyName, { createScriptURL: (address) => address }).createScriptURL(url) ?? url;
  } catch {
    return (window as Trusting).trustedTypes?.defaultPolicy?.createScriptURL(url) ?? url;
  }
}
