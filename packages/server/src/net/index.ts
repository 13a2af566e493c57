export { createTargetGuard, isPublicAddress, type TargetGuard } from './target-guard.ts';
export { GuardedClient, RequestFailed, type Answer, type AnswerHead, type OutgoingRequest } from './guarded-request.ts';
export { checkOrigins } from './origins.ts';
