/** Without the signs of no width that a copy brings along; they are in no address. */
export const plainEmail = (text: string): string =>
  text.replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '').trim();

const longestEmail = 200;
/** A part of a dot-atom: RFC 5322 `atext`, and everything beyond ASCII (RFC 6532) that is a sign. */
const atom = /^[^\s\p{C}\p{Z}"(),:;<>@[\\\]]+$/u;
/** A label of a domain name, also of an international one (RFC 5890). */
const label = /^[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

/** Whether mail could be sent to it: `mario@example.com`, `josé@example.com`, `mario@exämple.it`. The domain has to have a dot. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  // IDNA takes the full stops of East Asian scripts for dots.
  const labels = text
    .slice(at + 1)
    .normalize('NFC')
    .split(/[.\u3002\uFF0E\uFF61]/);
  const top = labels.at(-1) as string;
  return (
    text.length <= longestEmail &&
    local.length <= 64 &&
    local.split('.').every((part) => atom.test(part)) &&
    labels.length > 1 &&
    labels.every((part) => label.test(part)) &&
    top.length >= 2 &&
    !/^\p{N}+$/u.test(top)
  );
}
