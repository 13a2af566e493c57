/** Log lines of the native library may quote SDP: passwords, user fragments and key fingerprints don't belong in a log. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(ice-pwd|ice-ufrag|fingerprint|crypto|ssrc)[:=][^\r\n]*/gi, '$1:…')
    .replace(/((?:pwd|password|ufrag|username)"?\s*[:=]\s*"?)[^\s",;]+/gi, '$1…')
    .replace(/\b(expected|actual)="[^"]*"/g, '$1="…"')
    .slice(0, 2_000);
