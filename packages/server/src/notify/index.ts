export { NotificationService, type NotificationServiceOptions } from './notification-service.ts';
export { createSecretBox, type SecretBox } from './secret-box.ts';
