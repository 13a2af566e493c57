/* What the customer's page shares with the server: rules and words without zod, whose size it does not carry. */
export * from './email.ts';
export * from './form-answer.ts';
export * from './phone-text.ts';
