import { lazyPart } from '../lib/lazy-part.tsx';

/** What is not on the first screen. */
export const Answers = lazyPart(async () => (await import('./answers.tsx')).Answers);
export const ContactsView = lazyPart(async () => (await import('./contacts-view.tsx')).ContactsView);
export const ContactWidgets = lazyPart(async () => (await import('../widgets/contact-widgets.tsx')).ContactWidgets);
export const DeskWidgets = lazyPart(async () => (await import('../widgets/desk-widgets.tsx')).DeskWidgets);
export const HelpDialog = lazyPart(async () => (await import('../keyboard/help-dialog.tsx')).HelpDialog);
export const OutcomeFields = lazyPart(async () => (await import('./outcome-fields.tsx')).OutcomeFields);
export const PastView = lazyPart(async () => (await import('./past-view.tsx')).PastView);
export const SettingsView = lazyPart(async () => (await import('./settings-view.tsx')).SettingsView);
export const Setup = lazyPart(async () => (await import('../screens/setup.tsx')).Setup);
export const SidePanel = lazyPart(async () => (await import('./side-panel.tsx')).SidePanel);
export const TargetDialog = lazyPart(async () => (await import('./target-dialog.tsx')).TargetDialog);
export const Wallboard = lazyPart(async () => (await import('../team/wallboard.tsx')).Wallboard);
