import type { AuditEntry } from '@centralino/protocol';

/** Deeds that have a sentence of their own, by action. */
const own = {
  'session.signIn': 'signIn',
  'session.signInFailed': 'signInFailed',
  'session.signOut': 'signOut',
  'setup.firstAdmin': 'firstAdmin',
  'user.password': 'password',
  'supervise.start': 'listen',
  'supervise.setMode': 'superviseMode',
  'supervise.stop': 'superviseStop',
  'supervise.takeOver': 'takeOver',
  'team.setPresence': 'presence',
  'team.move': 'move',
  'recording.play': 'play',
  'recording.download': 'download',
  'POST /configuration/plan': 'configurationPlan',
  'POST /configuration/apply': 'configurationApply',
  'PUT /pause-reasons': 'pauseReasons',
  'PUT /popup': 'popup',
  'POST /popup/try': 'popupTry',
  'POST /contacts/:id/merge': 'merge',
  'DELETE /contact-merges/:id': 'unmerge',
  'POST /contact-imports/preview': 'importPreview',
  'POST /contact-imports': 'import',
  'POST /privacy/erasures': 'erase',
  'POST /notifications/records/:id/secret': 'secret',
  'POST /notifications/records/:id/test': 'notificationTest',
  'DELETE /notifications/records/:id/breaker': 'breaker',
  'POST /notifications/replay': 'replay',
} as const;
type Own = (typeof own)[keyof typeof own];

const kinds = [
  'user',
  'skillset',
  'profile',
  'service',
  'widget',
  'desk-widget',
  'contact',
  'address-book',
  'recording',
  'notification',
  'workstation',
  'interaction',
] as const;
type Kind = (typeof kinds)[number];

/** A deed in words: one of its own, or what was done to which kind of thing. Every action has one, also those of later versions. */
export type Deed = { own: Own } | { done: 'made' | 'changed' | 'removed' | 'did'; kind: Kind | 'other' };

export function deedOf({ action, subject }: Pick<AuditEntry, 'action' | 'subject'>): Deed {
  if (Object.hasOwn(own, action)) return { own: own[action as keyof typeof own] };
  const method = /^(POST|PUT|PATCH|DELETE) /.exec(action)?.[1];
  const done = method === undefined ? 'did' : method === 'POST' ? 'made' : method === 'DELETE' ? 'removed' : 'changed';
  return { done, kind: kinds.find((kind) => kind === subject?.kind) ?? 'other' };
}
