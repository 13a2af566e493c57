/**
 * Calls back when the page's content security policy forbids a connection to this address (CSP level 3, section 5.1): browsers say so
 * only by an event at the document that asked, and the socket looks like one that gets no answer. Tells the console what to allow.
 * @returns stops listening
 */
export function onBlocked(url: string, blocked: () => void): () => void {
  const { origin } = new URL(url);
  const listen = (event: SecurityPolicyViolationEvent): void => {
    // A policy that only reports lets the connection pass.
    if (event.disposition !== 'enforce' || !event.blockedURI.startsWith(origin)) return;
    sayWhatToAllow(origin);
    blocked();
  };
  document.addEventListener('securitypolicyviolation', listen);
  return () => document.removeEventListener('securitypolicyviolation', listen);
}

export const sayWhatToAllow = (origin: string): void =>
  console.error(`Centralino: the content security policy of this page forbids the connection. Add ${origin} to its connect-src.`);
